"""Slash commands on the adapter as the program runs it."""

from tests.adapters.discord.conftest import Stage, buttons


async def test_a_question_is_asked_again_by_a_slash_command(stage: Stage):
    async with stage.running():
        stage.api.say("Green.", "Blue.")
        await stage.asks("Which colour?")
        await stage.answered()

        interaction = await stage.alice.slash(stage.channel, "retry")
        answer = await interaction.answered()
        await stage.discord.until(lambda: "Again" in buttons(answer))

    assert answer.content == "Blue."
    assert answer.only_for is None


async def test_a_private_command_is_answered_alone(stage: Stage):
    async with stage.running():
        interaction = await stage.alice.slash(stage.channel, "help")
        answer = await interaction.answered()

    assert "There are also these commands" in answer.content
    assert answer.only_for is stage.alice.account


async def test_a_restart_registers_nothing(stage: Stage):
    for _ in range(2):
        async with stage.running():
            pass

    assert stage.discord.commands.syncs == 1
