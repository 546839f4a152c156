"""Pictures that move are judged by more than their first frame."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from PIL import Image as Picture

from bot.config.schema import Limits
from bot.files import gather
from bot.files.stills import stills
from bot.messages import Attachment, Message, Person, Place
from bot.models import Image


def moving(colours: Sequence[str], kind: str = "GIF") -> Image:
    frames = [Picture.new("RGB", (16, 16), colour) for colour in colours]
    data = io.BytesIO()
    frames[0].save(data, kind, save_all=True, append_images=frames[1:], duration=50)
    return Image(f"image/{kind.lower()}", data.getvalue(), 16, 16)


def colour(still: Image) -> tuple[int, ...]:
    with Picture.open(io.BytesIO(still.data)) as picture:
        found = picture.convert("RGB").getpixel((3, 3))
        assert isinstance(found, tuple)
        return found


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_a_later_frame_is_looked_at(kind: str) -> None:
    first, later = stills([moving(["white", "red"], kind)])

    assert colour(first) == (255, 255, 255)
    red, green, _ = colour(later)
    assert red > 200
    assert green < 60


def test_of_many_frames_some_are_taken_the_last_among_them() -> None:
    found = stills([moving([f"#{10 + n:02x}0000" for n in range(100)] + ["#00ff00"])])

    assert len(found) == 6
    assert colour(found[-1])[1] > 200


def test_a_picture_that_does_not_move_is_taken_as_it_is() -> None:
    image = moving(["white"], "PNG")

    assert stills([image]) == (image,)


def test_a_picture_that_breaks_off_gives_what_can_be_read() -> None:
    whole = moving(["white", "red", "blue"])
    cut = Image("image/gif", whole.data[: len(whole.data) // 2], 16, 16)

    assert stills([cut])[0] == cut
    assert stills([Image("image/gif", b"nothing", 1, 1)])


async def test_a_message_is_judged_by_the_later_frames_and_its_files_by_their_names() -> None:
    image = moving(["white", "red"])

    async def read() -> bytes:
        return image.data

    message = Message(
        "m1",
        Place("chat", "s1", "general"),
        Person("u1", "Dana"),
        "look",
        datetime(2026, 11, 24, tzinfo=UTC),
        attachments=(Attachment("a word.gif", "image/gif", 9, "there", read=read),),
    )

    material = await gather(message, Limits())
    raw = await gather(message, Limits(), raw=True)

    assert len(material.images) == 1
    assert len(material.words.images) == 2
    assert "a word.gif" in raw.words.texts
