"""What the core reads and posts in Slack's channels, through its port for that."""

from datetime import UTC, datetime, timedelta

import pytest

from adapters.slack.convert import message_id
from bot.channels import Author, Channels, Post, Said
from bot.core import Bot
from bot.errors import PlatformError
from bot.messages import File, Place
from bot.messages import Person as Asker
from tests.doubles.slack import Channel, Limited, Message, Person, SlackDouble
from tests.doubles.slack import File as Upload


@pytest.fixture(name="channels")
def _channels(connected: Bot) -> Channels:
    return connected._parts.channels["slack"]


def place(channel: Channel, root: Message | None = None) -> Place:
    return Place("slack", channel.workspace.id, channel.id, root.ts if root else None)


def named(said: Message) -> str:
    return message_id(said.channel.workspace.id, said.channel.id, said.ts)


def asker(person: Person) -> Asker:
    return Asker(person.id, person.user.shown)


async def everything(channels: Channels, where: Place, **bounds: object) -> list[Said]:
    return [each async for each in channels.history(where, **bounds)]  # type: ignore[arg-type]


async def test_a_channel_is_read_whole_and_oldest_first_over_many_pages(
    slack: SlackDouble, channels: Channels, general: Channel, alice: Person
) -> None:
    slack.rules.history_most = 15
    for number in range(50):
        await alice.says(general, f"line {number}", quietly=True)

    said = await everything(channels, place(general))

    assert [each.text for each in said] == [f"line {number}" for number in range(50)]
    assert {each.author for each in said} == {"Alice"}
    assert {each.author_id for each in said} == {alice.id}


async def test_of_a_channel_the_newest_are_read_where_so_many_are_wanted(
    slack: SlackDouble, channels: Channels, general: Channel, alice: Person
) -> None:
    slack.rules.history_most = 15
    for number in range(40):
        await alice.says(general, f"line {number}", quietly=True)

    said = await everything(channels, place(general), newest=20)

    assert [each.text for each in said] == [f"line {number}" for number in range(20, 40)]
    assert len(slack.record.of("conversations.history")) == 2


@pytest.mark.parametrize("by", ["time", "message"])
async def test_a_channel_is_read_between_two_moments(
    channels: Channels, general: Channel, alice: Person, by: str
) -> None:
    lines = [await alice.says(general, f"line {n}", ago=3600 * (10 - n)) for n in range(10)]

    def edge(number: int) -> object:
        if by == "message":
            return named(lines[number])
        return datetime.fromtimestamp(float(lines[number].ts), UTC)

    said = await everything(channels, place(general), after=edge(2), before=edge(6))

    assert [each.text for each in said] == ["line 3", "line 4", "line 5"]


async def test_what_was_said_in_threads_of_a_channel_is_read_where_it_was_said(
    channels: Channels, general: Channel, alice: Person
) -> None:
    root = await alice.says(general, "one", quietly=True)
    await alice.says(general, "two", quietly=True)
    await alice.says(general, "three, in the thread of one", thread=root, quietly=True)
    await alice.says(general, "four", quietly=True)

    said = await everything(channels, place(general))
    inside = await everything(channels, place(general, root))

    assert [each.text.split(",")[0] for each in said] == ["one", "two", "three", "four"]
    assert [each.text.split(",")[0] for each in inside] == ["one", "three"]


async def test_names_stand_for_ids_and_joining_is_not_said(
    slack: SlackDouble, channels: Channels, general: Channel, alice: Person
) -> None:
    bob = slack.user("Robert", display="Bob")
    await bob.joins(general)
    await alice.says(general, "hello", files=[Upload("a.txt", b"words")], quietly=True)
    written = await alice.says(general, "x", quietly=True)
    await alice.edits(written, f"{bob.mention} look")

    said = await everything(channels, place(general))

    assert [each.text for each in said] == ["hello", "@Bob look"]
    assert [each.name for each in said[0].attachments] == ["a.txt"]
    assert await said[0].attachments[0].read() == b"words"


