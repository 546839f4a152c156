"""All settings of a workspace on Slack at once: where they come from, files, history, undo."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.adapters.slack.ruling import Office, offers, office
from tests.doubles.slack import Channel

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(name="hall", scope="module", loop_scope="module")
async def _hall(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    async with office(tmp_path_factory.mktemp("hall")) as hall:
        yield hall


@pytest_asyncio.fixture(name="room", loop_scope="module")
async def _room(hall: Office) -> AsyncIterator[Channel]:
    """A channel of a workspace in which nothing is set once the test is over."""
    yield await hall.room()
    key = f"slack/{hall.slack.workspace.id}"
    for scope in await hall.bot._parts.store.overrides.within(key):
        await hall.bot._parts.store.overrides.clear(scope)
    hall.bot._parts.settings.forget(key)


async def test_a_value_tells_whether_it_is_the_channels_the_servers_or_the_default(
    hall: Office, room: Channel
):
    assert "It is none (the default)" in await hall.asks(room, "temperature")
    await hall.asks(room, "server temperature 0.5")
    assert "It is 0.5 (set for the whole server)" in await hall.asks(room, "temperature")
    told = await hall.asks(room, "temperature 1.5")
    assert told == "`temperature` is now 1.5 in this channel; it was 0.5."
    told = await hall.asks(room, "temperature")
    assert "It is 1.5 (set for this channel)" in told
    assert "Elsewhere it is 0.5 (set for the whole server)." in told
    told = await hall.asks(room, "temperature reset")
    assert told == "`temperature` is 0.5 (set for the whole server) again."


async def test_the_difference_and_lists_name_channels_and_people(hall: Office, room: Channel):
    other = await hall.room()
    await hall.asks(other, "watched on")
    await hall.asks(room, f"server quiet_people {hall.bob.user.id}")
    told = await hall.asks(room, "diff")
    assert f"- `watched` in #{other.name}: on" in told
    told = await hall.asks(room, "quiet_people", told=hall.bob.user.id)
    assert f"- `{hall.bob.user.id}` @Bob" in told


async def test_the_history_says_who_and_when_and_undo_goes_back(hall: Office, room: Channel):
    for value in ("0.1", "0.2"):
        await hall.asks(room, f"temperature {value}")
    told = (await hall.asks(room, "history")).splitlines()
    assert told[0].endswith("UTC, @Boss changed `temperature` from 0.1 to 0.2")
    assert "`temperature` is 0.1 again" in await hall.asks(room, "undo")
    assert (await hall.values(room)).temperature == 0.1
    told = (await hall.asks(room, "history")).splitlines()
    assert "@Boss took back a change of `temperature` from 0.2 to 0.1" in told[0]
    await hall.asks(room, "undo")
    assert await hall.asks(room, "undo") == "There is nothing to take back."


async def test_a_file_of_another_workspace_says_what_it_cannot_carry_over(
    hall: Office, room: Channel
):
    file = (
        "of: slack/T0OTHER\n"
        "server: {temperature: 0.5, quiet_channels: [C0FOREIGN1], persona: nobody}\n"
        "channels: {C0FOREIGN2: {watched: true}}\n"
    )
    before = await hall.imports(room, file)
    asked = await hall.tells(room, hall.boss, offers("Set all of it"), before)
    assert "- `temperature` for the whole server: 0.5" in asked.content
    left = asked.content.partition("It cannot carry over:\n")[2].splitlines()
    assert left[0] == "- `quiet_channels`: what it names is not of this server"
    assert left[1].startswith("- `persona`: There is no persona 'nobody'.")
    assert left[2] == "- all that is set in the channel C0FOREIGN2, which is not of this server"
    assert (await hall.values(room)).temperature is None
    before = hall.seen(room, hall.boss)
    await hall.presses(asked, "Set all of it")
    await hall.tells(room, hall.boss, lambda one: "Done: 1 setting is" in one.content, before)
    assert (await hall.values(room)).temperature == 0.5


async def test_what_is_exported_can_be_imported(hall: Office, room: Channel):
    await hall.asks(room, "watched on")
    before = len(hall.boss.dm.ever)
    await hall.boss.slash("/settings", "export", room)
    await hall.slack.until(lambda: any(one.shown.files for one in hall.boss.dm.ever[before:]))
    (file,) = next(one.shown.files for one in hall.boss.dm.ever[before:] if one.shown.files)
    await hall.asks(room, "watched off")
    seen = await hall.imports(room, file.data)
    asked = await hall.tells(room, hall.boss, offers("Set all of it"), seen)
    await hall.presses(asked, "Set all of it")
    await hall.tells(room, hall.boss, lambda one: "Done: 1 setting is" in one.content, seen)
    assert (await hall.values(room)).watched


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (b"\xff\xfe\x00", "A file of settings is a text in UTF-8, and this is none."),
        (
            b"server: {temperature: 0.5}\n" + b"# " + b"x" * 1_100_000,
            "A file of settings has at most",
        ),
        (b"server: {temperature: 0.5, nothing: 1}", "There is no setting 'nothing'."),
        (b"server: {temperature: 0.5, watched: 7}", "watched takes on or off; found '7'."),
        (b"a: &a [x, x]\nb: [*a, *a]", "references (*name) are not read here"),
    ],
    ids=range(5),
)
async def test_a_file_that_is_of_no_use_gets_one_sentence_and_sets_nothing(
    hall: Office, room: Channel, file: bytes, told: str
):
    before = await hall.values(room)
    seen = await hall.imports(room, file)
    said = await hall.tells(room, hall.boss, lambda one: told in one.content, seen)
    assert len(said.content) < 400
    assert await hall.values(room) == before


@pytest.mark.parametrize("action", ["diff", "history", "undo", "export", "import"])
async def test_who_may_not_manage_the_workspace_gets_none_of_it(
    hall: Office, room: Channel, action: str
):
    await hall.asks(room, "server temperature 0.5")
    seen = hall.seen(room, hall.bob)
    if action == "import":
        await hall.imports(room, "server: {temperature: 1}", hall.bob)
    else:
        await hall.bob.slash("/settings", action, room)
    await hall.tells(room, hall.bob, lambda one: "admin" in one.content, seen)
    assert not [one for one in hall.bob.dm.ever if one.shown.files]
    assert (await hall.values(room)).temperature == 0.5
