"""All settings of a server on Discord at once: where they come from, files, history, undo."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.adapters.discord.ruling import Office, office, with_label
from tests.doubles.discord import Channel

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(name="hall", scope="module", loop_scope="module")
async def _hall(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    async with office(tmp_path_factory.mktemp("hall")) as hall:
        yield hall


@pytest_asyncio.fixture(name="room", loop_scope="module")
async def _room(hall: Office) -> AsyncIterator[Channel]:
    """A channel of a server in which nothing is set once the test is over."""
    room = hall.room()
    yield room
    for server in (hall.server, hall.elsewhere):
        await hall.bot._parts.store.overrides.clear(f"discord/{server.id}")
    await hall.bot._parts.settings.catch_up()


async def exported(hall: Office, room: Channel) -> str:
    used = await hall.alice.slash(room, "settings", action="export")
    (file,) = (await used.answered()).shown.attachments
    return file.data.decode()


async def test_a_value_tells_whether_it_is_the_channels_the_servers_or_the_default(
    hall: Office, room: Channel
):
    other = hall.room()
    assert "It is none (the default)" in await hall.asks(room, name="temperature")
    await hall.asks(room, name="temperature", value="0.5", server=True)
    assert "It is 0.5 (set for the whole server)" in await hall.asks(room, name="temperature")
    told = await hall.asks(room, name="temperature", value="1.5")
    assert told == "`temperature` is now 1.5 in this channel; it was 0.5."
    assert "It is 1.5 (set for this channel)" in await hall.asks(room, name="temperature")
    assert "It is 0.5 (set for the whole server)" in await hall.asks(other, name="temperature")
    told = await hall.asks(room, name="temperature", value="0.2", server=True)
    assert told.endswith("This channel keeps its own value: 1.5.")
    told = await hall.asks(room, name="temperature", reset=True)
    assert told == "`temperature` is 0.2 (set for the whole server) again."


async def test_the_difference_names_the_channels_in_which_something_is_set(
    hall: Office, room: Channel
):
    other = hall.room()
    await hall.asks(other, name="watched", value="on")
    await hall.asks(room, name="temperature", value="0.5", server=True)
    told = await hall.asks(room, action="diff")
    assert "- `temperature` for the whole server: 0.5" in told
    assert f"- `watched` in #{other.name}: on" in told
    await hall.asks(other, name="watched", reset=True)


async def test_channels_and_roles_are_listed_by_name(hall: Office, room: Channel):
    await hall.asks(room, name="quiet_channels", value=f"<#{room.id}>", server=True)
    await hall.asks(room, name="quiet_roles", value=f"<@&{hall.staff.id}>", server=True)
    assert f"- `{room.id}` #{room.name}" in await hall.asks(room, name="quiet_channels")
    assert f"- `{hall.staff.id}` @Staff" in await hall.asks(room, name="quiet_roles")


async def test_a_single_channel_is_told_by_name(hall: Office, room: Channel):
    told = await hall.asks(room, name="admin_channel", value=f"<#{room.id}>", server=True)
    assert told == f"`admin_channel` is now #{room.name} for the whole server; it was none."
    topics = await with_label(hall.stage, await hall.alice.slash(room, "settings"), "Model")
    pressed = await hall.alice.clicks(topics, "Channels and people")
    assert await with_label(hall.stage, pressed, f"admin_channel: #{room.name}")
    told = await hall.asks(room, name="admin_channel")
    assert f"It is #{room.name} (set for the whole server)" in told


async def test_the_history_says_who_and_when_and_undo_goes_back(hall: Office, room: Channel):
    for value in ("0.1", "0.2"):
        await hall.asks(room, name="temperature", value=value)
    told = (await hall.asks(room, action="history")).splitlines()
    assert told[0].endswith("UTC, @Alice changed `temperature` from 0.1 to 0.2")
    assert told[0].startswith("- 20")
    assert told[1].endswith("changed `temperature` from what is set more widely to 0.1")
    assert "`temperature` is 0.1 again" in await hall.asks(room, action="undo")
    assert (await hall.values(room)).temperature == 0.1
    told = (await hall.asks(room, action="history")).splitlines()
    assert "@Alice took back a change of `temperature` from 0.2 to 0.1" in told[0]
    await hall.asks(room, action="undo")
    assert await hall.asks(room, action="undo") == "There is nothing to take back."
    assert (await hall.values(room)).temperature is None


async def test_a_file_of_another_server_says_what_it_cannot_carry_over(hall: Office, room: Channel):
    await hall.asks(room, name="temperature", value="0.5", server=True)
    await hall.asks(room, name="quiet_channels", value=str(room.id), server=True)
    await hall.asks(room, name="talk_roles", value=str(hall.staff.id), server=True)
    await hall.asks(room, name="quiet_people", value=str(hall.bob.id), server=True)
    await hall.asks(room, name="watched", value="on")
    file = await exported(hall, room)
    assert f"of: discord/{hall.server.id}" in file

    there = hall.elsewhere.channel("kitchen")
    asked = await with_label(hall.stage, await hall.imports(there, file), "Set all of it")
    assert "- `temperature` for the whole server: 0.5" in asked.content
    assert "- `quiet_people` for the whole server: 1 entry" in asked.content
    left = asked.content.partition("It cannot carry over:\n")[2].splitlines()
    assert left == [
        "- `quiet_channels`: what it names is not of this server",
        "- `talk_roles`: what it names is not of this server",
        f"- all that is set in the channel {room.id}, which is not of this server",
    ]
    assert (await hall.values(there)).temperature is None
    told = await hall.told(await hall.alice.clicks(asked, "Set all of it"))
    assert "Done: 2 settings are as in the file." in told
    assert "It cannot carry over:" in told
    await hall.asks(room, name="watched", reset=True)
    held = await hall.values(there)
    assert (held.temperature, held.quiet_people) == (0.5, (str(hall.bob.id),))
    assert (held.quiet_channels, held.talk_roles) == ((), ())


async def test_a_file_is_taken_back_with_one_undo(hall: Office, room: Channel):
    file = "server: {temperature: 0.5, show_usage: true, language: fr}"
    asked = await with_label(hall.stage, await hall.imports(room, file), "Set all of it")
    told = await hall.told(await hall.alice.clicks(asked, "Set all of it"))
    assert told.endswith("To take it back in the whole server: `/settings undo server`.")
    assert (await hall.values(room)).language == "fr"
    told = await hall.asks(room, action="undo", server=True)
    assert told.startswith("Taken back, as they were changed together: ")
    assert await hall.asks(room, action="diff") == "Everything is as the operator has it."


BOMB = "a: &a [x, x]\n" + "\n".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]" for n in range(9)
)


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (b"\xff\xfe\x00", "A file of settings is a text in UTF-8, and this is none."),
        (b"server: {temperature: 1\n", "YAML"),
        (b"just words", "keys with values"),
        (
            b"server: {temperature: 0.5}\n" + b"# " + b"x" * 1_100_000,
            "A file of settings has at most",
        ),
        (b"server: {temperature: 0.5, nothing: 1}", "There is no setting 'nothing'."),
        (b"server: {temperature: 0.5, top_p: 1}", "There is no setting 'top_p'."),
        (b"server: {temperature: 0.5, watched: 7}", "watched takes on or off; found '7'."),
        (b"server: {temperature: [1]}", "temperature takes a number from 0 to 2"),
        (b"server: {temperature: 0.5, persona: {a: b}}", "persona takes a text"),
        (b"servers: {temperature: 0.5}", "no servers:"),
        (b"channels: {c: 7}", "Under the channel c"),
        (BOMB.encode(), "references (*name) are not read here"),
        (b"server: {system: !!python/object:os.system x}", "tags (!name) are not read here"),
        (b"server: " + b"{a: " * 3_000, "fewer sections inside sections"),
    ],
    ids=range(14),
)
async def test_a_file_that_is_of_no_use_gets_one_sentence_and_sets_nothing(
    hall: Office, room: Channel, file: bytes, told: str
):
    before = await hall.values(room)
    used = await hall.imports(room, file)
    said = (await used.answered()).content
    assert told in said
    assert len(said) < 400
    assert await hall.values(room) == before


@pytest.mark.parametrize("action", ["diff", "history", "undo", "export", "import"])
async def test_who_may_not_manage_the_server_gets_none_of_it(
    hall: Office, room: Channel, action: str
):
    await hall.asks(room, name="temperature", value="0.5", server=True)
    if action == "import":
        used = await hall.imports(room, "server: {temperature: 1}", hall.bob)
    else:
        used = await hall.bob.slash(room, "settings", action=action)
    answer = await used.answered()
    assert "admin" in answer.content
    assert not answer.shown.attachments
    assert (await hall.values(room)).temperature == 0.5


async def test_who_lost_the_right_meanwhile_imports_nothing(hall: Office, room: Channel):
    file = "server: {temperature: 0.5}"
    asked = await with_label(hall.stage, await hall.imports(room, file), "Set all of it")
    hall.server.takes(hall.alice, hall.staff)
    try:
        pressed = await hall.alice.clicks(asked, "Set all of it")
        assert "admin" in (await pressed.answered()).content
    finally:
        hall.server.gives(hall.alice, hall.staff)
    assert (await hall.values(room)).temperature is None


async def test_the_button_of_a_file_is_not_for_anybody_else(hall: Office, room: Channel):
    file = "server: {temperature: 0.5}"
    asked = await with_label(hall.stage, await hall.imports(room, file), "Set all of it")
    with pytest.raises(PermissionError):
        await hall.bob.clicks(asked, "Set all of it")
