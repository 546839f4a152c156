"""What is kept of people goes: by itself when its time is over, and at once when they say so."""

import io
import json
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core import Bot
from bot.messages import Choices, Event, File, Message, OptionValue, Outcome, Person
from tests.bot.talking import (
    BOB,
    DANA,
    PLACE,
    end,
    events,
    message,
    opened,
    prompts,
    rows,
    said,
)
from tests.doubles.openai import OpenAIDouble

SECRET = "xylophone-4711"


@pytest.fixture
async def api() -> AsyncIterator[OpenAIDouble]:
    async with OpenAIDouble() as api:
        yield api


@pytest.fixture
async def bot(tmp_path: Path, api: OpenAIDouble) -> AsyncIterator[Bot]:
    async with opened(tmp_path, api, models={"default": "gpt-4o", "table": {}}) as bot:
        yield bot


def order(command: str, /, person: Person = DANA, **options: OptionValue) -> Message:
    return message("", command=command, options=options, person=person)


async def confirmed(bot: Bot, asked: Message) -> list[Event]:
    """What comes of a command once its button was pressed."""
    (question,) = [event for event in await events(bot, asked) if isinstance(event, Choices)]
    assert question.id is not None
    pressed = await bot.pick(
        question.id, 0, message_id=f"{asked.id}-yes", place=PLACE, person=asked.person, direct=True
    )
    return await events(bot, pressed)


def files_hold(folder: Path, words: str) -> bool:
    """Whether the words are anywhere in the database, also where nobody looks any more."""
    found = [path.read_bytes() for path in folder.glob("causerie.db*") if path.is_file()]
    return any(words.encode() in data for data in found)


async def swept(bot: Bot, *, days_later: float) -> None:
    await bot._parts.retention.sweep(datetime.now(UTC) + timedelta(days=days_later))


async def test_what_is_too_old_is_gone_from_the_database_file(bot: Bot, tmp_path: Path) -> None:
    await events(bot, order("settings", name="retention_days", value="7"))
    await said(bot, f"my instrument is {SECRET}")
    assert files_hold(tmp_path, SECRET)
    await swept(bot, days_later=6)
    assert files_hold(tmp_path, SECRET)
    await swept(bot, days_later=8)
    assert not files_hold(tmp_path, SECRET)


async def test_what_is_gone_is_not_in_the_next_prompt_either(bot: Bot, api: OpenAIDouble) -> None:
    await events(bot, order("settings", name="retention_days", value="7"))
    await said(bot, f"my instrument is {SECRET}")
    await swept(bot, days_later=8)
    await said(bot, "what is my instrument?")
    assert SECRET not in str(prompts(api)[-1])


@pytest.mark.parametrize("what", ["server", "me", "retention"])
async def test_what_another_program_deleted_is_not_in_the_next_prompt_either(
    bot: Bot, api: OpenAIDouble, tmp_path: Path, what: str
) -> None:
    await events(bot, order("settings", name="retention_days", value="7"))
    await said(bot, f"my instrument is {SECRET}")
    async with opened(tmp_path, api, models={"default": "gpt-4o", "table": {}}) as other:
        if what == "retention":
            await swept(other, days_later=8)
        else:
            await confirmed(other, order("forget", **{what: True}))
    await bot._parts.retention.catch_up()
    await said(bot, "what is my instrument?")
    assert SECRET not in str(prompts(api)[-1])
    assert (await bot.values(PLACE)).retention_days == (None if what == "server" else 7)


async def test_without_a_limit_nothing_goes_by_itself(bot: Bot, tmp_path: Path) -> None:
    await said(bot, f"my instrument is {SECRET}")
    await swept(bot, days_later=3_000)
    assert rows(tmp_path, "SELECT count(*) FROM turns") == [(1,)]


async def test_a_server_that_was_left_is_erased_when_its_time_is_over(
    bot: Bot, tmp_path: Path
) -> None:
    await events(bot, order("settings", name="temperature", value="1"))
    await said(bot, f"my instrument is {SECRET}")
    await bot.left(PLACE.server_key)
    await swept(bot, days_later=29)
    assert files_hold(tmp_path, SECRET)
    await swept(bot, days_later=31)
    assert not files_hold(tmp_path, SECRET)
    assert (await bot.values(PLACE)).temperature is None


