import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import document
from bot.config.load import load
from bot.errors import ConfigError
from tests.bot.config.conftest import Problems

YAML = """\
models:
  retry:
    attemps: 3
    first_delay: much
  fallbacks: gpt-4o
window:
  keep_share: 3
stroe:
  url: x
"""


def test_every_problem_is_reported_at_once_with_its_line(problems: Problems):
    found = {(one.line, one.key): one.expected for one in problems(YAML)}

    assert found == {
        (3, "models.retry.attemps"): "no such key; did you mean attempts?",
        (4, "models.retry.first_delay"): "a number from 0 to 60; found 'much'",
        (5, "models.fallbacks"): "a list; found 'gpt-4o'",
        (7, "window.keep_share"): "a number from 0.1 to 0.95; found 3",
        (8, "stroe"): "no such key; did you mean store?",
    }


def test_problems_of_all_sources_are_reported_together(problems: Problems):
    found = problems(
        "log: {level: LOUD}",
        dotenv="# a note\n\nCAUSERIE_LANES__QUEUE=many\nno equals sign\n",
        env={"CAUSERIE_STORE__BUSY_SECONDS": "-1", "CAUSERIE_LIMIT__ATTACHMENTS": "3"},
        flags={"models.retry.attempts": 99},
    )

    assert {(one.source.rpartition("/")[2], one.line, one.key) for one in found} == {
        ("config.yaml", 1, "log.level"),
        (".env", 3, "CAUSERIE_LANES__QUEUE"),
        (".env", 4, ""),
        ("environment", None, "CAUSERIE_STORE__BUSY_SECONDS"),
        ("environment", None, "CAUSERIE_LIMIT__ATTACHMENTS"),
        ("command line", None, "models.retry.attempts"),
    }


@pytest.mark.parametrize(
    ("yaml", "expected"),
    [
        ("models: {retry: {attempts: many}}", "a whole number from 1 to 20; found 'many'"),
        ("models: {retry: {attempts: 2.5}}", "a whole number from 1 to 20; found 2.5"),
        ("models: {retry: {attempts: true}}", "a whole number from 1 to 20; found true"),
        ("models: {retry: {attempts: null}}", "a whole number from 1 to 20; found nothing"),
        ("models: {retry: {attempts: [1]}}", "a whole number from 1 to 20; found a list"),
        ("store: {busy_seconds: 0}", "a number above 0 and up to 3,600; found 0"),
        ("log: {level: loud}", "one of DEBUG, INFO, WARNING, ERROR; found 'loud'"),
        ("screening: {basic_list: perhaps}", "true or false; found 'perhaps'"),
        ("screening: {basic_list: 1}", "true or false; found 1"),
        ("models: {default: 5}", "text; found 5"),
        ("models: {retry: 5}", "a section with attempts, first_delay, longest_delay, patience;"),
        ("models: {table: [a]}", "a section with names of your own; found a list"),
        ("models: {base_url: ftp://x}", "an address that begins with http:// or https://; found"),
        (
            "models: {base_url: 'http://[::1'}",
            "an address that begins with http:// or https://; found",
        ),
        ("models: {table: {m: {shutdown: 2027-02-30}}}", "a date such as 2027-01-14; found '2027"),
        ("models: {table: {m: {prices: {input: 1}}}}", "a number from 0; it is missing"),
        ("personas: {me: {prompt: x}}", "text; it is missing"),
        ("limits: {image_bytes: -1}", "a whole number above 0; found -1"),
    ],
)
def test_what_was_expected_is_said_in_plain_words(problems: Problems, yaml: str, expected: str):
    (found,) = problems(yaml)

    assert found.expected.startswith(expected)


def test_a_long_value_is_shortened(problems: Problems):
    (found,) = problems(f"log: {{level: {'x' * 5_000}}}")

    assert len(found.expected) < 120


def test_a_key_inside_a_list_has_its_line(problems: Problems):
    yaml = (
        "models:\n  embedded:\n    catalogue:\n      qwen2.5-coder-1.5b:\n        sources:\n"
        "          - url: https://a\n          - url: nowhere\n"
    )
    (found,) = problems(yaml)

    assert found.line == 7
    assert found.key == "models.embedded.catalogue.qwen2.5-coder-1.5b.sources.1.url"


def test_a_source_of_a_model_is_one_place(problems: Problems):
    yaml = "models: {embedded: {catalogue: {smollm2-135m: {sources: [{url: http://a, path: b}]}}}}"
    (found,) = problems(yaml)

    assert found.expected.startswith("one place:")


def test_an_embedded_model_outside_the_catalogue_is_a_problem(problems: Problems):
    (found,) = problems("models:\n  embedded:\n    small: tiny\n")

    assert (found.line, found.key) == (3, "models.embedded.small")
    assert "smollm2-135m" in found.expected


def test_a_key_that_stands_twice_is_a_problem(problems: Problems):
    (found,) = problems("log:\n  level: INFO\n  level: DEBUG\n")

    assert (found.line, found.key) == (3, "log.level")
    assert found.expected == "every key once; it stands in line 2 too"


