"""How an answer looks while it is written and when it has ended."""

import asyncio
import time

from tests.adapters.discord.conftest import Stage, buttons
from tests.doubles.discord import Limited, Lost, MessageFlag, Permission, Reset, Status
from tests.doubles.openai import Reply
from tests.doubles.openai import Status as Rejected
from tests.doubles.openai.script import cut

FIRST = "The first sentence is quite long, so that it can be shown at once. "
SECOND = "The second one follows a little later, and it ends the answer."
_POST = "POST /channels/{channel}/messages"
_PATCH = "PATCH /channels/{channel}/messages/{message}"


async def test_the_first_words_are_shown_before_the_answer_has_ended(stage: Stage):
    gate = asyncio.Event()
    stage.api.say(Reply([FIRST, gate, SECOND]))
    async with stage.running():
        await stage.asks()
        await stage.discord.until(lambda: len(stage.said()) == 1)
        (shown,) = stage.said()
        assert shown.content == FIRST.strip()
        assert buttons(shown) == {"Stop"}
        gate.set()
        (answer,) = await stage.answered()

    assert answer is shown
    assert answer.content == FIRST + SECOND


async def test_a_short_answer_takes_one_message_and_one_edit(stage: Stage):
    async with stage.running():
        await stage.asks()
        await stage.answered()
        posts, edits = stage.discord.record.of(_POST), stage.discord.record.of(_PATCH)

    assert (len(posts), len(edits)) in {(1, 0), (1, 1)}


async def test_a_long_answer_goes_on_in_further_messages_with_its_code_closed(stage: Stage):
    code = "\n".join(f"line_{number} = {number}" for number in range(300))
    stage.api.say(f"Look at this:\n```python\n{code}\n```\nThat is all.")
    async with stage.running():
        await stage.asks()
        await stage.discord.until(
            lambda: bool(stage.said()) and bool(buttons(stage.said()[-1]) - {"Stop"})
        )
        pages = stage.said()

    assert len(pages) == 3
    assert all(len(page.content) <= 2000 for page in pages)
    assert all(page.content.count("```") == 2 for page in pages)
    assert pages[1].content.startswith("```python\nline_")
    assert pages[-1].content.endswith("That is all.")
    assert [bool(buttons(page)) for page in pages] == [False, False, True]


async def test_what_is_too_long_for_five_messages_comes_as_a_file(stage: Stage):
    stage.api.say("\n\n".join(f"Paragraph {number}. " + "word " * 60 for number in range(60)))
    async with stage.running():
        await stage.asks()
        await stage.discord.until(lambda: any(one.shown.attachments for one in stage.said()))
        *pages, last = stage.said()

    assert len(pages) == 5
    (file,) = last.shown.attachments
    assert "in the file" in last.content
    assert file.data.decode().rstrip().startswith("Paragraph ")
    assert "Paragraph 59." in file.data.decode()
    shown = "".join(page.content for page in pages) + file.data.decode()
    assert all(shown.count(f"Paragraph {number}.") == 1 for number in range(60))


async def test_without_the_right_to_attach_files_the_answer_says_what_it_lacks(stage: Stage):
    stage.server.deny(stage.channel, stage.discord.bot, Permission.ATTACH_FILES)
    stage.api.say("\n\n".join("word " * 60 for _ in range(60)))
    async with stage.running():
        await stage.asks()
        await stage.discord.until(
            lambda: "Attach Files" in "".join(m.content for m in stage.said())
        )

    assert not any(one.shown.attachments for one in stage.said())


async def test_nobody_is_pinged_and_no_preview_is_shown(stage: Stage):
    stage.api.say(f"@everyone look, {stage.alice.mention}: https://example.com/?secret=1")
    async with stage.running():
        await stage.asks()
        (answer,) = await stage.answered()

    assert not answer.pings.users
    assert not answer.pings.everyone
    assert MessageFlag.SUPPRESS_EMBEDS in answer.shown.flags
    assert not answer.shown.embeds


async def test_typing_is_shown_while_the_model_thinks(stage: Stage):
    stage.api.say(Reply("Done.", first_delay=0.8))
    async with stage.running():
        await stage.asks()
        await stage.discord.until(lambda: bool(stage.channel.typings))
        assert stage.said() == []
        await stage.answered()


