"""A terminal as a channel: what is posted is printed, and there is no other channel."""

import pytest

from adapters.console.channels import ConsoleChannels
from adapters.console.convert import PLACE, local_person
from bot.channels import Author, Post
from bot.errors import PlatformError
from bot.messages import Choice, Choices, File, Place


@pytest.fixture(name="printed")
def _printed() -> list[str]:
    return []


@pytest.fixture(name="channels")
def _channels(printed: list[str], tmp_path, monkeypatch) -> ConsoleChannels:
    monkeypatch.chdir(tmp_path)

    async def say(text: str) -> None:
        printed.append(text)

    return ConsoleChannels(None, say)


async def test_what_is_posted_is_printed_with_its_files_and_choices(channels, printed, tmp_path):
    choices = Choices("Shall I?", (Choice("Yes"),), id=1)
    file = File("plan.txt", "text/plain", b"A plan")
    await channels.post(PLACE, Post("Hello.", Author("Dana"), (file,), choices))

    assert printed[0] == "Dana: Hello."
    assert (tmp_path / "plan.txt").read_bytes() == b"A plan"
    assert "Shall I?" in printed[2]
    assert await channels.tell("1", PLACE, "A word.")
    assert printed[-1] == "A word."


async def test_there_is_one_channel_and_it_is_read_by_who_sits_there(channels):
    assert await channels.place(PLACE, "terminal") == PLACE
    assert await channels.place(PLACE, "general") is None
    assert await channels.may_read(local_person(), PLACE)
    assert not await channels.may_read(local_person(), Place("discord", "1", "2"))
    assert await channels.linked(PLACE, "https://example.org/1/2") is None
    assert channels.link(PLACE, "1") == ""


async def test_nobody_is_kept_from_writing(channels):
    with pytest.raises(PlatformError, match="terminal"):
        await channels.time_out(PLACE, "1", minutes=5, reason="")