@pytest.mark.parametrize(
    ("yaml", "line", "said"),
    [
        (b"log: [\n", 2, "YAML; at column 1: "),
        (b"log:\n\tlevel: INFO\n", 2, "YAML; at column 1: a tab; indent with spaces"),
        (b"log: a: b\n", 1, "YAML; at column 7: mapping values are not allowed here"),
        (b"a: &x {}\nb: *x\n", 2, "YAML; at column 4: references"),
        (b"log: !!python/name:os.system x\n", 1, "YAML; at column 6: "),
        (b"- one\n- two\n", 1, "keys with values"),
        (b"just words\n", 1, "keys with values"),
        (b"log:\n  level: \xff\n", 2, "text in UTF-8"),
        (b"log: \x07\n", 1, "YAML; there is a character"),
        (b"a: 1\n---\nb: 2\n", 2, "YAML; at column 1: "),
    ],
)
def test_a_file_that_is_not_a_mapping_in_yaml_says_where(
    problems: Problems, yaml: bytes, line: int, said: str
):
    (found, *others) = problems(yaml)

    assert found.line == line
    assert found.expected.startswith(said)
    assert not others


def test_deep_nesting_ends_in_a_sentence(problems: Problems):
    (found,) = problems("log: " + "[" * 5_000)

    assert found.expected


def test_a_file_that_is_too_large_is_not_read(problems: Problems):
    (found,) = problems("# " + "x" * 1_000_001)

    assert "1,000,000 bytes" in found.expected


def test_a_file_that_does_not_exist_is_a_problem(folder: Path):
    with pytest.raises(ConfigError, match="there is none at this path"):
        load(folder / "nowhere.yaml", env={}, folder=folder)


def test_a_folder_is_no_file(folder: Path):
    with pytest.raises(ConfigError, match="this is a folder"):
        load(folder, env={}, folder=folder)


def test_a_dotenv_that_is_not_text_is_a_problem(folder: Path, problems: Problems):
    (folder / ".env").write_bytes(b"\xff\xfe")

    (found,) = problems()

    assert (found.source, found.expected[:13]) == (".env", "text in UTF-8")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("CAUSERIE_STORE__URI", "CAUSERIE_STORE__URL"),
        ("CAUSERIE_STOR__URL", "CAUSERIE_STORE__URL"),
        ("CAUSERIE_LOG_LEVEL", "CAUSERIE_LOG__LEVEL"),
        ("CAUSERIE_OPENAI_API_KEY", "set OPENAI_API_KEY"),
        ("CAUSERIE_DISCORD__TOKEN", "set DISCORD_TOKEN"),
        ("CAUSERIE_XYZZY", "every key of config.yaml is CAUSERIE_SECTION__KEY"),
    ],
)
def test_an_unknown_variable_of_ours_gets_the_nearest_name(
    problems: Problems, name: str, said: str
):
    (found,) = problems(env={name: "hush-hush"})

    assert found.key == name
    assert said in found.expected
    assert "hush-hush" not in str(found)


def test_a_list_in_a_variable_that_is_no_json_says_how_to_write_it(problems: Problems):
    (found,) = problems(env={"CAUSERIE_MODELS__FALLBACKS": "a,b"})

    assert found.expected == """a list; found 'a,b', written as JSON: ["one", "two"]"""


@given(st.binary(max_size=200))
def test_no_bytes_at_all_break_the_reader(data: bytes):
    with tempfile.NamedTemporaryFile(suffix=".yaml") as file:
        file.write(data)
        file.flush()

        layer, problems = document.read(Path(file.name))

    assert isinstance(layer.tree, dict)
    assert all(problem.expected for problem in problems)


@given(st.text(alphabet="ab:-[]{}#&*!|>'\"%@`,? \n\t019.~", max_size=80))
def test_no_punctuation_breaks_the_parser(text: str):
    layer, problems = document.parse(text, "config.yaml")

    assert isinstance(layer.tree, dict)
    assert all(problem.line is None or problem.line >= 1 for problem in problems)


@given(st.text(alphabet="ab:-[]{}#?'\"%@`,? \n\t019.~", max_size=60))
def test_what_is_read_quickly_is_what_is_read_thoroughly(text: str):
    quick = document.parse(text, "config.yaml")
    # A comment with a tab changes nothing but the parser.
    thorough = document.parse(f"{text}\n#\t", "config.yaml")

    assert repr(quick[0]) == repr(thorough[0])
    assert not (quick[1] or thorough[1]) or (quick[1] and thorough[1])


@pytest.mark.parametrize("value", ["!!timestamp x", "!!bool perhaps", "!mine x", "!!int x"])
def test_tags_are_refused(problems: Problems, value: str):
    (found,) = problems(f"log:\n  level: {value}\n")

    assert (found.line, found.expected) == (
        2,
        "YAML; at column 10: tags (!name) are not read here; leave them out",
    )


def test_a_secret_in_the_wrong_place_is_not_repeated(problems: Problems):
    (found,) = problems("models:\n  base_url: sk-proj-0123456789abcdef\n")

    assert "0123456789abcdef" not in str(found)
