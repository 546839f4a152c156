"""/image on Discord: files with descriptions, sketches meanwhile, and buttons below."""

import asyncio
from typing import Any

from tests.adapters.discord.conftest import Stage, buttons
from tests.doubles.discord import File, Message
from tests.drawing import with_painter
from tests.pictures import opened, picture

MODELS: dict[str, Any] = {
    "first_token_seconds": 30,
    "between_tokens_seconds": 30,
    **with_painter(),
}


def shown(message: Message) -> list[tuple[str, str | None]]:
    return [(one.name, one.description) for one in message.shown.attachments]


async def test_a_picture_is_a_file_that_describes_itself_with_buttons_below(stage: Stage):
    async with stage.running(models=MODELS):
        used = await stage.alice.slash(
            stage.channel, "image", prompt="a fox in the snow", quality="low"
        )
        answer = await used.answered()
        await stage.discord.until(lambda: "Variation" in buttons(answer))

        assert shown(answer) == [
            ("a-fox-in-the-snow.png", "Picture, made from the words: a fox in the snow")
        ]
        assert buttons(answer) == {"Again", "Variation"}

        await stage.alice.clicks(answer, "Variation")
        (like,) = await stage.answered()
        await stage.discord.until(lambda: "Variation" in buttons(like))

    assert stage.api.easel.orders[1].images[0].data == answer.shown.attachments[0].data
    assert opened(like.shown.attachments[0].data).size == (32, 32)


async def test_sketches_are_shown_and_make_room_for_the_picture(stage: Stage):
    stage.api.easel.gate = asyncio.Event()
    async with stage.running(models=MODELS):
        used = await stage.alice.slash(stage.channel, "image", prompt="a fox", quality="low")
        answer = await used.answered()
        await stage.discord.until(lambda: bool(answer.shown.attachments))
        assert [one.name for one in answer.shown.attachments] == ["sketch.png"]
        assert "Drawing a picture" in answer.content
        assert "Stop" in buttons(answer)
        stage.api.easel.gate.set()
        await stage.discord.until(lambda: "Again" in buttons(answer))

    assert [one.name for one in answer.shown.attachments] == ["a-fox.png"]


async def test_a_sketch_goes_where_no_picture_comes(stage: Stage):
    stage.api.easel.gate = asyncio.Event()
    stage.api.easel.draw_one = lambda order, number: (
        b"no picture" if number == order.sketches else picture(colour=f"#{number}{number}0000")
    )
    async with stage.running(models=MODELS):
        used = await stage.alice.slash(stage.channel, "image", prompt="a fox", quality="low")
        answer = await used.answered()
        await stage.discord.until(lambda: bool(answer.shown.attachments))
        stage.api.easel.gate.set()
        await stage.discord.until(lambda: "Stop" not in buttons(answer))
        await stage.discord.until(lambda: not answer.shown.attachments or answer.deleted)


async def test_a_picture_is_changed_where_its_mask_says(stage: Stage):
    async with stage.running(models=MODELS):
        used = await stage.alice.slash(
            stage.channel,
            "image",
            action="edit",
            prompt="a moon",
            image=File("cat.png", picture()),
            mask=File("mask.png", picture(hole=True)),
            quality="low",
        )
        answer = await used.answered()
        await stage.discord.until(lambda: "Again" in buttons(answer))

    (order,) = stage.api.easel.orders
    assert order.images[0].data == picture()
    assert opened(order.mask.data).getchannel("A").getpixel((0, 0)) == 0


async def test_ten_pictures_are_ten_files_once_somebody_says_yes_to_their_price(stage: Stage):
    async with stage.running(models=MODELS):
        used = await stage.alice.slash(stage.channel, "image", prompt="owls", count=10)
        asked = await used.answered()
        await stage.discord.until(lambda: bool(buttons(asked)))
        assert "may cost up to $3.16" in asked.content
        assert not stage.api.easel.orders

        await stage.alice.clicks(asked, "Go ahead for up to $3.16")
        (answer,) = await stage.answered()
        await stage.discord.until(lambda: bool(buttons(answer)))

    assert [name for name, _ in shown(answer)] == [f"owls-{n}.png" for n in range(1, 11)]


async def test_what_is_refused_is_a_sentence_without_a_file(stage: Stage):
    async with stage.running(models=MODELS):
        used = await stage.alice.slash(
            stage.channel, "image", prompt="x", image=File("notes.txt", b"only words")
        )
        # What all saw of it for a moment goes when the asker was told.
        told = "notes.txt is no picture"
        await stage.discord.until(lambda: any(told in one.content for one in used.messages))

    assert not any(one.shown.attachments for one in used.messages)
