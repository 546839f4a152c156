"""The buttons under an answer: who may press them, and that they outlive a restart."""

import asyncio
from dataclasses import replace

import pytest

from bot.messages import Place
from tests.adapters.discord.conftest import Stage, buttons
from tests.doubles.discord import File, Message, Permission
from tests.doubles.openai import Reply, Status

FIRST = "The first sentence is quite long, so that it can be shown at once. "


async def shown(stage: Stage) -> Message:
    """The answer that is being written."""
    await stage.discord.until(lambda: any("Stop" in buttons(one) for one in stage.said()))
    return stage.said()[-1]


async def test_whoever_asked_can_stop_the_answer_and_what_was_shown_is_kept(stage: Stage):
    gate = asyncio.Event()
    stage.api.say(Reply([FIRST, gate, "Never shown."]))
    async with stage.running():
        await stage.asks()
        answer = await shown(stage)
        await stage.alice.clicks(answer, "Stop")
        await stage.answered()
        await stage.api.until(lambda record: record.of("chat")[0].outcome == "left")

    assert answer.content.startswith(FIRST.strip())
    assert "Stopped." in answer.content
    assert buttons(answer) == {"Go on", "Again"}


async def test_nobody_else_can_stop_it_but_whoever_manages_the_server(stage: Stage):
    bob, carol = stage.discord.user("Bob"), stage.discord.user("Carol")
    stage.server.adds(bob)
    stage.server.adds(carol, roles=(stage.server.role("Staff", Permission.MANAGE_GUILD),))
    gate = asyncio.Event()
    stage.api.say(Reply([FIRST, gate, "Never shown."]))
    async with stage.running():
        await stage.asks()
        answer = await shown(stage)
        refused = await bob.clicks(answer, "Stop")
        told = await refused.answered()
        assert "Only who asked" in told.content
        assert told.only_for is bob.account
        assert buttons(answer) == {"Stop"}
        await carol.clicks(answer, "Stop")
        await stage.answered()

    assert "Stopped." in answer.content


async def test_thumbs_are_kept_and_can_be_changed(stage: Stage):
    async with stage.running() as bot:
        await stage.asks()
        (answer,) = await stage.answered()
        for thumb, words in (("👍", "Noted"), ("👍", "before"), ("👎", "Noted")):
            pressed = await stage.alice.clicks(answer, thumb)
            told = await pressed.answered()
            assert words in told.content
            assert told.only_for is stage.alice.account
        (opinion,) = await bot._parts.store.feedback.newest(10)

    assert opinion.person_id == str(stage.alice.id)
    assert not opinion.good


async def test_again_gives_a_new_answer_in_place_of_the_old_one(stage: Stage):
    stage.api.say("The first try.", "The second try.")
    async with stage.running() as bot:
        await stage.asks("What is tea?")
        (first,) = await stage.answered()
        await stage.alice.clicks(first, "Again")
        _, second = await stage.answered(count=2)
        await stage.discord.until(lambda: not buttons(first))
        turns = await bot._parts.store.turns.count()

    assert second.content == "The second try."
    assert turns == 1
    assert buttons(second) == {"👍", "👎", "Again"}


async def test_again_of_somebody_elses_question_is_declined_to_them_alone(stage: Stage):
    bob = stage.discord.user("Bob")
    stage.server.adds(bob)
    async with stage.running():
        await stage.asks()
        (answer,) = await stage.answered()
        pressed = await bob.clicks(answer, "Again")
        told = await pressed.answered()

    assert "your own" in told.content
    assert told.only_for is bob.account
    assert buttons(answer) == {"👍", "👎", "Again"}
    assert len(stage.said()) == 1


async def test_go_on_continues_an_answer_that_was_cut(stage: Stage):
    stage.api.say(Reply("It begins here and", finish="length"), "goes on there.")
    async with stage.running() as bot:
        await stage.asks()
        (cut,) = await stage.answered()
        assert buttons(cut) == {"👍", "👎", "Go on", "Again"}
        await stage.alice.clicks(cut, "Go on")
        _, rest = await stage.answered(count=2)
        (turn,) = await bot._parts.store.turns.newest(_place(stage), 5)

    assert rest.content == "goes on there."
    assert turn.answer == "It begins here and goes on there."


async def test_again_under_an_older_answer_leaves_the_newest_one_alone(stage: Stage):
    async with stage.running():
        await stage.asks("One?")
        (first,) = await stage.answered()
        await stage.asks("Two?")
        await stage.answered(count=2)
        pressed = await stage.alice.clicks(first, "Again")
        told = await pressed.answered()

    assert "newer answer" in told.content
    assert told.only_for is stage.alice.account
    assert len(stage.api.record.of("chat")) == 2


@pytest.mark.parametrize("label", ["👍", "👎", "Again"])
async def test_a_button_works_after_a_restart(stage: Stage, label: str):
    async with stage.running():
        await stage.asks()
        (answer,) = await stage.answered()
    async with stage.running():
        pressed = await stage.alice.clicks(answer, label)
        if label == "Again":
            await stage.answered(count=2)
        else:
            assert "Noted" in (await pressed.answered()).content


async def fails(stage: Stage, text: str = "What is tea?") -> Message:
    """Alice asks while the model is down; the sentence that says so."""
    stage.api.fail(Status(500), on="chat", times=None)
    await stage.asks(text)
    (failed,) = await stage.answered()
    stage.api.faults.clear()
    assert buttons(failed) == {"Again"}
    return failed


