"""The moderation desk on Discord: what is shown there, who may press, and what then happens."""

from collections.abc import AsyncIterator

import pytest

from bot.core import Bot
from bot.messages import Person, Place
from tests.adapters.discord.conftest import Stage, buttons, eventually
from tests.doubles.discord import Channel, Message, Permission
from tests.doubles.discord import Person as Somebody
from tests.doubles.discord.permissions import USUAL

ADMIN = Person("1", "Dana", admin=True)


class Desk:
    """A private channel with a moderator, and a member whose words are looked at."""

    def __init__(self, stage: Stage, bot: Bot) -> None:
        self.stage = stage
        self.bot = bot
        self.mod: Somebody = stage.discord.user("Mod")
        self.sam: Somebody = stage.discord.user("Sam")
        manager = stage.server.role("Manager", Permission.MANAGE_GUILD)
        stage.server.adds(self.mod, roles=(manager,))
        stage.server.adds(self.sam)
        self.channel: Channel = stage.server.private_channel(
            "desk", self.mod, stage.discord.bot, self.sam
        )
        self.place = Place("discord", str(stage.server.id), str(stage.channel.id))

    async def set(self, name: str, value: object) -> None:
        await self.bot._parts.settings.change(self.place, name, value, scope="server", person=ADMIN)

    async def items(self, count: int = 1) -> list[Message]:
        """What lies on the desk."""
        await self.stage.discord.until(lambda: len(self.stage.said(self.channel)) >= count)
        return self.stage.said(self.channel)

    async def may(self, *permissions: Permission) -> None:
        """Give the bot rights, and a role above the others."""
        given = Permission.VIEW_CHANNEL
        for permission in permissions:
            given |= permission
        role = self.stage.server.role("Moderation", given)
        self.stage.server.gives(self.stage.discord.bot, role)

        async def known() -> bool:
            channels = self.bot._parts.channels["discord"]
            guild = channels._client.get_guild(self.stage.server.id)  # type: ignore[attr-defined]
            return guild is not None and role.id in {one.id for one in guild.me.roles}

        await eventually(known)

    async def noted(self) -> bool:
        """Whether the bot has noted where its item is shown."""
        flag = await self.bot._parts.store.flags.get(1)
        return flag is not None and flag.shown_as is not None


@pytest.fixture(name="desk")
async def _desk(stage: Stage) -> AsyncIterator[Desk]:
    stage.api.moderation.flag("horrible", category="harassment", score=0.91)
    stage.server.grants(stage.server.guild.everyone, USUAL)
    async with stage.running() as bot:
        desk = Desk(stage, bot)
        await desk.set("desk_channel", str(desk.channel.id))
        await desk.set("auto_moderation", value=True)
        yield desk


async def test_a_flagged_message_is_decided_on_the_desk(stage: Stage, desk: Desk):
    await desk.may(Permission.MANAGE_MESSAGES)
    said = await desk.sam.says(stage.channel, "you are horrible")
    (item,) = await desk.items()

    assert "harassment 0.91" in item.content
    assert "you are horrible" in item.content
    assert said.link in item.content
    assert buttons(item) == {"Approve", "Delete", "Time out", "False alarm"}

    pressed = await desk.sam.clicks(item, "Delete")
    refused = await pressed.answered()
    assert "Manage Server" in refused.content or "right to manage" in refused.content
    assert refused.only_for is desk.sam.account
    assert said in stage.channel.messages

    pressed = await desk.mod.clicks(item, "Delete")
    told = await pressed.answered()
    assert "Item 1: deleted." in told.content
    assert told.only_for is desk.mod.account
    await stage.discord.until(lambda: said not in stage.channel.messages)
    await stage.discord.until(lambda: "**Deleted** by Mod" in item.content)
    assert buttons(item) == set()


async def test_its_author_is_told_and_appeals_once(stage: Stage, desk: Desk):
    await desk.may(Permission.MANAGE_MESSAGES)
    await desk.set("auto_actions", {"harassment": "delete"})
    said = await desk.sam.says(stage.channel, "you are horrible")
    await stage.discord.until(lambda: said not in stage.channel.messages)
    direct = stage.discord.dm(desk.sam)
    await stage.discord.until(lambda: bool(direct.messages))
    (word,) = direct.messages
    assert "what looks like harassment" in word.content
    assert buttons(word) == {"Appeal"}

    await desk.sam.clicks(word, "Appeal")
    _, appeal = await desk.items(2)
    assert "Its author appeals." in appeal.content
    await desk.mod.clicks(appeal, "Accept the appeal")
    await stage.discord.until(lambda: "nothing wrong" in direct.messages[-1].content)


