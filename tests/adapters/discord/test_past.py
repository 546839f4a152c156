"""What changes the past: edits, deletions, channels and servers that go."""

import asyncio
from datetime import UTC, datetime, timedelta

from bot.messages import Place
from tests.adapters.discord.conftest import Stage, buttons, eventually
from tests.doubles.discord import Permission
from tests.doubles.openai import Reply

FIRST = "The first sentence is quite long, so that it can be shown at once. "


def place(stage: Stage, thread: int | None = None) -> Place:
    parts = (str(stage.server.id), str(stage.channel.id))
    return Place("discord", *parts, thread=str(thread) if thread else None)


def asked(stage: Stage) -> str:
    return str(stage.api.record.of("chat")[-1].body)


async def test_a_deleted_message_leaves_the_window_and_the_store(stage: Stage):
    async with stage.running() as bot:
        question = await stage.asks("My secret is blue.")
        await stage.answered()
        await stage.alice.deletes(question)
        await stage.asks("What was it?")
        await stage.answered(count=2)
        turns = await bot._parts.store.turns.newest(place(stage), 10)

    assert "secret is blue" not in asked(stage)
    assert [turn.question for turn in turns] == ["What was it?"]


async def test_messages_deleted_at_once_leave_the_window(stage: Stage):
    async with stage.running() as bot:
        questions = []
        for number in range(3):
            questions.append(await stage.asks(f"Number {number}"))
            await stage.answered(count=number + 1)
        owner = stage.discord.people[stage.server.guild.owner.id]
        await owner.deletes(*questions[:2])
        await stage.asks("What is left?")
        await stage.answered(count=4)
        turns = await bot._parts.store.turns.newest(place(stage), 10)

    assert [turn.question for turn in turns] == ["Number 2", "What is left?"]


async def test_an_answer_that_somebody_deletes_leaves_the_window_with_its_question(stage: Stage):
    async with stage.running() as bot:
        await stage.asks("A question")
        (answer,) = await stage.answered()
        owner = stage.discord.people[stage.server.guild.owner.id]
        await owner.deletes(answer)
        await stage.asks("Another one")
        await stage.discord.until(lambda: len(stage.api.record.of("chat")) == 2)
        await stage.answered()
        turns = await bot._parts.store.turns.newest(place(stage), 10)

    assert [turn.question for turn in turns] == ["Another one"]


async def test_deleting_the_question_stops_the_answer(stage: Stage):
    gate = asyncio.Event()
    stage.api.say(Reply([FIRST, gate, "Never shown."]))
    async with stage.running() as bot:
        question = await stage.asks("A question")
        await stage.discord.until(lambda: bool(stage.said()))
        await stage.alice.deletes(question)
        await stage.api.until(lambda record: record.of("chat")[0].outcome == "left")
        await stage.asks("Another one")
        await stage.discord.until(lambda: len(stage.api.record.of("chat")) == 2)
        turns = await bot._parts.store.turns.newest(place(stage), 10)

    assert "A question" not in [turn.question for turn in turns]
    assert FIRST.strip() not in asked(stage)


async def test_the_last_answer_is_given_anew_when_its_question_is_edited(stage: Stage):
    stage.api.say("Two.", "Four.")
    async with stage.running() as bot:
        question = await stage.asks("One and one?")
        (answer,) = await stage.answered()
        await stage.alice.edits(question, f"{stage.discord.bot.mention} Two and two?")
        await stage.discord.until(lambda: answer.content == "Four." and "Again" in buttons(answer))
        (turn,) = await bot._parts.store.turns.newest(place(stage), 10)

    assert stage.said() == [answer]
    assert (turn.question, turn.answer) == ("Two and two?", "Four.")


async def test_it_is_also_given_anew_after_a_restart(stage: Stage):
    stage.api.say("Two.", "Four.")
    async with stage.running():
        question = await stage.asks("One and one?")
        (answer,) = await stage.answered()
    async with stage.running():
        await stage.alice.edits(question, f"{stage.discord.bot.mention} Two and two?")
        await stage.discord.until(lambda: answer.content == "Four." and "Again" in buttons(answer))

    assert stage.said() == [answer]


