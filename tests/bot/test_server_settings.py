"""All settings of a server at once: by file, back and forth in time, and from the command line."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.administering import Where
from bot.administering import administer as administered
from bot.config import profile
from bot.config.load import Loaded
from bot.config.secrets import Secrets
from bot.core import Bot
from bot.errors import InputError
from bot.messages import (
    Attachment,
    Choices,
    Event,
    File,
    Message,
    Notice,
    OptionValue,
    Outcome,
    Person,
    Place,
)
from bot.platforms import Manner
from bot.settings import Profile
from tests.bot.talking import BOB, DANA, PLACE, configured, end, events, message, opened
from tests.doubles.openai import OpenAIDouble

OTHER = replace(PLACE, channel="other")
ROLE = Person("3", "Rae", roles=("r1",))


@pytest.fixture
async def api() -> AsyncIterator[OpenAIDouble]:
    async with OpenAIDouble() as api:
        yield api


@pytest.fixture
async def bot(tmp_path: Path, api: OpenAIDouble) -> AsyncIterator[Bot]:
    async with opened(tmp_path, api) as bot:
        yield bot


def order(
    person: Person = DANA,
    place: Place = PLACE,
    files: tuple[Attachment, ...] = (),
    **options: OptionValue,
) -> Message:
    return message(
        "",
        command="settings",
        options=options,
        person=person,
        place=place,
        direct=False,
        attachments=files,
    )


def told(seen: list[Event]) -> str:
    return "\n".join(event.text for event in seen if isinstance(event, Notice))


def attached(text: str) -> Attachment:
    async def read() -> bytes:
        return text.encode()

    return Attachment("settings.yaml", "application/yaml", len(text.encode()), "there", read=read)


async def exported(bot: Bot) -> str:
    seen = await events(bot, order(action="export"))
    (file,) = [event for event in seen if isinstance(event, File)]
    return file.data.decode()


async def set_some(bot: Bot) -> None:
    await events(bot, order(name="temperature", value="0.5", server=True))
    await events(bot, order(name="blocked_words", value="apple, big pear", server=True))
    await events(bot, order(place=OTHER, name="watched", value="on"))
    await events(bot, order(name="moderation_thresholds", value="violence=0.5"))


async def test_what_was_exported_is_imported_elsewhere_as_it_was(
    bot: Bot, api: OpenAIDouble, tmp_path: Path
) -> None:
    await set_some(bot)
    file = await exported(bot)
    (tmp_path / "second").mkdir()
    async with opened(tmp_path / "second", api) as second:
        seen = await events(second, order(files=(attached(file),), action="import"))
        (question,) = [event for event in seen if isinstance(event, Choices)]
        assert "temperature" in question.question
        assert "apple" not in question.question
        assert question.id is not None
        pressed = await second.pick(
            question.id, 0, message_id="yes", place=PLACE, person=DANA, direct=False
        )
        await events(second, pressed)
        assert await exported(second) == file
        assert (await second.values(OTHER)).watched


async def test_nothing_is_imported_before_the_button_is_pressed(bot: Bot) -> None:
    file = attached("server:\n  temperature: 1.5\n")
    await events(bot, order(files=(file,), action="import"))
    assert (await bot.values(PLACE)).temperature is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("server: {temperature: 9}", "temperature"),
        ("server: {temperature: 1, nothing: 2}", "nothing"),
        ("channels: {c1: {retention_days: 3}}", "retention_days"),
        ("server: [1, 2]", "server:"),
        ("other: {}", "other"),
        ("server: {system: *x}", "references"),
        ("server: {temperature: 1\n", "YAML"),
        ("a: &a [x,x]\nb: &b [*a,*a]\n", "references"),
        (f"server: {{temperature: {'1:' * 100_000}1}}", "temperature"),
        (f"server: {{temperature: 0x{'f' * 5_000}}}", "temperature"),
        ("#" * 300_001, "300,000 bytes"),
        ("channels: {" + ", ".join(f"{n}: {{}}" for n in range(501)) + "}", "500 channels"),
    ],
)
async def test_a_file_that_is_wrong_changes_nothing_and_says_why(
    bot: Bot, text: str, names: str
) -> None:
    seen = await events(bot, order(files=(attached(text),), action="import"))
    assert end(seen).outcome is Outcome.FAILED
    assert names in end(seen).text
    assert (await bot.values(PLACE)).temperature is None


async def test_words_in_a_file_of_settings_are_judged(bot: Bot, api: OpenAIDouble) -> None:
    api.moderation.flag("bomb", category="violence")
    file = attached("server: {system: how to build a bomb}")
    seen = await events(bot, order(files=(file,), action="import"))
    assert end(seen).outcome is Outcome.REFUSED


async def test_changes_are_taken_back_one_after_the_other(bot: Bot) -> None:
    for value in ("0.1", "0.2", "0.3"):
        await events(bot, order(name="temperature", value=value))
    found = []
    for _ in range(3):
        await events(bot, order(action="undo"))
        found.append((await bot.values(PLACE)).temperature)
    assert found == [0.2, 0.1, None]
    assert "nothing to take back" in told(await events(bot, order(action="undo")))


async def test_the_history_tells_who_changed_what(bot: Bot) -> None:
    await events(bot, order(name="temperature", value="0.1"))
    await events(bot, order(action="undo"))
    lines = told(await events(bot, order(action="history"))).splitlines()
    assert "took back a change of `temperature` from 0.1" in lines[0]
    assert f"{DANA.id} changed `temperature`" in lines[1]


async def test_the_difference_to_the_operators_defaults_is_told(bot: Bot) -> None:
    assert "as the operator has it" in told(await events(bot, order(action="diff")))
    await set_some(bot)
    lines = told(await events(bot, order(action="diff")))
    assert "`temperature` for the whole server: 0.5" in lines
    assert "`watched` in other: on" in lines


@pytest.mark.parametrize("action", ["diff", "history", "undo", "export", "import"])
async def test_who_may_not_manage_the_server_gets_none_of_it(bot: Bot, action: str) -> None:
    seen = await events(bot, order(person=BOB, action=action))
    assert end(seen).outcome is Outcome.FAILED
    assert not [event for event in seen if isinstance(event, File)]


async def test_a_role_that_admins_named_may_manage_the_bot(bot: Bot) -> None:
    seen = await events(bot, order(person=ROLE, name="temperature", value="1"))
    assert end(seen).outcome is Outcome.FAILED
    await events(bot, order(name="admin_roles", value="r1"))
    await events(bot, order(person=ROLE, name="temperature", value="1"))
    assert (await bot.values(PLACE)).temperature == 1
    seen = await events(bot, order(person=BOB, name="temperature", value="2"))
    assert end(seen).outcome is Outcome.FAILED


def test_a_profile_is_read_as_it_was_written() -> None:
    held = Profile(
        {"system": "Be: kind\n# always", "talk_roles": ["1", "on"]}, {"42": {"watched": True}}
    )
    assert profile.read(profile.write(held).encode()) == held


async def administer(loaded: Loaded, where: Where, words: Sequence[str]) -> int:
    return await administered(loaded, where, ["settings", *words], Manner())


def loaded(folder: Path, api: OpenAIDouble) -> Loaded:
    return Loaded(configured(folder, api), Secrets(openai_api_key=SecretStr(api.key)), None)


async def test_the_command_line_changes_what_the_chat_sees(
    tmp_path: Path, api: OpenAIDouble, capsys: pytest.CaptureFixture[str]
) -> None:
    here = Where("test/server")
    assert await administer(loaded(tmp_path, api), here, ["temperature", "0.7"]) == 0
    async with opened(tmp_path, api) as bot:
        assert (await bot.values(PLACE)).temperature == 0.7
    assert await administer(loaded(tmp_path, api), here, ["temperature", "9"]) == 1
    assert "temperature takes" in capsys.readouterr().err


async def test_a_bot_that_runs_notices_what_the_command_line_changes(
    bot: Bot, tmp_path: Path, api: OpenAIDouble
) -> None:
    assert (await bot.values(PLACE)).temperature is None
    await administer(loaded(tmp_path, api), Where("test/server"), ["temperature", "0.7"])
    await bot._parts.settings.catch_up()
    assert (await bot.values(PLACE)).temperature == 0.7


async def test_the_command_line_exports_and_imports(
    tmp_path: Path, api: OpenAIDouble, capsys: pytest.CaptureFixture[str]
) -> None:
    here = Where("test/server", "channel")
    await administer(loaded(tmp_path, api), here, ["watched", "on"])
    capsys.readouterr()
    assert await administer(loaded(tmp_path, api), here, ["export"]) == 0
    file = tmp_path / "settings.yaml"
    file.write_text(capsys.readouterr().out)
    await administer(loaded(tmp_path, api), here, ["watched", "off"])
    assert await administer(loaded(tmp_path, api), here, ["import", str(file)]) == 0
    async with opened(tmp_path, api) as bot:
        assert (await bot.values(PLACE)).watched


async def test_a_server_that_is_not_written_like_one_is_refused(
    tmp_path: Path, api: OpenAIDouble
) -> None:
    with pytest.raises(InputError):
        await administer(loaded(tmp_path, api), Where("discord"), [])
