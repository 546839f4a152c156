"""Messages through the API of the double, with the real client."""

import io
import json
from datetime import timedelta
from typing import Any

import discord
import pytest

from tests.doubles.clients import Client, code_of
from tests.doubles.discord import (
    Channel,
    DiscordDouble,
    File,
    MessageFlag,
    Permission,
    Person,
    Server,
)


async def test_a_message_and_its_edits_are_kept_with_their_times(
    double: DiscordDouble, channel: Channel, room: discord.TextChannel
) -> None:
    sent = await room.send("  One ")
    await sent.edit(content="One two")
    await sent.edit(content="One two three")
    message = channel.last
    assert message.author is double.bot
    assert message.texts == ["One", "One two", "One two three"]
    times = [version.at for version in message.versions]
    assert times == sorted(times)
    assert message.posted_at == times[0]


async def test_a_reply_names_what_it_answers(
    alice: Person, channel: Channel, bot: Client, room: discord.TextChannel
) -> None:
    question = await alice.says(channel, "What is the capital of Australia?")
    heard = await bot.hears("message")
    await heard.reply("Canberra.")
    answer = channel.last
    assert answer.answers is question
    assert answer.pings.users == (alice.id,)
    mine = await bot.hears("message", 2)
    assert mine.reference.resolved.content == question.content


async def test_a_person_s_reply_edit_and_delete_are_heard(
    alice: Person, channel: Channel, bot: Client, room: discord.TextChannel
) -> None:
    await room.send("Canberra.")
    reply = await alice.says(channel, "Sure?", reply_to=channel.last)
    heard = await bot.hears("message", 2)
    assert bot.user in heard.mentions
    await alice.edits(reply, "Are you sure?")
    assert (await bot.hears("raw_message_edit")).message.content == "Are you sure?"
    await alice.deletes(reply)
    assert (await bot.hears("raw_message_delete")).message_id == reply.id
    assert await code_of(room.fetch_message(reply.id)) == 10008


async def test_deleting_many_at_once_is_one_event(
    double: DiscordDouble, channel: Channel, alice: Person, bot: Client, room: discord.TextChannel
) -> None:
    for text in ("one", "two", "three"):
        await alice.says(channel, text)
    await room.delete_messages([discord.Object(message.id) for message in channel.messages[:2]])
    assert len((await bot.hears("raw_bulk_message_delete")).message_ids) == 2
    assert [message.content for message in channel.messages] == ["three"]
    assert len(channel.ever) == 3
    old = await alice.says(channel, "long ago", ago=15 * 86400)
    assert await code_of(bot.http.delete_messages(channel.id, [old.id, channel.last.id])) == 50034


async def test_the_same_nonce_makes_no_second_message(
    channel: Channel, room: discord.TextChannel
) -> None:
    first = await room.send("Once", nonce="42")
    second = await room.send("Once", nonce="42")
    assert first.id == second.id
    assert [message.content for message in channel.messages] == ["Once"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"content": "x" * 2001}, 50035),
        ({"content": "   "}, 50006),
        ({"embed": discord.Embed(description="x" * 4097)}, 50035),
        ({"embeds": [discord.Embed(description="x" * 4000)] * 2}, 50035),
        ({"embed": discord.Embed(title="x" * 257)}, 50035),
        (
            {"content": "x", "reference": discord.MessageReference(message_id=1, channel_id=2)},
            50035,
        ),
        ({"content": "x", "nonce": "n" * 26}, 50035),
    ],
)
async def test_a_message_that_discord_refuses_is_refused(
    room: discord.TextChannel, channel: Channel, said: dict[str, Any], code: int
) -> None:
    assert await code_of(room.send(**said)) == code
    assert channel.messages == []


async def test_an_invalid_form_says_which_field(room: discord.TextChannel) -> None:
    with pytest.raises(discord.HTTPException, match="In content: Must be 2000 or fewer in length"):
        await room.send("x" * 2001)


async def test_history_goes_back_in_pages(
    alice: Person, channel: Channel, room: discord.TextChannel, bot: Client
) -> None:
    for number in range(130):
        await alice.says(channel, str(number), quietly=True)
    texts = [message.content async for message in room.history(limit=None)]
    assert texts == [str(number) for number in reversed(range(130))]
    middle = channel.messages[64]
    after = [m.content async for m in room.history(after=discord.Object(middle.id), limit=3)]
    assert after == ["65", "66", "67"]
    before = [m.content async for m in room.history(before=discord.Object(middle.id), limit=2)]
    assert before == ["63", "62"]
    around = [m.content async for m in room.history(around=discord.Object(middle.id), limit=3)]
    assert sorted(around) == ["63", "64", "65"]
    assert await code_of(bot.http.logs_from(channel.id, 101)) == 50035