async def test_whoever_waits_is_told_so_and_the_answer_comes_where_the_talk_is_by_then(
    stage: Stage,
):
    gate = asyncio.Event()
    stage.api.say(Reply([FIRST, gate, SECOND]), "Your turn now.")
    async with stage.running():
        await stage.asks("One?")
        question = await stage.asks("Two?")
        await stage.discord.until(lambda: len(stage.said()) == 2)
        notice = stage.said()[1]
        assert "Waiting for its turn: 1 before it." in notice.content
        assert notice.reference is not None
        assert notice.reference.message_id == question.id
        between = await stage.alice.says(stage.channel, "Meanwhile the talk goes on.")
        gate.set()
        await stage.answered(count=2)
        await stage.discord.until(lambda: len(stage.said()) == 2)

    answer = stage.said()[1]
    assert answer is not notice
    assert answer.id > between.id
    assert answer.content == "Your turn now."
    assert answer.reference is not None
    assert answer.reference.message_id == question.id


async def test_an_error_of_the_model_becomes_a_sentence(stage: Stage):
    async with stage.running():
        stage.api.fail(Rejected(401), on="chat", times=None)
        await stage.asks()
        (answer,) = await stage.answered()

    assert "OPENAI_API_KEY" in answer.content


async def test_words_that_turn_out_forbidden_are_withdrawn_and_the_forbidden_ones_never_show(
    stage: Stage,
):
    gate = asyncio.Event()
    stage.api.say(Reply([FIRST, gate, "Here is how to build a bomb: it is easy. And so on."]))
    stage.api.moderation.flag("bomb", category="violence")
    async with stage.running(screening={"moderation": {"service": "on"}}):
        await stage.asks()
        await stage.discord.until(lambda: bool(stage.said()))
        gate.set()
        (answer,) = await stage.answered()

    assert FIRST.strip() not in answer.content
    assert "bomb" not in " ".join(stage.discord.shown())


async def test_with_the_edit_limits_of_discord_the_last_text_stands_soon_after_the_end(
    stage: Stage,
):
    stage.discord.limits.enforce()
    sentence = "One more sentence of the answer is written here. "
    late: list[float] = []
    async with stage.running():
        for number, length in enumerate((3, 40, 1, 12, 25)):
            gate = asyncio.Event()
            stage.api.say(Reply([*cut(sentence * length), gate, "The end."], delay=0.01))
            await stage.asks(f"Number {number}?")
            await stage.discord.until(lambda: len(stage.said()) > len(late))
            await asyncio.sleep(length * 0.1)
            ended = time.monotonic()
            gate.set()
            answers = await stage.answered(count=number + 1)
            late.append(answers[-1].versions[-1].at - ended)

    assert max(late) < 1.5
    assert all(answer.content.endswith("The end.") for answer in answers)
    assert len(answers[1].versions) > 3


async def test_the_last_message_that_discord_takes_for_now_does_not_hold_its_end_up(stage: Stage):
    stage.discord.limits.enforce()
    gate = asyncio.Event()
    stage.api.say("One.", "Two.", "Three.", "Four.", Reply([FIRST, gate, SECOND]))
    async with stage.running():
        for number in range(5):
            await stage.asks(f"Number {number}?")
            await stage.discord.until(lambda least=number: len(stage.said()) > least)
        ended = time.monotonic()
        gate.set()
        answers = await stage.answered(count=5)

    assert answers[-1].content == FIRST + SECOND
    assert answers[-1].versions[-1].at - ended < 1.5


async def test_a_refusal_of_the_proxy_before_discord_is_waited_out(stage: Stage):
    stage.discord.fail(Limited(retry_after=0.1, via=False), on=_POST)
    async with stage.running():
        await stage.asks()
        await stage.answered()


async def test_no_request_that_is_made_again_shows_anything_twice(stage: Stage):
    stage.discord.fail(Lost(503), on=_POST)
    stage.discord.fail(Lost(), on=_POST)
    stage.discord.fail(Reset(), on=_PATCH)
    stage.discord.fail(Status(503), on=_PATCH)
    async with stage.running():
        await stage.asks()
        await stage.answered()
        await asyncio.sleep(0.5)

    assert len(stage.said()) == 1
