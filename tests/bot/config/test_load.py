from pathlib import Path

import pytest

from bot.config import places
from bot.config.load import load
from bot.config.schema import Config
from tests.bot.config.conftest import Load


def test_the_shipped_file_is_enough(loaded: Load):
    got = loaded()

    assert got.file is None
    assert got.config.models.default == "auto"
    assert "gpt-6-luna" in got.config.models.table
    assert got.config.models.embedded.small in got.config.models.embedded.catalogue


def test_a_file_of_three_lines_keeps_the_table_and_the_catalogue(loaded: Load):
    got = loaded("models:\n  retry:\n    attempts: 7\n").config

    assert got.models.retry.attempts == 7
    assert got.models.retry.first_delay == Config().models.retry.first_delay
    assert got.models.table == loaded().config.models.table
    assert got.models.embedded.catalogue == loaded().config.models.embedded.catalogue


def test_one_key_of_a_model_card_can_be_changed(loaded: Load):
    got = loaded("models:\n  table:\n    gpt-6-luna: {effort: high}\n    mine: {context: 8192}\n")

    table = got.config.models.table
    assert table["gpt-6-luna"].effort == "high"
    assert table["gpt-6-luna"].context == 1_050_000
    assert table["mine"].context == 8_192
    assert table["mine"].dialect == "chat"


def test_prices_can_be_taken_back_with_null(loaded: Load):
    got = loaded("models: {table: {gpt-6-luna: {prices: null}}}")

    assert got.config.models.table["gpt-6-luna"].prices is None


def test_an_empty_section_changes_nothing(loaded: Load):
    assert loaded("models:\nlog:\n").config == loaded("{}").config


def test_each_source_wins_over_the_one_before(loaded: Load):
    yaml = "lanes: {queue: 1, at_once: 1, at_once_per_server: 1}\nlimits: {attachments: 1}\n"
    dotenv = (
        "CAUSERIE_LANES__AT_ONCE=2\nCAUSERIE_LANES__AT_ONCE_PER_SERVER=2\n"
        "CAUSERIE_LIMITS__ATTACHMENTS=2\n"
    )
    env = {"CAUSERIE_LANES__AT_ONCE_PER_SERVER": "3", "CAUSERIE_LIMITS__ATTACHMENTS": "3"}

    got = loaded(yaml, dotenv=dotenv, env=env, flags={"limits.attachments": 4}).config

    assert got.lanes.queue == 1
    assert got.lanes.at_once == 2
    assert got.lanes.at_once_per_server == 3
    assert got.limits.attachments == 4


@pytest.mark.parametrize(
    "name", ["CAUSERIE_MODELS__RETRY__ATTEMPTS", "causerie_models__retry__attempts"]
)
def test_any_key_is_a_variable_whatever_its_case(loaded: Load, name: str):
    assert loaded(env={name: "9"}).config.models.retry.attempts == 9


def test_lists_and_sections_are_written_as_json_in_variables(loaded: Load):
    env = {
        "CAUSERIE_MODELS__FALLBACKS": '["a", "b"]',
        "CAUSERIE_STORE": '{"url": "sqlite+aiosqlite:///x.db", "busy_seconds": 1}',
        "CAUSERIE_STORE__BUSY_SECONDS": "2",
    }

    got = loaded(env=env).config

    assert got.models.fallbacks == ["a", "b"]
    assert got.store.url == "sqlite+aiosqlite:///x.db"
    assert got.store.busy_seconds == 2


def test_the_base_url_comes_from_its_fixed_name_too(loaded: Load):
    yaml = "models: {base_url: http://from-the-file/v1}"

    got = loaded(yaml, env={"OPENAI_BASE_URL": "http://127.0.0.1:8000/v1"})

    assert got.config.models.base_url == "http://127.0.0.1:8000/v1"


def test_empty_variables_count_as_unset(loaded: Load):
    env = {"OPENAI_API_KEY": "", "OPENAI_BASE_URL": " ", "CAUSERIE_STORE__URL": ""}

    got = loaded(dotenv="OPENAI_API_KEY=sk-from-the-file\n", env=env)

    assert got.secrets.openai_api_key is not None
    assert got.secrets.openai_api_key.get_secret_value() == "sk-from-the-file"
    assert got.config.models.base_url is None
    assert got.config.store.url is None


def test_words_that_yaml_takes_for_booleans_stay_words(loaded: Load):
    got = loaded("screening: {moderation: {service: on}, basic_list: no}").config

    assert got.screening.moderation.service == "on"
    assert got.screening.basic_list is False


def test_a_file_named_on_the_command_line_wins_over_the_one_in_the_folder(folder: Path):
    (folder / "config.yaml").write_text("log: {level: ERROR}", encoding="utf-8")
    other = folder / "other.yaml"
    other.write_text("log: {level: DEBUG}", encoding="utf-8")

    got = load(other, env={}, folder=folder)

    assert got.file == other
    assert got.config.log.level == "DEBUG"


def test_without_a_file_in_the_folder_the_personal_one_is_read(folder: Path):
    personal = places.personal()
    personal.parent.mkdir(parents=True, exist_ok=True)
    personal.write_text("log: {level: WARNING}", encoding="utf-8")
    try:
        got = load(env={}, folder=folder)
    finally:
        personal.unlink()

    assert got.file == personal
    assert got.config.log.level == "WARNING"


def test_a_tilde_is_the_home_folder(loaded: Load):
    got = loaded("log: {file: ~/causerie.log}").config

    assert got.log.file == Path.home() / "causerie.log"


def test_a_file_with_a_byte_order_mark_is_read(loaded: Load):
    assert loaded(b"\xef\xbb\xbflog: {level: ERROR}").config.log.level == "ERROR"


def test_other_names_in_dotenv_are_left_alone(loaded: Load):
    assert loaded(dotenv="PATH_TO_SOMETHING=1\nexport OTHER='x y'\n# note\n\n").file is None