async def test_an_edit_of_an_older_question_only_changes_the_window(stage: Stage):
    async with stage.running():
        question = await stage.asks("My cup is blue.")
        await stage.answered()
        await stage.asks("Thanks.")
        await stage.answered(count=2)
        await stage.alice.edits(question, f"{stage.discord.bot.mention} My cup is green.")
        await stage.asks("Which colour?")
        await stage.answered(count=3)

    assert "cup is green" in asked(stage)
    assert "cup is blue" not in asked(stage)
    assert len(stage.said()) == 3


async def test_a_question_that_calls_the_bot_no_more_after_an_edit_is_followed_all_the_same(
    stage: Stage,
):
    async with stage.running():
        question = await stage.asks("My cup is blue.")
        await stage.answered()
        await stage.asks("Thanks.")
        await stage.answered(count=2)
    async with stage.running():
        await stage.alice.edits(question, "My cup is green.")
        await stage.asks("Which colour?")
        await stage.answered(count=3)

    assert "cup is green" in asked(stage)
    assert "cup is blue" not in asked(stage)


async def test_a_preview_that_discord_adds_is_no_edit(stage: Stage):
    async with stage.running():
        question = await stage.asks("Look at https://example.com")
        await stage.answered()
        stage.discord._parts.talk.show(question, question.shown)
        await stage.asks("And?")
        await stage.answered(count=2)

    assert len(stage.api.record.of("chat")) == 2


async def test_what_was_said_in_a_deleted_channel_or_thread_is_gone(stage: Stage):
    async with stage.running(defaults={"thread_answers": True}) as bot:
        question = await stage.asks("In a thread")
        await stage.discord.until(lambda: question.thread is not None)
        thread = question.thread
        assert thread is not None
        await stage.answered(thread)
        store = bot._parts.store.turns
        assert await store.newest(place(stage, thread.id), 10)
        stage.server.deletes(thread)

        async def is_empty() -> bool:
            return not await store.newest(place(stage, thread.id), 10)

        await eventually(is_empty)


async def test_leaving_a_server_starts_its_clock_and_coming_back_stops_it(stage: Stage):
    async with stage.running() as bot:
        gone = bot._parts.store.servers.gone
        later = datetime.now(UTC) + timedelta(days=1)

        async def is_gone() -> bool:
            return bool(await gone(before=later))

        async def is_back() -> bool:
            return not await gone(before=later)

        stage.server.removes_bot()
        await eventually(is_gone)
        stage.server.adds_bot()
        await eventually(is_back)


async def test_what_was_deleted_while_the_bot_was_away_is_not_remembered(stage: Stage):
    async with stage.running():
        blue = await stage.asks("My cup is blue.")
        await stage.asks("My pot is brown.")
        await stage.answered(count=2)
    await stage.alice.deletes(blue)
    async with stage.running() as bot:
        await stage.asks("What have I got?")
        await stage.answered(count=3)
        turns = await bot._parts.store.turns.count()

    assert "cup is blue" not in asked(stage)
    assert "pot is brown" in asked(stage)
    assert turns == 2


async def test_what_was_edited_while_the_bot_was_away_is_remembered_as_it_reads_now(stage: Stage):
    async with stage.running():
        cup = await stage.asks("My cup is blue.")
        await stage.asks("My pot is brown.")
        await stage.answered(count=2)
    await stage.alice.edits(cup, f"{stage.discord.bot.mention} My cup is red.")
    async with stage.running():
        await stage.asks("What have I got?")
        await stage.answered(count=3)

    assert "cup is blue" not in asked(stage)
    assert "cup is red" in asked(stage)


async def test_what_cannot_be_read_any_more_is_still_remembered(stage: Stage):
    async with stage.running():
        await stage.asks("My cup is blue.")
        await stage.answered()
    stage.server.deny(stage.channel, stage.discord.bot, Permission.READ_MESSAGE_HISTORY)
    async with stage.running():
        await stage.asks("What have I got?")
        await stage.answered(count=2)

    assert "cup is blue" in asked(stage)


async def test_what_commands_and_buttons_asked_is_still_remembered_after_a_restart(stage: Stage):
    async with stage.running():
        stage.api.say("Green.", "Blue.")
        await stage.asks("Which colour?")
        (answer,) = await stage.answered()
        await stage.alice.clicks(answer, "Again")
        await stage.answered(count=2)
        continued = await stage.alice.slash(stage.channel, "continue")
        told = await continued.answered()
        await stage.discord.until(lambda: "Again" in buttons(told))
    async with stage.running() as bot:
        await stage.asks("And now?")
        await stage.answered(count=3)
        turns = await bot._parts.store.turns.count()

    assert turns == 3