async def test_files_come_and_go_at_signed_addresses_that_expire(
    double: DiscordDouble, alice: Person, channel: Channel, bot: Client, room: discord.TextChannel
) -> None:
    await alice.says(channel, files=[File("my notes.txt", b"Tea at five.")])
    got = (await bot.hears("message")).attachments[0]
    assert (got.filename, got.size) == ("my_notes.txt", 12)
    assert got.content_type == "text/plain; charset=utf-8"
    assert await got.read() == b"Tea at five."
    double.cdn.lifetime = -1
    expired = (await room.fetch_message(channel.last.id)).attachments[0]
    with pytest.raises(discord.NotFound):
        await expired.read()
    sent = await room.send(file=discord.File(io.BytesIO(b"1,2"), "table.csv", description="Two"))
    assert channel.last.shown.attachments[0].data == b"1,2"
    assert sent.attachments[0].description == "Two"


async def test_a_file_over_the_limit_is_too_large(
    double: DiscordDouble, room: discord.TextChannel
) -> None:
    double.rules.file_size = 10
    assert await code_of(room.send(file=discord.File(io.BytesIO(b"x" * 11), "a.bin"))) == 40005


async def test_a_voice_message_is_one(alice: Person, channel: Channel, bot: Client) -> None:
    await alice.speaks(channel, b"OggS", seconds=3)
    message = await bot.hears("message")
    assert message.flags.voice
    assert message.attachments[0].is_voice_message()
    assert message.attachments[0].duration == 3


async def test_stickers_polls_and_forwards_look_as_they_do(
    alice: Person, server: Server, channel: Channel, bot: Client
) -> None:
    await alice.says(channel, stickers=[server.sticker("Wave", "waves a hand")])
    assert (await bot.hears("message")).stickers[0].name == "Wave"
    await alice.polls(channel, "Tea?", "Yes", "No")
    poll = (await bot.hears("message", 2)).poll
    assert (poll.question, [answer.text for answer in poll.answers]) == ("Tea?", ["Yes", "No"])
    secret = server.private_channel("secret", alice)
    await alice.forwards(await alice.says(secret, "The news"), channel)
    forward = await bot.hears("message", 3)
    assert forward.content == ""
    assert forward.message_snapshots[0].content == "The news"


async def test_mentions_ping_only_whom_they_may(
    double: DiscordDouble,
    alice: Person,
    server: Server,
    channel: Channel,
    room: discord.TextChannel,
) -> None:
    crew = server.role("Crew", mentionable=True)
    bosses = server.role("Bosses")
    text = f"@everyone {alice.mention} {crew.mention} {bosses.mention} `{alice.mention}`"
    await room.send(text)
    pings = channel.last.pings
    # Neither @everyone nor a role that cannot be mentioned, for want of a permission.
    assert (pings.users, pings.roles, pings.everyone) == ((alice.id,), (crew.id,), False)
    await room.send(text, allowed_mentions=discord.AllowedMentions.none())
    assert channel.last.pings.nobody
    server.gives(double.bot, server.role("Loud", Permission.MENTION_EVERYONE))
    await room.send(text)
    assert channel.last.pings.everyone
    assert channel.last.pings.roles == (crew.id, bosses.id)


async def test_old_messages_take_few_edits(
    double: DiscordDouble, channel: Channel, room: discord.TextChannel
) -> None:
    double.rules.old_after = 0
    double.rules.old_edits = 1
    double.rules.old_retry_after = 0.01
    sent = await room.send("One")
    await sent.edit(content="Two")
    assert await code_of(sent.edit(content="Three")) == 30046
    assert channel.last.texts == ["One", "Two"]


async def test_reactions_of_both_sides_are_seen(
    alice: Person, server: Server, channel: Channel, bot: Client, room: discord.TextChannel
) -> None:
    sent = await room.send("Good?")
    await alice.reacts(channel.last, "👍")
    assert (await bot.hears("raw_reaction_add")).user_id == alice.id
    await sent.add_reaction("👍")
    assert list(channel.last.reactions) == ["👍"]
    assert len(channel.last.reactions["👍"]) == 2
    await alice.takes_back(channel.last, "👍")
    assert (await bot.hears("raw_reaction_remove")).user_id == alice.id
    emoji = server.emoji("tea")
    await alice.reacts(channel.last, emoji)
    assert (await bot.hears("raw_reaction_add", 3)).emoji.name == "tea"
    await sent.clear_reactions()
    assert channel.last.reactions == {}
    assert await code_of(sent.add_reaction("x")) == 10014


async def test_pins_are_listed_and_told(
    alice: Person, channel: Channel, bot: Client, room: discord.TextChannel
) -> None:
    sent = await room.send("Rules")
    await sent.pin()
    assert [message.content async for message in room.pins()] == ["Rules"]
    assert (await bot.hears("message", 2)).type is discord.MessageType.pins_add
    await sent.unpin()
    assert [message async for message in room.pins()] == []


async def test_typing_is_seen_on_both_sides(
    double: DiscordDouble, alice: Person, channel: Channel, bot: Client, room: discord.TextChannel
) -> None:
    await room.typing()
    assert [typing.user for typing in channel.typings] == [double.bot]
    await alice.types(channel)
    await bot.hears("typing", 2)
    assert {user.id for _, (_, user, _) in _typings(bot)} == {alice.id, double.bot.id}