async def test_forget_me_deletes_a_persons_words_and_leaves_those_of_others(
    bot: Bot, tmp_path: Path
) -> None:
    await said(bot, message(f"my instrument is {SECRET}", person=BOB))
    await said(bot, "the weather is fine")
    ended = end(await confirmed(bot, order("forget", BOB, me=True)))
    assert ended.outcome is Outcome.ANSWERED
    assert not files_hold(tmp_path, SECRET)
    assert rows(tmp_path, "SELECT person_name FROM turns") == [("Dana",)]


async def test_forget_me_asks_before_it_deletes(bot: Bot, tmp_path: Path) -> None:
    await said(bot, f"my instrument is {SECRET}")
    await events(bot, order("forget", me=True))
    assert rows(tmp_path, "SELECT count(*) FROM turns") == [(1,)]


async def test_only_admins_erase_a_server(bot: Bot, tmp_path: Path) -> None:
    await said(bot, f"my instrument is {SECRET}")
    assert end(await events(bot, order("forget", BOB, server=True))).outcome is Outcome.FAILED
    await confirmed(bot, order("forget", server=True))
    assert not files_hold(tmp_path, SECRET)


def unpacked(seen: list[Event]) -> dict[str, str]:
    (file,) = [event for event in seen if isinstance(event, File)]
    with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


async def test_export_me_hands_out_what_is_kept_of_the_person_alone(bot: Bot) -> None:
    await said(bot, message(f"my instrument is {SECRET}", person=BOB))
    await said(bot, "my name is Dana")
    files = unpacked(await events(bot, order("export", BOB, me=True)))
    assert SECRET in files["conversations.md"]
    data = json.loads(files["data.json"])
    assert [turn["person_id"] for turn in data["turns"]] == [BOB.id]
    assert all(spending["person"] == BOB.id for spending in data["spendings"])


async def test_export_of_a_server_is_for_admins(bot: Bot) -> None:
    await said(bot, message(f"my instrument is {SECRET}", person=BOB))
    assert end(await events(bot, order("export", BOB, server=True))).outcome is Outcome.FAILED
    assert SECRET in unpacked(await events(bot, order("export", server=True)))["data.json"]


async def test_who_opted_out_is_answered_and_not_remembered(
    bot: Bot, api: OpenAIDouble, tmp_path: Path
) -> None:
    await events(bot, order("privacy", BOB, action="opt-out"))
    api.say("Nice.")
    assert await said(bot, message(f"my instrument is {SECRET}", person=BOB)) == "Nice."
    await said(bot, message("what is my instrument?", person=BOB))
    assert SECRET not in str(prompts(api)[-1])
    assert rows(tmp_path, "SELECT count(*) FROM turns") == [(0,)]
    await events(bot, order("privacy", BOB, action="opt-in"))
    await said(bot, message("hello again", person=BOB))
    assert rows(tmp_path, "SELECT count(*) FROM turns") == [(1,)]


async def test_a_question_of_who_opted_out_is_not_kept_when_it_fails(
    bot: Bot, api: OpenAIDouble, tmp_path: Path
) -> None:
    await events(bot, order("privacy", BOB, action="opt-out"))
    api.script.speaker = None
    api.moderation.flag(SECRET, category="violence")
    await events(bot, message(f"my instrument is {SECRET}", person=BOB))
    assert rows(tmp_path, "SELECT count(*) FROM taken WHERE message IS NOT NULL") == [(0,)]


async def test_where_nothing_is_remembered_each_question_stands_alone(
    bot: Bot, api: OpenAIDouble
) -> None:
    await said(bot, f"my instrument is {SECRET}")
    await events(bot, order("settings", name="remember", value="off"))
    await said(bot, "what is my instrument?")
    assert SECRET not in str(prompts(api)[-1])


async def test_privacy_tells_what_is_kept_and_for_how_long(bot: Bot) -> None:
    await events(bot, order("settings", name="retention_days", value="7"))
    told = str(await events(bot, order("privacy", BOB)))
    assert "after 7 days" in told
    assert "/forget me" in told


async def test_another_platform_is_left_alone(bot: Bot, tmp_path: Path) -> None:
    elsewhere = replace(PLACE, platform="other")
    await said(bot, message(f"my instrument is {SECRET}", place=elsewhere))
    await confirmed(bot, order("forget", me=True))
    assert rows(tmp_path, "SELECT count(*) FROM turns") == [(1,)]