async def test_again_under_a_failure_puts_the_answer_in_its_place(stage: Stage):
    async with stage.running() as bot:
        failed = await fails(stage)
        stage.api.say("A drink.")
        await stage.alice.clicks(failed, "Again")
        await stage.discord.until(lambda: failed.content == "A drink.")
        (turn,) = await bot._parts.store.turns.newest(_place(stage), 5)

    assert stage.said() == [failed]
    assert buttons(failed) == {"👍", "👎", "Again"}
    assert turn.question == "What is tea?"


async def test_again_under_a_failure_works_after_a_restart_and_with_a_file(stage: Stage):
    stage.api.fail(Status(500), on="chat", times=None)
    async with stage.running():
        note = File("note.txt", b"The kettle is blue.")
        call = stage.discord.bot.mention
        await stage.alice.says(stage.channel, f"{call} what does it say?", files=[note])
        (failed,) = await stage.answered()
    stage.api.faults.clear()
    stage.api.say("That the kettle is blue.")
    async with stage.running():
        await stage.alice.clicks(failed, "Again")
        await stage.discord.until(lambda: failed.content == "That the kettle is blue.")

    assert "The kettle is blue." in str(stage.api.record.of("chat")[-1].body)


async def test_again_under_a_failure_is_for_whoever_asked_or_manages_the_server(stage: Stage):
    bob, carol = stage.discord.user("Bob"), stage.discord.user("Carol")
    stage.server.adds(bob)
    stage.server.adds(carol, roles=(stage.server.role("Staff", Permission.MANAGE_GUILD),))
    async with stage.running():
        failed = await fails(stage)
        pressed = await bob.clicks(failed, "Again")
        await stage.discord.until(lambda: bool(pressed.followups))
        assert "Only who asked" in pressed.followups[0].content
        assert pressed.followups[0].only_for is bob.account
        assert buttons(failed) == {"Again"}
        stage.api.say("A drink.")
        await carol.clicks(failed, "Again")
        await stage.discord.until(lambda: failed.content == "A drink.")


async def test_again_under_a_failure_that_fails_once_more_can_be_pressed_again(stage: Stage):
    async with stage.running():
        failed = await fails(stage)
        stage.api.fail(Status(500), on="chat", times=None)
        before = len(stage.api.record.of("chat"))
        await stage.alice.clicks(failed, "Again")
        await stage.api.until(lambda record: len(record.of("chat")) >= before + 2)
        await stage.discord.until(lambda: buttons(failed) == {"Again"})
        stage.api.faults.clear()
        stage.api.say("A drink.")
        await stage.alice.clicks(failed, "Again")
        await stage.discord.until(lambda: failed.content == "A drink.")


async def test_again_pressed_twice_answers_once(stage: Stage):
    gate = asyncio.Event()
    async with stage.running():
        failed = await fails(stage)
        old = failed.shown
        stage.api.say(Reply([FIRST, gate, "The end."]))
        await stage.alice.clicks(failed, "Again")
        await stage.discord.until(lambda: "Stop" in buttons(failed))
        failed.versions.append(old)
        pressed = await stage.alice.clicks(failed, "Again")
        await stage.discord.until(lambda: bool(pressed.followups))
        gate.set()
        await stage.discord.until(lambda: failed.content.endswith("The end."))

    assert "answered meanwhile" in pressed.followups[0].content
    assert stage.said() == [failed]


async def test_again_says_so_when_the_question_is_not_there_any_more(stage: Stage):
    async with stage.running():
        failed = await fails(stage)
        await stage.alice.deletes(next(iter(stage.channel.messages)))
        pressed = await stage.alice.clicks(failed, "Again")
        await stage.discord.until(lambda: bool(pressed.followups))

    assert "not there any more" in pressed.followups[0].content


async def test_ids_that_nobody_gave_out_do_no_harm(stage: Stage):
    gate = asyncio.Event()
    stage.api.say(Reply([FIRST, gate, "The end."]))
    async with stage.running():
        other = stage.server.channel("other")
        await stage.asks()
        answer = await shown(stage)
        question = next(iter(stage.channel.messages))
        forged = await stage.alice.says(other, "x")
        for custom_id in (
            f"causerie:stop:{question.id}",
            "causerie:good:999999",
            "causerie:again:0",
            "causerie:anew:99999999999999999999",
            "causerie:anew:0",
            "causerie:stop:99999999999999999999",
            "causerie:nothing:1",
        ):
            _put_button(forged, custom_id)
            await stage.alice.clicks(forged, custom_id)
        await asyncio.sleep(0.2)
        assert buttons(answer) == {"Stop"}
        gate.set()
        await stage.answered()

    assert answer.content.endswith("The end.")
    assert [one for one in other.messages if one.author is stage.discord.bot] == []


def _place(stage: Stage) -> Place:
    return Place("discord", str(stage.server.id), str(stage.channel.id))


def _put_button(message: Message, custom_id: str) -> None:
    """Let a message of somebody else look as if it had a button of the bot's."""
    button = {"type": 2, "style": 2, "label": custom_id, "custom_id": custom_id, "id": 2}
    row = {"type": 1, "components": [button], "id": 1}
    message.versions.append(replace(message.shown, components=(row,)))
