"""Whom the bot answers where, in servers, threads and direct messages, and what it is told."""

import asyncio

from tests.adapters.discord.conftest import Stage, buttons
from tests.doubles.discord import Permission


def asked(stage: Stage, number: int = -1) -> str:
    """What the model was asked, as one string."""
    return str(stage.api.record.of("chat")[number].body)


async def test_whoever_mentions_the_bot_is_answered_in_a_reply(stage: Stage):
    stage.api.say("Hello, Alice.")
    async with stage.running():
        question = await stage.asks("Hello?")
        (answer,) = await stage.answered()

    assert answer.content == "Hello, Alice."
    assert answer.reference
    assert answer.reference.message_id == question.id
    assert buttons(answer) == {"👍", "👎", "Again"}
    assert not answer.pings.users


async def test_what_is_not_for_the_bot_is_left_alone(stage: Stage):
    bob = stage.discord.user("Bob")
    stage.server.adds(bob)
    async with stage.running():
        said = await stage.alice.says(stage.channel, "Has anybody seen my cup?")
        await bob.says(stage.channel, "No.", reply_to=said)
        await bob.says(stage.channel, f"{stage.alice.mention} no.")
        await stage.asks("This one is.")
        await stage.answered()

    assert len(stage.said()) == 1
    assert len(stage.api.record.of("chat")) == 1


async def test_a_reply_to_the_bot_needs_no_mention(stage: Stage):
    async with stage.running():
        await stage.asks("Tea or coffee?")
        (answer,) = await stage.answered()
        await stage.alice.says(stage.channel, "Why?", reply_to=answer, ping=False)
        await stage.answered(count=2)

    assert "Why?" in asked(stage)


async def test_the_role_that_discord_made_for_the_bot_calls_it_too(stage: Stage):
    role = stage.server.role("Causerie", of_bot=stage.discord.bot)
    async with stage.running():
        await stage.alice.says(stage.channel, f"<@&{role.id}> hello?")
        await stage.answered()

    assert "hello?" in asked(stage)
    assert str(role.id) not in asked(stage)


async def test_a_direct_message_is_answered_without_a_mention(stage: Stage):
    conversation = stage.discord.dm(stage.alice)
    async with stage.running():
        await stage.alice.says(conversation, "Just you and me?")
        (answer,) = await stage.answered(conversation)

    assert answer.channel is conversation


async def test_in_a_thread_that_the_bot_opened_everything_is_answered(stage: Stage):
    async with stage.running(defaults={"thread_answers": True}):
        question = await stage.asks("Let us talk about tea at length")
        await stage.discord.until(lambda: question.thread is not None)
        thread = question.thread
        assert thread is not None
        await stage.answered(thread)
        await stage.alice.says(thread, "And the green one?")
        await stage.answered(thread, count=2)

    assert stage.said() == []
    assert thread.name == "@Causerie Let us talk about tea at length"
    assert "at length" in asked(stage)
    assert "green one" in asked(stage)


async def test_where_admins_say_so_every_message_is_answered(stage: Stage):
    async with stage.running(defaults={"watched": True}):
        await stage.alice.says(stage.channel, "Nobody is called here.")
        await stage.answered()


async def test_other_bots_are_answered_only_where_the_settings_say_so(stage: Stage):
    robot = stage.discord.other_bot("Robot")
    stage.server.adds(robot)
    async with stage.running():
        await robot.says(stage.channel, f"{stage.discord.bot.mention} beep?")
        await stage.asks("I am none.")
        await stage.answered()
        assert len(stage.said()) == 1
    async with stage.running(defaults={"other_bots": True}):
        await robot.says(stage.channel, f"{stage.discord.bot.mention} beep again?")
        await stage.answered(count=2)

    assert "beep again?" in asked(stage)


