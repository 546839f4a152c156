"""What comes with a message: made readable, or refused with a sentence, within bounds."""

import io
from datetime import UTC, datetime

import pytest
from PIL import Image as Picture

from bot.config.schema import Limits
from bot.errors import InputError
from bot.files import gather
from bot.messages import Attachment, Message, Person, Place, Quote

LIMITS = Limits(
    text_characters=1_000,
    image_bytes=50_000,
    text_file_bytes=500,
    document_bytes=50_000,
    sound_bytes=50_000,
    attachments=2,
)


def picture(kind: str = "PNG", size: tuple[int, int] = (4, 3)) -> bytes:
    file = io.BytesIO()
    Picture.new("RGB", size, "red").save(file, kind)
    return file.getvalue()


def attached(name: str, data: bytes, *, size: int | None = None) -> Attachment:
    async def read() -> bytes:
        return data

    announced = len(data) if size is None else size
    return Attachment(name, "application/octet-stream", announced, f"memory:{name}", read=read)


def message(*attachments: Attachment, text: str = "Look.", **changes: object) -> Message:
    return Message(
        "1",
        Place("t", "s", "c"),
        Person("p", "Dana"),
        text,
        datetime.now(UTC),
        attachments,
        **changes,
    )


async def refusal(asked: Message) -> str:
    with pytest.raises(InputError) as caught:
        await gather(asked, LIMITS)
    return str(caught.value)


async def test_a_text_file_becomes_part_of_the_question_and_is_screened():
    material = await gather(message(attached("notes.txt", b"Buy milk.")), LIMITS)

    assert material.question == "Look.\n\n[file notes.txt]\nBuy milk.\n[end of notes.txt]"
    assert material.words.texts == (material.question,)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
async def test_text_with_a_byte_order_mark_is_read(encoding):
    material = await gather(message(attached("a.txt", "Grüße".encode(encoding))), LIMITS)
    assert "\nGrüße\n" in material.question


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("GIF", "image/gif"), ("WEBP", "image/webp")],
)
async def test_a_picture_goes_to_the_model_as_it_is(kind, media_type):
    data = picture(kind)
    material = await gather(message(attached("wrong-name.txt", data)), LIMITS)

    (image,) = material.images
    assert (image.media_type, image.data, image.width, image.height) == (media_type, data, 4, 3)
    assert material.words.images == material.images
    assert "[picture: wrong-name.txt]" in material.question


async def test_a_picture_of_another_kind_is_converted():
    (image,) = (await gather(message(attached("a.bmp", picture("BMP"))), LIMITS)).images
    assert image.media_type == "image/png"
    with Picture.open(io.BytesIO(image.data)) as converted:
        assert converted.size == (4, 3)


async def test_a_damaged_picture_is_said_to_be_damaged():
    assert "damaged" in await refusal(message(attached("a.png", picture(size=(90, 90))[:-40])))


async def test_a_file_that_nobody_can_read_says_what_works():
    assert "neither" in await refusal(message(attached("a.bin", b"\x00\xff\xfe\x81")))


async def test_what_is_announced_as_too_large_is_not_even_fetched():
    async def never() -> bytes:
        pytest.fail("it was fetched")

    large = Attachment("big.png", "image/png", 10**9, "x", read=never)
    assert "MB" in await refusal(message(large))


async def test_what_turns_out_larger_than_announced_is_refused():
    assert "MB" in await refusal(message(attached("a.txt", b"x" * 60_000, size=10)))


async def test_a_text_file_has_a_smaller_bound_than_a_picture():
    assert "MB" in await refusal(message(attached("a.txt", b"x" * 600)))


async def test_an_enormous_picture_in_a_small_file_is_refused():
    huge = picture("PNG", (9_000, 6_000))
    limits = Limits(image_bytes=20_000_000)
    with pytest.raises(InputError, match="pixels"):
        await gather(message(attached("a.png", huge)), limits)


async def test_a_file_that_is_gone_is_said_to_be_gone():
    gone = Attachment("a.txt", "text/plain", 3, "nowhere")
    assert "Attach it again" in await refusal(message(gone))


async def test_too_many_files_and_too_much_text_are_refused():
    small = attached("a.txt", b"x")
    assert "2 files" in await refusal(message(small, small, small))
    assert "1,000" in await refusal(message(text="x" * 1_001))


async def test_quotes_and_option_values_are_screened_too():
    asked = message(quotes=(Quote("Bob", "Old words"),), options={"style": "wild", "count": 3})
    material = await gather(asked, LIMITS)

    assert material.question == "[In answer to Bob: Old words]\n\nLook."
    assert material.words.texts == (material.question, "wild")
