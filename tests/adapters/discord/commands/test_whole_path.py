"""Slash commands on the adapter as the program runs it."""

from bot.messages import Place, Usage
from tests.adapters.discord.conftest import Stage, buttons
from tests.bot.sound.recording import recorded, speaking
from tests.doubles.discord import File, Permission
from tests.doubles.openai import Reply

SPOKEN = recorded(speaking(1))


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


async def test_what_a_command_cost_is_told_with_why_it_came_to_nothing(stage: Stage):
    stage.api.say(Reply("=====", usage=Usage(900, 100)))
    async with stage.running(defaults={"show_usage": True}):
        interaction = await stage.alice.slash(stage.channel, "draft", about="a note")
        await stage.discord.until(
            lambda: any("900 tokens in" in one.content for one in interaction.messages)
        )
        (answer,) = interaction.messages

    assert "did not answer in the form" in answer.content
    assert answer.only_for is stage.alice.account


async def test_a_restart_registers_nothing(stage: Stage):
    for _ in range(2):
        async with stage.running():
            pass

    assert stage.discord.commands.syncs == 1


async def test_a_text_that_no_option_takes_is_written_in_a_form(stage: Stage):
    stage.server.gives(stage.alice, stage.server.role("Staff", Permission.MANAGE_GUILD))
    first, second = ("You are kind. " * 280).strip(), ("And brief. " * 100).strip()
    async with stage.running() as bot:
        opened = await stage.alice.slash(
            stage.channel, "system", text="You are ", server=True, form=True
        )
        await opened.acknowledged()
        assert opened.modal is not None
        fields = [each["component"] for each in opened.modal["components"]]
        assert fields[0]["value"] == "You are "
        assert [field["max_length"] for field in fields] == [4_000, 4_000]
        sent = await stage.alice.submits_modal(opened, **{"part-0": first, "part-1": second})
        answer = await sent.answered()
        other = stage.server.channel("other")
        values = await bot.values(Place("discord", str(stage.server.id), str(other.id)))

    assert answer.only_for is stage.alice.account
    assert values.system == f"{first}\n{second}"


async def test_a_form_can_be_sent_off_after_a_restart(stage: Stage):
    stage.server.gives(stage.alice, stage.server.role("Staff", Permission.MANAGE_GUILD))
    async with stage.running():
        opened = await stage.alice.slash(stage.channel, "system", form=True)
        await opened.acknowledged()
    async with stage.running() as bot:
        sent = await stage.alice.submits_modal(opened, **{"part-0": "You are kind."})
        await sent.answered()
        place = Place("discord", str(stage.server.id), str(stage.channel.id))
        assert (await bot.values(place)).system == "You are kind."


async def test_a_form_of_somebody_without_the_right_changes_nothing(stage: Stage):
    async with stage.running() as bot:
        opened = await stage.alice.slash(stage.channel, "system", form=True)
        await opened.acknowledged()
        sent = await stage.alice.submits_modal(opened, **{"part-0": "You are mine."})
        answer = await sent.answered()
        place = Place("discord", str(stage.server.id), str(stage.channel.id))
        values = await bot.values(place)

    assert "Manage Server" in answer.content or "admin" in answer.content
    assert values.system != "You are mine."


async def test_a_form_that_was_made_up_is_passed_by(stage: Stage):
    stage.server.gives(stage.alice, stage.server.role("Staff", Permission.MANAGE_GUILD))
    async with stage.running():
        opened = await stage.alice.slash(stage.channel, "system", form=True)
        await opened.acknowledged()
        assert opened.modal is not None
        for forged in ("causerie:form:chat:text:{}", "causerie:form:system:text:[1]", "x"):
            opened.modal["custom_id"] = forged
            await stage.alice.submits_modal(opened, **{"part-0": "Hello"})
        await stage.asks()
        await stage.answered()

    assert len(stage.api.record.of("chat")) == 1


async def test_a_message_is_translated_from_its_menu_for_whoever_picked_it(stage: Stage):
    stage.api.say("Good day!")
    async with stage.running():
        said = await stage.alice.says(stage.channel, "Guten Tag!")
        picked = await stage.alice.context_menu("Translate", said)
        answer = await picked.answered()

    assert "Good day!" in answer.content
    assert answer.only_for is stage.alice.account


async def test_a_channel_is_summed_up_from_a_message_on(stage: Stage):
    async with stage.running():
        said = [await stage.alice.says(stage.channel, f"Thing {number}") for number in range(6)]
        picked = await stage.alice.context_menu("Summarize from here", said[3])
        answer = await picked.answered()

    asked = str(stage.api.record.of("chat")[-1].body)
    assert [f"Thing {number}" in asked for number in range(6)] == [False] * 3 + [True] * 3
    assert answer.only_for is stage.alice.account


async def test_a_message_is_explained_from_its_menu_with_its_file(stage: Stage):
    async with stage.running():
        log = File("log.txt", b"KettleError: no water")
        said = await stage.alice.says(stage.channel, "What is this?", files=[log])
        picked = await stage.alice.context_menu("Explain", said)
        await picked.answered()

    asked = str(stage.api.record.of("chat")[-1].body)
    assert "What is this?" in asked
    assert "KettleError: no water" in asked


async def test_a_voice_message_is_written_down_from_its_menu(stage: Stage):
    async with stage.running():
        said = await stage.alice.speaks(stage.channel, SPOKEN)
        picked = await stage.alice.context_menu("Transcribe", said)
        answer = await picked.answered()

    assert answer.only_for is stage.alice.account
    assert stage.api.record.of("transcriptions")
