import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from bot.cli import main
from tests.bot.conftest import Install

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture(name="call")
def _call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    """Run the command line in an empty folder; gives its exit code and what it wrote."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str, env: Mapping[str, str] | None = None) -> tuple[int, str, str]:
        for name, value in (env or {}).items():
            monkeypatch.setenv(name, value)
        try:
            code = main(arguments)
        except SystemExit as end:
            code = int(end.code or 0)
        written = capsys.readouterr()
        return code, written.out, written.err

    return call


def adapter(name: str, secrets: str, body: str = "return None") -> str:
    return (
        f"class Adapter:\n    name = {name!r}\n    secrets = {secrets}\n"
        f"    async def run(self, bot, config, secrets):\n        {body}\n"
        "adapter = Adapter()\n"
    )


def test_the_version_is_printed(call: Call):
    code, out, _ = call("--version")

    assert code == 0
    assert out.startswith("causerie 0.")


def test_help_and_mistakes_answer_at_once():
    """Nothing heavy is imported before the command line is understood."""
    program = (
        "import sys; from bot.cli import _parser; _parser();"
        "heavy = {'openai', 'sqlalchemy', 'pydantic', 'rich', 'prompt_toolkit'};"
        "print(*sorted(heavy & set(sys.modules)), end='')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )

    assert (done.stdout, done.stderr) == ("", "")


@pytest.mark.parametrize("words", [[], ["dance"], ["chat", "--modle", "x"]])
def test_a_wrong_command_line_shows_how_it_is_used(call: Call, words: list[str]):
    code, out, err = call(*words)

    assert code == 2
    assert out == ""
    assert "usage: causerie" in err


@pytest.mark.parametrize(
    "words",
    [
        ["--config", "mine.yaml", "doctor"],
        ["doctor", "--config", "mine.yaml"],
        ["chat", "--config", "mine.yaml"],
        ["run", "--config", "mine.yaml"],
    ],
)
def test_a_configuration_that_cannot_be_used_is_told_line_by_line(
    call: Call, tmp_path: Path, words: list[str]
):
    (tmp_path / "mine.yaml").write_text("log:\n  level: LOUD\nlanes:\n  queue: many\n")

    code, out, err = call(*words)

    assert code == 2
    assert out == ""
    assert "mine.yaml:2: log.level: one of DEBUG, INFO, WARNING, ERROR; found 'LOUD'" in err
    assert "mine.yaml:4: lanes.queue: a whole number from 1 to 10,000; found 'many'" in err
    assert "Traceback" not in err


def test_a_system_prompt_that_is_too_long_is_a_mistake_on_the_command_line(call: Call):
    code, _, err = call("chat", "--system", "x" * 100_000)

    assert code == 2
    assert "command line: defaults.system" in err


def test_without_any_secret_there_is_nothing_to_run(call: Call):
    code, out, err = call("run")

    assert code == 2
    assert out == ""
    assert "No platform can be started: set DISCORD_TOKEN" in err


def test_a_platform_that_is_not_there_is_a_sentence(call: Call):
    code, _, err = call("run", "myspace")

    assert code == 2
    assert "There is no platform 'myspace'" in err


def test_a_platform_that_is_named_is_told_which_secrets_it_lacks(call: Call, install: Install):
    install("matrix", adapter("matrix", "('MATRIX_USER', 'MATRIX_TOKEN')"))

    code, _, err = call("run", "matrix", env={"MATRIX_USER": "me"})

    assert code == 2
    assert "The platform matrix needs MATRIX_TOKEN; set what is missing" in err


def test_a_platform_with_half_of_its_secrets_is_not_passed_over_in_silence(
    call: Call, install: Install
):
    install("matrix", adapter("matrix", "('MATRIX_USER', 'MATRIX_TOKEN')"))

    code, _, err = call("run", env={"MATRIX_USER": "me"})

    assert code == 2
    assert "The platform matrix needs MATRIX_TOKEN" in err


def test_a_broken_package_is_named_and_does_not_hide_the_others(call: Call, install: Install):
    install("broken", "1 / 0")
    install("matrix", adapter("matrix", "('MATRIX_USER', 'MATRIX_TOKEN')"))

    _, _, err = call("run", env={"MATRIX_USER": "me"})

    assert "The platform broken cannot be loaded" in err
    assert "The platform matrix needs MATRIX_TOKEN" in err


VERBS = """
from bot.errors import PlatformError
from bot.platforms import Verb


async def invite(config, secrets):
    return f"Come in with {secrets['MATRIX_TOKEN'].get_secret_value()}, at {config.log.level}."


async def refuse(config, secrets):
    raise PlatformError("Matrix refuses the token.")


class Adapter:
    name = "matrix"
    secrets = ("MATRIX_TOKEN",)
    verbs = {"invite": Verb("print an invitation", invite), "knock": Verb("be refused", refuse)}


adapter = Adapter()
"""


def test_what_a_platform_does_on_the_command_line_is_done_under_its_name(
    call: Call, install: Install
):
    install("matrix", VERBS)

    code, out, err = call("matrix", "invite", env={"MATRIX_TOKEN": "abc"})

    assert (code, out, err) == (0, "Come in with abc, at INFO.\n", "")


@pytest.mark.parametrize("words", [["matrix"], ["matrix", "dance"]])
def test_a_platform_tells_what_it_does_on_the_command_line(
    call: Call, install: Install, words: list[str]
):
    install("matrix", VERBS)

    code, out, err = call(*words)

    assert (code, out) == (2, "")
    assert "invite     print an invitation" in err


def test_a_platform_without_its_secrets_does_nothing_on_the_command_line(
    call: Call, install: Install
):
    install("matrix", VERBS)

    code, out, err = call("matrix", "invite")

    assert (code, out) == (2, "")
    assert "The platform matrix needs MATRIX_TOKEN" in err


def test_what_a_platform_cannot_do_ends_as_a_sentence(call: Call, install: Install):
    install("matrix", VERBS)

    code, _, err = call("matrix", "knock", env={"MATRIX_TOKEN": "abc"})

    assert (code, err) == (1, "Matrix refuses the token.\n")


def test_a_platform_that_does_nothing_on_the_command_line_says_so(call: Call, install: Install):
    install("matrix", adapter("matrix", "()"))

    code, _, err = call("matrix", "invite")

    assert (code, err) == (2, "There is nothing to do for matrix on the command line.\n")


def test_the_help_names_the_platforms_that_are_installed(call: Call, install: Install):
    install("matrix", VERBS)

    code, out, _ = call("--help")

    assert code == 0
    assert "matrix" in out