async def test_links_lead_to_the_message(
    channels: Channels, general: Channel, alice: Person
) -> None:
    root = await alice.says(general, "one", quietly=True)
    reply = await alice.says(general, "two", thread=root, quietly=True)

    said = await everything(channels, place(general))

    assert said[0].link == root.link
    assert said[1].link == f"{reply.link}?thread_ts={root.ts}&cid={general.id}"
    assert channels.link(place(general), named(root)) == root.link


async def test_one_message_is_found_in_a_channel_and_in_a_thread(
    channels: Channels, general: Channel, alice: Person
) -> None:
    root = await alice.says(general, "one", quietly=True)
    reply = await alice.says(general, "two", thread=root, quietly=True)

    for each in (root, reply):
        found = await channels.message(place(general), named(each))
        assert found is not None
        assert (found.id, found.text) == (named(each), each.content)
    assert await channels.message(place(general), "T-C-1700000000.000100") is None


async def test_an_answer_of_the_bot_is_read_whole(
    slack: SlackDouble, channels: Channels, general: Channel
) -> None:
    long = "A sentence that says a lot. " * 20
    posted = await channels.post(place(general), Post(long))

    found = await channels.message(place(general), posted)

    assert found is not None
    assert found.text.strip() == long.strip()
    assert found.bot


async def test_only_who_is_in_a_channel_may_read_it(
    slack: SlackDouble, channels: Channels, general: Channel, alice: Person
) -> None:
    bob = slack.user("Bob")
    secret = slack.channel("secret", alice, private=True)
    unknown = slack.channel("unknown", alice, private=True, bot=False)

    assert await channels.may_read(asker(alice), place(secret))
    assert not await channels.may_read(asker(bob), place(secret))
    assert not await channels.may_read(asker(bob), place(general))
    assert await channels.may_read(asker(alice), place(general))
    assert not await channels.may_read(asker(alice), place(unknown))
    assert not await channels.may_read(asker(bob), place(alice.dm))


async def test_a_channel_is_found_by_its_id_and_by_its_name(
    slack: SlackDouble, channels: Channels, general: Channel, alice: Person
) -> None:
    other = slack.channel("other", alice)
    elsewhere = slack.channel("far", workspace=slack.add_workspace("Elsewhere", install=True))

    assert await channels.place(place(general), other.id) == place(other)
    assert await channels.place(place(general), "#other") == place(other)
    assert await channels.place(place(general), elsewhere.id) is None
    assert await channels.name(place(other)) == "other"
    assert await channels.name(place(alice.dm)) == "Alice"
    assert await channels.server_name(place(alice.dm)) == "Acme"


async def test_a_post_is_edited_and_deleted_and_calls_nobody(
    channels: Channels, general: Channel
) -> None:
    posted = await channels.post(place(general), Post("hey <!channel> https://a.example"))
    (message,) = general.messages
    assert message.pings == set()
    assert not message.unfurls

    await channels.edit(place(general), posted, Post("other words"))
    assert message.content == "other words"

    await channels.delete(place(general), posted)
    await channels.delete(place(general), posted)
    assert general.messages == []


async def test_a_post_answers_in_the_thread_of_a_message_with_its_files(
    slack: SlackDouble, channels: Channels, general: Channel, alice: Person
) -> None:
    asked = await alice.says(general, "here", quietly=True)
    file = File("a.txt", "text/plain", b"words")

    await channels.post(place(general), Post("yes", files=(file,), answers_to=named(asked)))
    await slack.until(lambda: len(general.thread(asked)) == 2)

    assert general.thread(asked)[0].content == "yes"
    assert general.thread(asked)[1].shown.files[0].data == b"words"


async def test_what_is_too_long_for_a_message_is_several_that_change_together(
    channels: Channels, general: Channel
) -> None:
    long = "".join(f"Line {number}.\n\n" for number in range(3000))
    posted = await channels.post(place(general), Post(long))
    assert len(general.messages) > 2
    assert general.messages[0].content.startswith("Line 0.")

    await channels.edit(place(general), posted, Post("short"))
    assert [each.content for each in general.messages] == ["short"]