async def test_who_is_refused_appeals_with_a_button_that_is_nobody_elses(stage: Stage, desk: Desk):
    await desk.set("auto_moderation", value=False)
    mention = stage.discord.bot.mention
    await desk.sam.says(stage.channel, f"{mention} you are horrible")
    await stage.discord.until(lambda: any("Appeal" in buttons(one) for one in stage.said()))
    refused = next(one for one in stage.said() if "Appeal" in buttons(one))
    assert "I did not answer" in refused.content

    pressed = await stage.alice.clicks(refused, "Appeal")
    told = await pressed.answered()
    assert "You may not do this" in told.content

    await desk.sam.clicks(refused, "Appeal")
    (item,) = await desk.items()
    assert "Its author appeals." in item.content
    assert "you are horrible" in item.content


async def test_an_answer_that_is_taken_back_can_be_appealed(stage: Stage, desk: Desk):
    await desk.set("auto_moderation", value=False)
    stage.api.script.add("A long and friendly sentence comes first. " * 20 + "You are horrible.")
    await desk.sam.says(stage.channel, f"{stage.discord.bot.mention} Tell me")
    await stage.discord.until(lambda: any("Appeal" in buttons(one) for one in stage.said()))
    refused = next(one for one in stage.said() if "Appeal" in buttons(one))

    assert "horrible" not in refused.content
    await desk.sam.clicks(refused, "Appeal")
    (item,) = await desk.items()
    assert "An answer to Sam" in item.content


async def test_an_author_is_timed_out(stage: Stage, desk: Desk):
    await desk.may(Permission.MANAGE_MESSAGES, Permission.MODERATE_MEMBERS)
    await desk.sam.says(stage.channel, "you are horrible")
    (item,) = await desk.items()
    await desk.mod.clicks(item, "Time out")
    member = stage.server.guild.members[desk.sam.id]
    await stage.discord.until(lambda: member.timed_out_until > 0)
    await stage.discord.until(lambda: "**Timed out** by Mod" in item.content)


async def test_a_right_that_is_missing_is_named_and_the_item_stays_open(stage: Stage, desk: Desk):
    await desk.sam.says(stage.channel, "you are horrible")
    (item,) = await desk.items()
    pressed = await desk.mod.clicks(item, "Delete")
    told = await pressed.answered()

    assert "Manage Messages" in told.content
    assert "Approve" in buttons(item)


async def test_an_edit_is_judged(stage: Stage, desk: Desk):
    await desk.may(Permission.MANAGE_MESSAGES)
    await desk.set("auto_actions", {"harassment": "delete"})
    said = await desk.sam.says(stage.channel, "you are nice")
    await desk.sam.edits(said, "you are horrible")

    await stage.discord.until(lambda: said not in stage.channel.messages)


async def test_a_button_works_after_a_restart(stage: Stage):
    stage.api.moderation.flag("horrible", category="harassment", score=0.91)
    async with stage.running() as bot:
        before = Desk(stage, bot)
        await before.set("desk_channel", str(before.channel.id))
        await before.set("auto_moderation", value=True)
        await before.sam.says(stage.channel, "you are horrible")
        (item,) = await before.items()
        await eventually(before.noted)
    async with stage.running():
        await before.mod.clicks(item, "False alarm")
        await stage.discord.until(lambda: "**False alarm** by Mod" in item.content)


async def test_a_made_up_button_is_a_sentence(stage: Stage, desk: Desk):
    await desk.sam.says(stage.channel, "you are horrible")
    (item,) = await desk.items()
    shown = item.shown
    for row in shown.components:
        for button in row["components"]:
            if button.get("label") == "Approve":
                button["custom_id"] = "causerie:often:999999:0"
    pressed = await desk.mod.clicks(item, "Approve")
    told = await pressed.answered()

    assert "too old" in told.content
    assert "Approved" not in item.content
