import pytest
from pydantic import SecretStr

from bot import platforms
from bot.config.secrets import Secrets
from bot.errors import PlatformError
from tests.bot.conftest import Install

ADAPTER = """
class Adapter:
    name = "matrix"
    secrets = ("MATRIX_TOKEN",)

    async def run(self, bot, config, secrets):
        return None


adapter = Adapter()
"""


def test_a_package_of_somebody_else_brings_a_platform(install: Install):
    install("matrix", ADAPTER)

    assert "matrix" in platforms.installed()
    assert platforms.load("matrix").secrets == ("MATRIX_TOKEN",)


def test_nothing_is_imported_before_it_is_asked_for(install: Install):
    install("matrix", "raise SystemExit('imported')")

    assert "matrix" in platforms.installed()


def test_a_platform_that_is_not_there_is_told_which_are():
    with pytest.raises(PlatformError, match=r"no platform 'matrix'. Installed are: .*console"):
        platforms.load("matrix")


def test_a_broken_package_is_named(install: Install):
    install("matrix", "1 / 0")

    with pytest.raises(PlatformError, match=r"matrix cannot be loaded .*matrix_platform:adapter"):
        platforms.load("matrix")


def test_a_missing_library_is_named_with_the_extra_that_brings_it(install: Install):
    install("matrix", "import a_library_of_matrix")

    with pytest.raises(PlatformError, match=r"needs the package a_library_of_matrix.*\[matrix\]"):
        platforms.load("matrix")


def given(*names: str) -> Secrets:
    return Secrets(**{name.lower(): SecretStr("hush") for name in names})


@pytest.mark.parametrize(
    ("names", "lacks"),
    [
        ((), ["SLACK_BOT_TOKEN"]),
        (("SLACK_BOT_TOKEN",), []),
        (("SLACK_SIGNING_SECRET",), ["SLACK_BOT_TOKEN"]),
        (
            ("CAUSERIE_SLACK_CLIENT_ID", "CAUSERIE_SLACK_CLIENT_SECRET"),
            ["CAUSERIE_SLACK_KEYS", "SLACK_APP_TOKEN"],
        ),
        (
            ("CAUSERIE_SLACK_CLIENT_ID", "SLACK_SIGNING_SECRET"),
            ["CAUSERIE_SLACK_CLIENT_SECRET", "CAUSERIE_SLACK_KEYS"],
        ),
        (("CAUSERIE_SLACK_CLIENT_ID", "SLACK_BOT_TOKEN"), []),
    ],
)
def test_of_several_sets_of_secrets_the_one_that_was_begun_is_asked_for(
    names: tuple[str, ...], lacks: list[str]
):
    assert platforms.missing(platforms.load("slack"), given(*names)) == lacks