async def test_a_post_stands_under_the_name_of_its_author(
    channels: Channels, general: Channel
) -> None:
    author = Author("Alice", "https://avatars.example/a.png")
    await channels.post(place(general), Post("bonjour", author))

    assert general.last.content == "bonjour"
    assert general.last.guise == {"username": "Alice", "icon_url": author.picture}


async def test_without_the_right_to_another_name_the_name_is_said_in_the_words(
    slack: SlackDouble, channels: Channels, general: Channel
) -> None:
    slack.installation.scopes = tuple(
        each for each in slack.installation.scopes if each != "chat:write.customize"
    )
    posted = await channels.post(place(general), Post("bonjour", Author("Alice")))
    assert general.last.content == "**Alice:** bonjour"

    await channels.edit(place(general), posted, Post("salut", Author("Alice")))
    assert general.last.content == "**Alice:** salut"


async def test_somebody_is_told_in_private(
    channels: Channels, general: Channel, alice: Person
) -> None:
    assert await channels.tell(alice.id, place(general), "a word in private")

    assert [each.content for each in alice.dm.messages] == ["a word in private"]
    assert not await channels.tell("U0UNKNOWN", place(general), "nobody is there")


async def test_what_slack_does_not_do_is_said_in_a_sentence(
    slack: SlackDouble, channels: Channels, general: Channel, alice: Person
) -> None:
    said = await alice.says(general, "hello", quietly=True)
    outside = slack.channel("outside", alice, bot=False)

    with pytest.raises(PlatformError, match="no time-outs"):
        await channels.time_out(place(general), alice.id, minutes=5, reason="")
    with pytest.raises(PlatformError, match="its own messages only"):
        await channels.delete(place(general), named(said))
    with pytest.raises(PlatformError, match="/invite"):
        await channels.post(place(outside), Post("hello"))
    with pytest.raises(PlatformError, match="/invite"):
        await everything(channels, place(outside))
    with pytest.raises(PlatformError, match="not installed"):
        await channels.name(Place("slack", "T0OTHER", general.id))


async def test_a_short_limit_is_waited_for_and_a_long_one_said(
    slack: SlackDouble, channels: Channels, general: Channel, alice: Person
) -> None:
    await alice.says(general, "hello", quietly=True)
    slack.fail(Limited(1), on="conversations.history")
    assert len(await everything(channels, place(general))) == 1

    slack.fail(Limited(600), on="conversations.history")
    with pytest.raises(PlatformError, match="no more for now"):
        await everything(channels, place(general))


async def test_reading_a_channel_takes_seconds_not_minutes(
    slack: SlackDouble, channels: Channels, general: Channel, alice: Person
) -> None:
    for number in range(2000):
        await alice.says(general, f"line {number}", quietly=True)
    began = datetime.now(UTC)

    said = await everything(channels, place(general))

    assert len(said) == 2000
    assert datetime.now(UTC) - began < timedelta(seconds=5)


async def test_admins_are_told_once_of_a_right_that_is_lacking(
    slack: SlackDouble, connected: Bot, channels: Channels, general: Channel
) -> None:
    boss = slack.user("Boss", admin=True)
    admins = slack.channel("admins", boss, private=True)
    settings = connected._parts.settings
    person = Asker(boss.id, "Boss", admin=True)
    await settings.change(place(admins), "admin_channel", admins.id, scope="server", person=person)
    slack.installation.scopes = tuple(
        each for each in slack.installation.scopes if each != "chat:write.customize"
    )
    for _ in range(2):
        await channels.post(place(general), Post("bonjour", Author("Alice")))
    await slack.until(lambda: admins.messages)
    await slack.deliveries.settled()

    (told,) = admins.messages
    assert "chat:write.customize" in told.content
    assert "causerie slack manifest" in told.content