async def test_whom_the_settings_keep_silent_is_not_answered(stage: Stage):
    bob = stage.discord.user("Bob")
    stage.server.adds(bob)
    async with stage.running(defaults={"quiet_people": (str(bob.id),)}):
        await bob.says(stage.channel, f"{stage.discord.bot.mention} me?")
        await stage.asks("Me?")
        await stage.answered()

    assert len(stage.said()) == 1


async def test_the_model_reads_display_names_and_no_ids(stage: Stage):
    stage.server.names(stage.alice, "Alice the Brave")
    bob = stage.discord.user("Bob")
    stage.server.adds(bob)
    role = stage.server.role("Pourers")
    async with stage.running():
        await stage.asks(f"ask {bob.mention} of <@&{role.id}> in {stage.channel.mention}")
        await stage.answered()

    assert "Alice the Brave" in asked(stage)
    assert "ask @Bob of @Pourers in #general" in asked(stage)
    assert str(stage.discord.bot.id) not in asked(stage)


async def test_a_reply_brings_what_it_answers_to_along_and_what_that_answers_to(stage: Stage):
    bob = stage.discord.user("Bob")
    stage.server.adds(bob)
    async with stage.running():
        first = await bob.says(stage.channel, "The kettle is broken.")
        second = await stage.alice.says(stage.channel, "Since Monday!", reply_to=first)
        await stage.alice.says(
            stage.channel, f"{stage.discord.bot.mention} what now?", reply_to=second
        )
        await stage.answered()

    text = asked(stage)
    assert (
        text.index("The kettle is broken.") < text.index("Since Monday!") < text.index("what now")
    )


async def test_the_window_belongs_to_the_channel(stage: Stage):
    other = stage.server.channel("other")
    async with stage.running():
        await stage.asks("My cup is blue.")
        await stage.answered()
        await stage.asks("What colour?")
        await stage.answered(count=2)
        assert "cup is blue" in asked(stage)
        await stage.asks("And here?", other)
        await stage.answered(other)

    assert "cup is blue" not in asked(stage)


async def test_five_messages_at_once_in_one_channel_are_answered_in_order(stage: Stage):
    async with stage.running():
        questions = [await stage.asks(f"Number {number}?") for number in range(5)]
        await stage.answered(count=5)

    answers = [one.reference.message_id for one in stage.said() if one.reference]
    assert answers == [question.id for question in questions]
    for number in range(5):
        assert f"Number {number}?" in asked(stage, number)


async def test_where_the_bot_may_not_write_it_tells_who_asked_which_right_it_lacks(stage: Stage):
    stage.server.deny(stage.channel, stage.discord.bot, Permission.SEND_MESSAGES)
    conversation = stage.discord.dm(stage.alice)
    async with stage.running():
        await stage.asks("Can you hear me?")
        await stage.asks("And now?")
        await stage.discord.until(lambda: bool(conversation.messages))
        await asyncio.sleep(0.1)

    (told,) = conversation.messages
    assert "Send Messages" in told.content
    assert "#general" in told.content
    assert not stage.api.record.of("chat")


async def test_without_the_right_to_read_the_history_the_answer_is_no_reply_and_says_so_once(
    stage: Stage,
):
    stage.server.deny(stage.channel, stage.discord.bot, Permission.READ_MESSAGE_HISTORY)
    async with stage.running():
        await stage.asks("Still there?")
        await stage.answered()
        await stage.asks("And now?")
        first, second = await stage.answered(count=2)

    assert first.reference is None
    assert "Read Message History" in first.content
    assert "Read Message History" not in second.content


async def test_without_the_right_to_open_threads_the_answer_comes_in_the_channel_and_says_so(
    stage: Stage,
):
    stage.server.deny(stage.channel, stage.discord.bot, Permission.CREATE_PUBLIC_THREADS)
    async with stage.running(defaults={"thread_answers": True}):
        question = await stage.asks("A thread, please")
        (answer,) = await stage.answered()

    assert question.thread is None
    assert "Create Public Threads" in answer.content
