"""Interactions of every kind, with the real client's command tree, views and modals."""

import io
import re
from collections.abc import AsyncIterator
from typing import Any, Self

import discord
import pytest
from discord import app_commands, ui

from tests.doubles.changes import Changes
from tests.doubles.clients import Client, running
from tests.doubles.discord import Channel, DiscordDouble, File, Permission, Person, Server


class Thumb(ui.DynamicItem[ui.Button[ui.View]], template=r"thumb:(?P<answer>\d+)"):
    """A button that knows its answer from its custom id alone."""

    def __init__(self, answer: int) -> None:
        super().__init__(ui.Button(label="Good", emoji="👍", custom_id=f"thumb:{answer}"))
        self.answer = answer

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["answer"]))

    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"Thanks for {self.answer}", ephemeral=True)


class Form(ui.Modal, title="Why?"):
    """A form with a text and a menu."""

    reason: ui.Label[Any] = ui.Label(text="Reason", component=ui.TextInput(custom_id="reason"))
    kind: ui.Label[Any] = ui.Label(
        text="Kind",
        component=ui.Select(
            custom_id="kind", options=[discord.SelectOption(label="Wrong", value="w")]
        ),
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        text, menu = self.reason.component, self.kind.component
        assert isinstance(text, ui.TextInput)
        assert isinstance(menu, ui.Select)
        await interaction.response.send_message(f"{text.value} ({menu.values[0]})")


class Answer(ui.View):
    """Buttons and a menu of every kind of answer."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        self.add_item(Thumb(7))

    @ui.button(label="Update", custom_id="update")
    async def update(self, interaction: discord.Interaction, _: Any) -> None:
        await interaction.response.edit_message(content="Updated", view=None)

    @ui.button(label="Later", custom_id="later")
    async def later(self, interaction: discord.Interaction, _: Any) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content="Updated later")
        await interaction.followup.send("And more")

    @ui.button(label="Why", custom_id="why")
    async def why(self, interaction: discord.Interaction, _: Any) -> None:
        await interaction.response.send_modal(Form())

    @ui.button(label="Dead", custom_id="dead", disabled=True)
    async def dead(self, interaction: discord.Interaction, _: Any) -> None:
        raise AssertionError("nobody can press this")

    @ui.select(custom_id="pick", options=[discord.SelectOption(label="Tea", value="t")])
    async def pick(self, interaction: discord.Interaction, menu: ui.Select[Self]) -> None:
        await interaction.response.send_message(menu.values[0])


class Seen(dict[str, Any]):
    """What the commands were given, and waiting for it."""

    def __init__(self) -> None:
        super().__init__()
        self._changes = Changes()

    def saw(self, **what: Any) -> None:
        """Remember something."""
        self.update(what)
        self._changes.changed()

    async def wait(self, name: str) -> Any:
        """Wait for something and return it."""
        await self._changes.until(lambda: name in self, standing=name)
        return self[name]


def declare(tree: app_commands.CommandTree[Any], seen: Seen) -> None:
    """Declare commands that show what they were given."""
    _declare_answers(tree, seen)
    _declare_options(tree, seen)
    _declare_places(tree, seen)


def _declare_options(tree: app_commands.CommandTree[Any], seen: Seen) -> None:
    @tree.command(description="Translates")
    @app_commands.choices(language=[app_commands.Choice(name="French", value="fr")])
    async def translate(
        interaction: discord.Interaction,
        text: app_commands.Range[str, 1, 20],
        language: str = "en",
        times: app_commands.Range[int, 1, 3] = 1,
        file: discord.Attachment | None = None,
        who: discord.Member | None = None,
        where: discord.TextChannel | None = None,
    ) -> None:
        seen.saw(text=text, language=language, times=times, file=file, who=who, where=where)
        seen.saw(interaction=interaction)
        await interaction.response.defer(thinking=True)
        await interaction.edit_original_response(content=f"{text} in {language}")

    @tree.command(description="Sets a model")
    async def model(interaction: discord.Interaction, name: str) -> None:
        await interaction.response.send_message(name)

    @model.autocomplete("name")
    async def names(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        found = [name for name in ("gpt-6-luna", "gpt-6-sol") if typed in name]
        return [app_commands.Choice(name=name.upper(), value=name) for name in found]


def _declare_places(tree: app_commands.CommandTree[Any], seen: Seen) -> None:
    group = app_commands.Group(
        name="settings",
        description="Settings",
        default_permissions=discord.Permissions(manage_guild=True),
        guild_only=True,
    )

    @tree.context_menu(name="Who")
    async def who(interaction: discord.Interaction, member: discord.Member) -> None:
        await interaction.response.send_message(f"This is {member.display_name}")

    @group.command(name="set", description="Sets")
    async def set_(interaction: discord.Interaction, name: str) -> None:
        seen.saw(permissions=interaction.permissions)
        await interaction.response.send_message(f"set {name}")

    tree.add_command(group)

    @tree.context_menu(name="Explain")
    async def explain(interaction: discord.Interaction, message: discord.Message) -> None:
        seen.saw(message=message)
        await interaction.response.send_message(f"It says {message.content}")

    @tree.command(description="Everywhere")
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def everywhere(interaction: discord.Interaction) -> None:
        seen.saw(context=interaction.context)
        await interaction.response.defer()
        # The first one is what the deferred answer becomes.
        for number in range(6):
            await interaction.followup.send(str(number))
        with pytest.raises(discord.HTTPException) as many:
            await interaction.followup.send("one too many")
        seen.saw(many=many.value.code)


def _declare_answers(tree: app_commands.CommandTree[Any], seen: Seen) -> None:
    @tree.command(description="Slow")
    async def slow(interaction: discord.Interaction) -> None:
        seen.saw(interaction=interaction)

    @tree.command(description="Secret")
    async def secret(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("psst", ephemeral=True)
        await interaction.followup.send("more", ephemeral=True)
        with pytest.raises(discord.HTTPException) as twice:
            await interaction.client.http.request(_again(interaction), json={"type": 4})
        seen.saw(twice=twice.value.code)

    @tree.command(description="A view")
    async def answer(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("Answer", view=Answer())


def _again(interaction: discord.Interaction) -> discord.http.Route:
    path = f"/interactions/{interaction.id}/{interaction.token}/callback"
    return discord.http.Route("POST", path)


@pytest.fixture(name="seen")
def _seen() -> Seen:
    return Seen()


@pytest.fixture(name="bot")
async def _bot(double: DiscordDouble, channel: Channel, seen: Seen) -> AsyncIterator[Client]:
    bot = Client()
    tree = app_commands.CommandTree(bot)
    declare(tree, seen)
    bot.add_dynamic_items(Thumb)
    async with running(bot, double):
        await tree.sync()
        yield bot


async def test_commands_are_registered_and_counted(double: DiscordDouble, bot: Client) -> None:
    assert "translate" in double.commands.names()
    assert (double.commands.syncs, double.commands.creates) == (1, 9)
    assert bot.application_id is not None
    listed = await bot.http.get_global_commands(bot.application_id)
    again = [dict(each) for each in listed]
    await bot.http.bulk_upsert_global_commands(bot.application_id, again)
    assert double.commands.creates == 9


async def test_a_slash_command_with_options_of_every_kind(
    alice: Person, server: Server, channel: Channel, bot: Client, seen: Seen
) -> None:
    interaction = await alice.slash(
        channel,
        "translate",
        text="tea",
        language="French",
        times=2,
        file=File("a.txt", b"hello"),
        who=alice,
        where=channel,
    )
    answer = await interaction.answered()
    assert answer.texts == ["", "tea in fr"]
    assert answer.edited_at is None
    assert (seen["language"], seen["times"]) == ("fr", 2)
    assert (seen["who"].id, seen["where"].id) == (alice.id, channel.id)
    assert await seen["file"].read() == b"hello"
    assert seen["interaction"].filesize_limit == 10 * 1024 * 1024
    assert seen["interaction"].permissions.send_messages
    heard = await bot.hears("message")
    assert heard.interaction_metadata.user.id == alice.id


async def test_what_is_not_registered_or_not_allowed_is_refused_to_the_person(
    alice: Person, server: Server, channel: Channel, bot: Client, seen: Seen
) -> None:
    with pytest.raises(LookupError):
        await alice.slash(channel, "nothing")
    with pytest.raises(LookupError):
        await alice.slash(channel, "translate", text="x", colour="red")
    with pytest.raises(ValueError, match="missing: text"):
        await alice.slash(channel, "translate")
    for wrong in ({"language": "Klingon"}, {"times": 4}, {"text": "x" * 21}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            await alice.slash(channel, "translate", **({"text": "x"} | wrong))
    with pytest.raises(PermissionError):
        await alice.slash(channel, "settings set", name="x")
    server.opens_command("settings")
    await (await alice.slash(channel, "settings set", name="x")).answered()
    assert not seen["permissions"].manage_guild


async def test_a_subcommand_for_those_with_the_permission(
    alice: Person, server: Server, channel: Channel, bot: Client
) -> None:
    server.gives(alice, server.role("Admins", Permission.MANAGE_GUILD))
    interaction = await alice.slash(channel, "settings set", name="model")
    assert (await interaction.answered()).content == "set model"


async def test_an_ephemeral_answer_is_seen_by_its_person_alone(
    double: DiscordDouble, server: Server, channel: Channel, alice: Person, bot: Client, seen: Seen
) -> None:
    bob = double.user("Bob")
    server.adds(bob)
    interaction = await alice.slash(channel, "secret")
    await double.until(lambda: len(interaction.messages) == 2)
    assert [message.content for message in alice.sees(channel)] == ["psst", "more"]
    assert bob.sees(channel) == channel.messages == []
    assert await seen.wait("twice") == 40060


async def test_autocompletion_offers_choices(alice: Person, channel: Channel, bot: Client) -> None:
    assert await alice.autocompletes(channel, "model", "name", "so") == [
        {"name": "GPT-6-SOL", "value": "gpt-6-sol"}
    ]


async def test_a_late_answer_is_to_an_unknown_interaction(
    double: DiscordDouble, alice: Person, channel: Channel, bot: Client, seen: Seen
) -> None:
    double.rules.acknowledge_within = 0
    interaction = await alice.slash(channel, "slow")
    late_one = await seen.wait("interaction")
    with pytest.raises(discord.NotFound) as late:
        await late_one.response.send_message("late")
    assert late.value.code == 10062
    assert double.interactions.failed == [interaction]


async def test_after_its_time_a_token_is_invalid(
    double: DiscordDouble, alice: Person, channel: Channel, bot: Client, seen: Seen
) -> None:
    await alice.slash(channel, "slow")
    interaction = await seen.wait("interaction")
    await interaction.response.defer()
    double.rules.token_lasts = 0
    with pytest.raises(discord.HTTPException) as late:
        await interaction.edit_original_response(content="late")
    assert (late.value.status, late.value.code) == (401, 50027)


async def test_buttons_update_defer_and_work_without_their_view(
    double: DiscordDouble, alice: Person, channel: Channel, bot: Client
) -> None:
    shown = await (await alice.slash(channel, "answer")).answered()
    await (await alice.clicks(shown, "Later")).acknowledged()
    await double.until(lambda: channel.last.content == "And more")
    assert shown.content == "Updated later"
    thanks = await (await alice.clicks(shown, "👍")).answered()
    assert (thanks.content, thanks.only_for) == ("Thanks for 7", alice.account)
    picked = await (await alice.chooses(shown, "pick", "Tea")).answered()
    assert picked.content == "t"
    assert picked.answers is shown
    with pytest.raises(PermissionError):
        await alice.clicks(shown, "Dead")
    await (await alice.clicks(shown, "update")).acknowledged()
    assert (shown.content, shown.shown.components) == ("Updated", ())


async def test_a_dynamic_button_works_after_a_restart(
    double: DiscordDouble, alice: Person, channel: Channel, bot: Client
) -> None:
    shown = await (await alice.slash(channel, "answer")).answered()
    await bot.close()
    again = Client()
    again.add_dynamic_items(Thumb)
    async with running(again, double):
        thanks = await (await alice.clicks(shown, "thumb:7")).answered()
        assert thanks.content == "Thanks for 7"


async def test_a_form_is_filled_in(alice: Person, channel: Channel, bot: Client) -> None:
    shown = await (await alice.slash(channel, "answer")).answered()
    click = await alice.clicks(shown, "why")
    with pytest.raises(ValueError, match="reason"):
        await alice.submits_modal(click, reason="")
    answer = await (await alice.submits_modal(click, reason="No", kind="w")).answered()
    assert answer.content == "No (w)"


async def test_a_message_command_gets_the_content_of_the_message(
    double: DiscordDouble, alice: Person, channel: Channel, bot: Client, seen: Seen
) -> None:
    question = await alice.says(channel, "E = mc²", files=[File("a.txt", b"x")])
    interaction = await alice.context_menu("Explain", question)
    assert (await interaction.answered()).content == "It says E = mc²"
    assert seen["message"].attachments[0].filename == "a.txt"


async def test_a_person_s_menu_and_a_name_in_their_own_language(
    double: DiscordDouble, alice: Person, server: Server, channel: Channel, bot: Client
) -> None:
    interaction = await alice.context_menu("Who", alice, channel)
    assert (await interaction.answered()).content == "This is Alice"
    assert bot.application_id is not None
    declared: Any = {
        "name": "secret",
        "description": "x",
        "name_localizations": {"zh-CN": "秘密"},
    }
    await bot.http.upsert_global_command(bot.application_id, declared)
    mei = double.user("Mei", locale="zh-CN")
    await mei.joins(server)
    assert (await (await mei.slash(channel, "秘密")).answered()).content == "psst"


async def test_in_direct_messages_and_where_the_bot_is_not(
    double: DiscordDouble, alice: Person, bot: Client, seen: Seen
) -> None:
    elsewhere = double.guild("Elsewhere", alice, with_bot=False)
    there = elsewhere.channel()
    with pytest.raises(LookupError):
        await alice.slash(there, "everywhere")
    alice.installs()
    interaction = await alice.slash(there, "everywhere")
    assert await seen.wait("many") == 40094
    assert len(interaction.followups) == 5
    assert seen["context"].guild
    dm = double.dm(alice)
    await (await alice.slash(dm, "everywhere")).answered()
    assert seen["context"].dm_channel
    with pytest.raises(LookupError):
        await alice.slash(dm, "settings set", name="x")
    bob = double.user("Bob")
    await (await alice.slash(double.private_conversation(alice, bob), "everywhere")).answered()
    assert seen["context"].private_channel


async def test_an_answer_with_a_file(
    double: DiscordDouble, alice: Person, channel: Channel, bot: Client, seen: Seen
) -> None:
    await alice.slash(channel, "slow")
    interaction = await seen.wait("interaction")
    file = discord.File(io.BytesIO(b"1,2"), "a.csv")
    sent = await interaction.response.send_message("Here", file=file)
    assert sent.resource.attachments[0].filename == "a.csv"
    again = await interaction.original_response()
    assert again.content == "Here"
    await again.delete()
    assert channel.messages == []


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        ({"name": "Bad Name", "description": "x"}, 50035),
        ({"name": "x", "description": ""}, 50035),
        ({"name": "x", "description": "x" * 101}, 50035),
        ({"name": "x", "description": "x", "options": [{"name": "a", "type": 3}]}, 50035),
        ({"name": "x", "description": "x", "name_localizations": {"xx": "y"}}, 50035),
        (
            {
                "name": "x",
                "description": "x",
                "options": [
                    {"name": "a", "description": "x", "type": 3},
                    {"name": "b", "description": "x", "type": 3, "required": True},
                ],
            },
            50035,
        ),
    ],
)
async def test_a_declaration_that_discord_refuses_is_refused(
    bot: Client, declared: Any, code: int
) -> None:
    assert bot.application_id is not None
    with pytest.raises(discord.HTTPException) as refused:
        await bot.http.upsert_global_command(bot.application_id, declared)
    assert refused.value.code == code


async def test_too_many_new_commands_a_day_are_refused(double: DiscordDouble, bot: Client) -> None:
    double.rules.command_creates_a_day = 9
    assert bot.application_id is not None
    declared: Any = {"name": "one-more", "description": "x"}
    with pytest.raises(discord.HTTPException) as refused:
        await bot.http.upsert_global_command(bot.application_id, declared)
    assert refused.value.code == 30034
