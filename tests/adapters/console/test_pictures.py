"""/image in the terminal: pictures are saved where the person is, and a number presses a button."""

import asyncio
from pathlib import Path

import pytest

from adapters.console.answer import Voice
from adapters.console.conversation import Conversation
from adapters.console.pipes import Pipe
from adapters.console.plain import Plain
from tests.bot.talking import configured
from tests.bot.talking import opened as working
from tests.doubles.openai import OpenAIDouble
from tests.drawing import with_painter
from tests.pictures import opened, picture


class Noted(Plain):
    """Plain output that notes what it says."""

    def __init__(self) -> None:
        nowhere = Pipe(None)
        super().__init__(nowhere, nowhere)
        self.said: list[str] = []

    async def say(self, text: str, voice: Voice = "note") -> None:
        self.said.append(text)


async def test_pictures_are_saved_and_a_number_presses_a_button(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cat.png").write_bytes(picture())
    (tmp_path / "hole.png").write_bytes(picture(hole=True))
    async with (
        OpenAIDouble() as api,
        working(tmp_path, api, models=with_painter()) as bot,
    ):
        view, config = Noted(), configured(tmp_path, api, models=with_painter())
        talk = Conversation(bot, config, view, asyncio.Event())

        await talk.take("/image create a fox quality=low")
        await talk.take("2")
        await talk.take("/image edit image=cat.png mask=hole.png make it night quality=low")

    assert view.said == [
        f"Saved as {tmp_path}/a-fox.png: Picture, made from the words: a fox",
        f"Saved as {tmp_path}/a-fox-2.png: Picture, made from the words: a fox",
        f"Saved as {tmp_path}/make-it-night.png: Picture, made from the words: make it night",
    ]
    assert opened((tmp_path / "a-fox.png").read_bytes()).size == (32, 32)
    assert [order.kind for order in api.easel.orders] == ["generations", "edits", "edits"]
    assert api.easel.orders[2].mask is not None
