"""Files from the disk into a message, and from an answer onto the disk."""

import io
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image as Picture

from adapters.console.convert import local_person, to_message, with_files
from adapters.console.files import keep, load
from bot.config.schema import Limits
from bot.errors import InputError
from bot.messages import Attachment, File

LIMITS = Limits(image_bytes=10_000, text_file_bytes=100, document_bytes=10_000, sound_bytes=10_000)


def picture() -> bytes:
    data = io.BytesIO()
    Picture.new("RGB", (4, 4)).save(data, "PNG")
    return data.getvalue()


def names(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir()]


async def test_the_content_decides_what_a_file_is(tmp_path: Path) -> None:
    (tmp_path / "really.txt").write_bytes(picture())
    (tmp_path / "notes").write_text("Buy milk.")
    image = await load(str(tmp_path / "really.txt"), LIMITS)
    text = await load(str(tmp_path / "notes"), LIMITS)
    assert (image.media_type, text.media_type) == ("image/png", "text/plain")
    assert (text.name, text.size, await text.read()) == ("notes", 9, b"Buy milk.")


@pytest.mark.parametrize(
    "typed", ["my file.txt", '"my file.txt"', "my\\ file.txt", " my file.txt "]
)
async def test_a_name_with_spaces_is_understood_in_any_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my file.txt").write_text("x")
    assert (await load(typed, LIMITS)).name == "my file.txt"


async def test_what_cannot_be_used_is_refused_with_the_reason(tmp_path: Path) -> None:
    files = {
        "empty": b"",
        "noise": b"\x00\xff\xfe\x01",
        "long.txt": b"x" * 101,
        "large.png": picture() + b"x" * 10_000,
        "no.png": b"not a picture",
        "broken.png": picture()[:45],
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    os.mkfifo(tmp_path / "pipe")
    reasons = {
        "empty": "is empty",
        "noise": "neither a text nor a picture",
        "long.txt": "at most",
        "large.png": "at most",
        "no.png": "is not a picture, whatever its name says",
        "broken.png": "damaged",
        "pipe": "not a file that can be attached",
        ".": "is a folder",
        "none": "There is no file",
        "a\0b": "cannot be read",
        "x" * 5000: "cannot be read",
    }
    for name, reason in reasons.items():
        with pytest.raises(InputError, match=reason):
            await load(f"{tmp_path}/{name}", LIMITS)
    with pytest.raises(InputError, match="There is no file ~nobody-at-all/x"):
        await load("~nobody-at-all/x", LIMITS)


async def test_a_file_that_grows_meanwhile_is_read_only_so_far(tmp_path: Path) -> None:
    file = tmp_path / "log.txt"
    file.write_text("x")
    attachment = await load(str(file), LIMITS)
    file.write_text("x" * 1_000_000)
    assert len(await attachment.read()) == LIMITS.image_bytes + 1


async def test_files_of_a_message_from_before_are_read_again(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Buy milk.")
    attachment = await load(str(tmp_path / "notes.txt"), LIMITS)
    # What is stored of an attachment has no way to its bytes.
    stored = Attachment(attachment.name, "text/plain", attachment.size, attachment.source)
    message = to_message("?", local_person(), datetime.now(UTC), attachments=[stored])
    (file,) = with_files(message).attachments
    assert await file.read() == b"Buy milk."
    (tmp_path / "notes.txt").unlink()
    with pytest.raises(OSError, match="No such file"):
        await file.read()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("plan.txt", "plan.txt"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        (".bashrc", "bashrc"),
        ("--help", "help"),
        ("a\x1b]0;b\nc", "a]0;b c"),
        ("..", "file"),
        ("", "file"),
        ("x" * 300 + ".md", "x" * 80 + ".md"),
    ],
)
async def test_the_name_of_a_file_leads_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, kept: str
) -> None:
    monkeypatch.chdir(tmp_path)
    said = await keep(File(name, "text/plain", b"data", "a plan"))
    assert names(tmp_path) == [kept]
    assert (tmp_path / kept).read_bytes() == b"data"
    assert said == f"Saved as {tmp_path / kept}: a plan"


async def test_a_file_is_never_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.txt").write_text("mine")
    await keep(File("plan.txt", "text/plain", b"theirs"))
    assert (tmp_path / "plan.txt").read_text() == "mine"
    assert (tmp_path / "plan-2.txt").read_text() == "theirs"


async def test_a_folder_that_cannot_be_written_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert "cannot be saved here" in await keep(File("a.txt", "text/plain", b""))
