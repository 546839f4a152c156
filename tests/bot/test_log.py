import logging
import re
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.config.schema import Log
from bot.config.secrets import MASK
from bot.log import Masked, logging_to

ours = logging.getLogger("bot.somewhere")


def test_a_record_is_one_line_in_utc_with_level_and_logger(tmp_path: Path):
    file = tmp_path / "new" / "causerie.log"
    with logging_to(Log(file=file)) as written:
        ours.info("two\nlines of %s", "it")

    assert written == file
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00 INFO bot\.somewhere: two\\nlines of it\n",
        file.read_text(),
    )


def test_what_is_raised_is_written_with_its_traceback(tmp_path: Path):
    file = tmp_path / "causerie.log"
    with logging_to(Log(file=file)):
        try:
            raise ValueError("the reason")  # noqa: TRY301  # what is raised is the point
        except ValueError:
            ours.exception("it failed")

    assert "Traceback" in file.read_text()
    assert "ValueError: the reason" in file.read_text()


@pytest.mark.parametrize(
    "secret",
    [
        "sk-proj-abcdEFGH1234",
        "xoxb-12345678-abcdef",
        "xapp-1-A1-12345678",
        "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs",
        "a-key-of-another-kind",
    ],
)
def test_no_secret_reaches_the_log(tmp_path: Path, secret: str):
    file = tmp_path / "causerie.log"
    with logging_to(Log(file=file), [SecretStr("a-key-of-another-kind")]):
        ours.info("it is " + secret)
        ours.info("it is %s", secret)
        ours.info("it is %r", {"key": secret})
        try:
            raise ValueError(secret)  # noqa: TRY301  # what is raised is the point
        except ValueError:
            ours.exception("it failed")

    text = file.read_text()
    assert secret not in text
    assert text.count(MASK) >= 4


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Authorization: Bearer abcdefgh.123", f"Authorization: Bearer {MASK}"),
        ("postgresql+asyncpg://me:hush@db/x", f"postgresql+asyncpg://{MASK}@db/x"),
        ("http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1"),
        ("asked to sk-ip it", "asked to sk-ip it"),
    ],
)
def test_what_looks_like_a_secret_is_masked_and_nothing_else(text: str, masked: str):
    assert Masked().mask(text) == masked


def test_other_libraries_write_warnings_only(tmp_path: Path):
    file = tmp_path / "causerie.log"
    with logging_to(Log(file=file, level="DEBUG")):
        logging.getLogger("openai._base_client").debug("Request options: the text of a person")
        logging.getLogger("aiosqlite").info("executing")
        logging.getLogger("httpx2").warning("a warning")
        ours.debug("ours")

    text = file.read_text()
    assert "text of a person" not in text
    assert "executing" not in text
    assert "a warning" in text
    assert "ours" in text


def test_the_file_rotates(tmp_path: Path):
    file = tmp_path / "causerie.log"
    with logging_to(Log(file=file, megabytes=1)):
        for _ in range(12):
            ours.info("x" * 100_000)

    assert file.with_suffix(".log.1").exists()
    assert file.stat().st_size < 1_000_000


def test_a_folder_that_cannot_be_written_leaves_warnings_on_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "file").write_text("in the way")

    with logging_to(Log(file=tmp_path / "file" / "causerie.log")) as written:
        ours.info("quiet")
        ours.warning("loud")

    shown = capsys.readouterr().err
    assert written is None
    assert "cannot be written" in shown
    assert "loud" in shown
    assert "quiet" not in shown


def test_a_disk_that_fills_up_is_said_once_and_stops_nothing(
    capsys: pytest.CaptureFixture[str],
):
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this machine has no /dev/full")

    with logging_to(Log(file=full)):
        ours.info("one")
        ours.info("two")

    assert capsys.readouterr().err.count("cannot be written") == 1


def test_a_running_service_shows_its_log_on_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    with logging_to(Log(file=tmp_path / "causerie.log"), console=True):
        ours.info("on its way")

    assert "INFO bot.somewhere: on its way" in capsys.readouterr().err


def test_nothing_is_left_behind_when_the_program_ends(tmp_path: Path):
    before = list(logging.getLogger().handlers)

    with logging_to(Log(file=tmp_path / "causerie.log")):
        pass

    assert logging.getLogger().handlers == before
