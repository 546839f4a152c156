"""Pictures that are to be changed, and masks, out of real files of many kinds."""

import io

import pytest
from PIL import Image as Picture

from bot.errors import InputError, NotAnEndpoint
from bot.files import Raw
from bot.files.editing import editable, fitted_mask, made, mask_in
from bot.models import Image
from tests.pictures import black_and_white, opened, picture

MOST = 20_000_000
CAT = Image("image/png", picture(), 64, 48)


def raw(data: bytes, name: str = "cat.png") -> Raw:
    return Raw(name, "image/png", data)


def written(picture: Picture.Image, kind: str, **how: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **how)
    return file.getvalue()


def clear_at(mask: bytes, at: tuple[int, int]) -> bool:
    return opened(mask).getchannel("A").getpixel(at) == 0


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
async def test_what_can_be_changed_as_it_is_stays_as_it_is(kind: str):
    data = picture(kind=kind)

    found = await editable(raw(data), most_bytes=MOST)

    assert (found.data, found.width, found.height) == (data, 64, 48)


@pytest.mark.parametrize(
    "data",
    [
        picture(kind="GIF"),
        picture(kind="BMP"),
        written(Picture.new("CMYK", (64, 48)), "JPEG"),
        written(Picture.new("I;16", (64, 48)), "PNG"),
        written(
            Picture.new("RGB", (64, 48)),
            "WEBP",
            save_all=True,
            append_images=[Picture.new("RGB", (64, 48), "red")],
        ),
    ],
    ids=["gif", "bmp", "four colours", "sixteen bits", "animated"],
)
async def test_other_kinds_become_png(data: bytes):
    found = await editable(raw(data), most_bytes=MOST)

    assert found.media_type == "image/png"
    assert opened(found.data).mode in ("RGB", "RGBA")
    assert (found.width, found.height) == (64, 48)


async def test_a_photo_is_turned_as_the_camera_was_held():
    found = await editable(raw(picture(kind="JPEG", orientation=6)), most_bytes=MOST)

    assert (found.width, found.height) == (48, 64)
    assert opened(found.data).getexif().get(0x0112, 1) == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"words", "no picture that can be read"),
        (b"", "no picture that can be read"),
        (picture()[:50], "damaged"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no picture that can be read"),
        (written(Picture.new("1", (8_000, 8_000)), "PNG"), "too large"),
    ],
    ids=["words", "nothing", "cut", "svg", "bomb"],
)
async def test_what_is_no_usable_picture_is_a_sentence(data: bytes, sentence: str):
    with pytest.raises(InputError, match=sentence):
        await editable(raw(data), most_bytes=MOST)


async def test_a_file_beyond_the_bound_is_a_sentence():
    with pytest.raises(InputError, match="MB can be read"):
        await editable(raw(picture()), most_bytes=10)


async def test_the_transparent_part_of_a_picture_is_its_mask():
    mask = await mask_in(Image("image/png", picture(hole=True), 64, 48))

    assert clear_at(mask, (0, 0))
    assert not clear_at(mask, (63, 47))
    assert await mask_in(CAT) == b""


async def test_a_palette_with_a_transparent_colour_has_a_mask_too():
    gif = opened(picture(hole=True)).convert("P")
    data = written(gif, "PNG", transparency=gif.getpixel((0, 0)))

    mask = await mask_in(Image("image/png", data, 64, 48))

    assert clear_at(mask, (0, 0))


async def test_half_transparent_is_not_to_be_changed():
    half = written(Picture.new("RGBA", (64, 48), (0, 0, 0, 128)), "PNG")

    assert await mask_in(Image("image/png", half, 64, 48)) == b""


@pytest.mark.parametrize(
    "mask",
    [
        picture(hole=True),
        black_and_white(),
        written(opened(black_and_white()).convert("RGBA"), "PNG"),
        written(opened(black_and_white()).convert("RGB"), "JPEG"),
    ],
    ids=["transparent", "white on black", "with an alpha that says nothing", "jpeg"],
)
async def test_a_mask_marks_with_what_is_transparent_or_white(mask: bytes):
    made_of_it = await fitted_mask(raw(mask), CAT, resize=False)

    assert opened(made_of_it).format == "PNG"
    assert opened(made_of_it).size == (64, 48)
    assert clear_at(made_of_it, (0, 0))
    assert not clear_at(made_of_it, (63, 47))


async def test_a_mask_of_another_size_is_resized_only_when_asked():
    mask = raw(picture(32, 24, hole=True))

    with pytest.raises(InputError, match="32 x 24 pixels and the picture 64 x 48"):
        await fitted_mask(mask, CAT, resize=False)
    assert opened(await fitted_mask(mask, CAT, resize=True)).size == (64, 48)


async def test_a_mask_that_marks_nothing_is_a_sentence():
    with pytest.raises(InputError, match="marks nothing"):
        await fitted_mask(raw(picture(colour="black")), CAT, resize=False)


@pytest.mark.parametrize("data", [b"", b"<html>", picture()[:50]])
async def test_what_a_model_sends_as_a_picture_must_be_one(data: bytes):
    with pytest.raises(NotAnEndpoint):
        await made(data)