def _typings(bot: Client) -> list[tuple[str, tuple[Any, ...]]]:
    return [event for event in bot.heard if event[0] == "typing"]


async def test_a_preview_of_a_link_comes_later_and_is_no_edit(
    double: DiscordDouble, alice: Person, channel: Channel, bot: Client
) -> None:
    message = await alice.says(channel, "https://example.com")
    double.previews(message, title="Example")
    update = await bot.hears("raw_message_edit")
    assert update.message.embeds[0].title == "Example"
    assert update.message.edited_at is None
    assert message.previews == ["https://example.com"]


@pytest.mark.parametrize(
    ("lacking", "said", "code"),
    [
        (Permission.VIEW_CHANNEL, {"content": "x"}, 50001),
        (Permission.SEND_MESSAGES, {"content": "x"}, 50013),
        (Permission.EMBED_LINKS, {"embed": discord.Embed(title="x")}, 50013),
        (Permission.ATTACH_FILES, {"file": discord.File(io.BytesIO(b"x"), "x")}, 50013),
    ],
)
async def test_what_the_bot_may_not_is_refused(
    double: DiscordDouble,
    server: Server,
    channel: Channel,
    room: discord.TextChannel,
    lacking: Permission,
    said: dict[str, Any],
    code: int,
) -> None:
    server.deny(channel, double.bot, lacking)
    assert await code_of(room.send(**said)) == code


async def test_a_message_of_another_cannot_be_edited(
    alice: Person, channel: Channel, bot: Client
) -> None:
    await alice.says(channel, "Mine")
    heard = await bot.hears("message")
    assert await code_of(heard.edit(content="Yours")) == 50005
    assert await code_of(bot.http.get_channel(1)) == 10003


async def test_direct_messages_go_both_ways_unless_refused(
    double: DiscordDouble, alice: Person, bot: Client
) -> None:
    dm = double.dm(alice)
    await alice.says(dm, "Hello?")
    heard = await bot.hears("message")
    assert isinstance(heard.channel, discord.DMChannel)
    await heard.channel.send("Hello, Alice.")
    assert [message.content for message in alice.sees(dm)] == ["Hello?", "Hello, Alice."]
    user = await bot.fetch_user(alice.id)
    assert (await user.create_dm()).id == dm.id
    alice.account.takes_dms = False
    assert await code_of(user.send("Are you there?")) == 50007


async def test_everything_that_was_ever_shown_can_be_looked_through(
    double: DiscordDouble, alice: Person, room: discord.TextChannel
) -> None:
    await alice.says(double.dm(alice), "mine")
    sent = await room.send("one", embed=discord.Embed(title="A title"))
    await sent.edit(content="two")
    await sent.delete()
    assert double.shown() == ["one", "A title", "two", "A title"]


async def test_the_bot_sends_polls_and_voice_messages(
    bot: Client, channel: Channel, room: discord.TextChannel
) -> None:
    poll = discord.Poll(question="Tea?", duration=timedelta(hours=1))
    poll.add_answer(text="Yes").add_answer(text="No")
    await room.send(poll=poll)
    assert channel.last.poll is not None
    assert channel.last.poll["answers"][1]["poll_media"]["text"] == "No"
    await _speaks(bot, channel, flags=8192, attachments=[_VOICE])
    assert channel.last.shown.attachments[0].duration == 2.5
    assert await code_of(_speaks(bot, channel, flags=8192, content="x")) == 50159
    assert await code_of(_speaks(bot, channel, flags=8192)) == 50161
    voice = await room.fetch_message(channel.last.id)
    assert await code_of(voice.edit(content="x")) == 50162


_VOICE = {"id": 0, "filename": "voice.ogg", "duration_secs": 2.5, "waveform": "AAAA"}


async def _speaks(bot: Client, channel: Channel, **payload: Any) -> None:
    route = discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=channel.id)
    sound = {"name": "files[0]", "value": b"OggS", "filename": "voice.ogg"}
    said = {"name": "payload_json", "value": json.dumps(payload)}
    await bot.http.request(route, form=[said, sound])


async def test_a_layout_cannot_be_mixed_with_content(
    channel: Channel, room: discord.TextChannel
) -> None:
    layout = discord.ui.LayoutView()
    layout.add_item(discord.ui.TextDisplay("Hello"))
    sent = await room.send(view=layout)
    assert MessageFlag.COMPONENTS_V2 in channel.last.shown.flags
    assert channel.last.shown.components[0]["content"] == "Hello"
    assert await code_of(sent.edit(content="x")) == 50035


async def test_two_buttons_of_one_name_are_refused(room: discord.TextChannel) -> None:
    view = discord.ui.View()
    for _ in range(2):
        view.add_item(discord.ui.Button(label="x", custom_id="same"))
    assert await code_of(room.send("x", view=view)) == 50035
