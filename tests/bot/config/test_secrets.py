import pytest
from pydantic import SecretStr

from bot.config.secrets import Secrets
from tests.bot.config.conftest import Load, Problems

FIXED = {
    "OPENAI_API_KEY": "sk-1",
    "DISCORD_TOKEN": "d.2",
    "SLACK_BOT_TOKEN": "xoxb-3",
    "SLACK_APP_TOKEN": "xapp-4",
    "SLACK_SIGNING_SECRET": "5",
}


def test_the_fixed_names_are_read_from_the_environment(loaded: Load):
    secrets = loaded(env=FIXED).secrets

    assert {name: secrets.get(name).get_secret_value() for name in FIXED} == FIXED


def test_the_fixed_names_are_read_from_dotenv(loaded: Load):
    dotenv = "".join(f"{name}={value}\n" for name, value in FIXED.items())

    secrets = loaded(dotenv=dotenv).secrets

    assert len(list(secrets)) == len(FIXED)
    assert secrets.slack_app_token == SecretStr("xapp-4")


def test_an_adapter_may_name_secrets_of_its_own(loaded: Load):
    env = {"MATRIX_TOKEN": "m", "DISCORD_TOKEN": "d"}

    secrets = loaded(env=env, secret_names=("MATRIX_TOKEN", "DISCORD_TOKEN")).secrets

    assert secrets.named(("MATRIX_TOKEN", "DISCORD_TOKEN", "OTHER")) == {
        "MATRIX_TOKEN": SecretStr("m"),
        "DISCORD_TOKEN": SecretStr("d"),
    }


def test_secrets_are_never_printed(loaded: Load):
    got = loaded(env=FIXED, secret_names=("OTHER",))

    assert "sk-1" not in f"{got!r} {got.secrets!s} {got.config!r}"


def test_space_around_a_secret_is_dropped(loaded: Load):
    secrets = loaded(env={"OPENAI_API_KEY": " sk-1\n"}).secrets

    assert secrets.openai_api_key == SecretStr("sk-1")


@pytest.mark.parametrize("value", ["sk-ключ", "two words", "a\x00b", "caf\udce9"])
def test_a_secret_that_cannot_travel_in_a_header_is_a_problem(problems: Problems, value: str):
    (found,) = problems(env={"OPENAI_API_KEY": value})

    assert found.key == "OPENAI_API_KEY"
    assert value not in str(found)


@pytest.mark.parametrize(
    ("yaml", "name"),
    [
        ("discord: {token: hush}", "DISCORD_TOKEN"),
        ("models: {api_key: hush}", "OPENAI_API_KEY"),
        ("slack: {bot_token: hush}", "SLACK_BOT_TOKEN"),
        ("slack: {signing_secret: hush}", "SLACK_SIGNING_SECRET"),
        ("OPENAI_API_KEY: hush", "OPENAI_API_KEY"),
    ],
)
def test_a_secret_in_the_file_is_told_where_it_belongs(problems: Problems, yaml: str, name: str):
    (found,) = problems(yaml)

    assert f"set {name} in the environment or in .env" in found.expected
    assert "hush" not in str(found)


def test_nothing_is_set_without_an_environment():
    assert list(Secrets()) == []
