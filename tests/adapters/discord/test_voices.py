"""Voice messages on Discord: answered, written down by a command, and by themselves."""

from pathlib import Path
from typing import Any

from tests.adapters.discord.conftest import Stage
from tests.bot.models.speech.weights import MEETING, fetched, settings
from tests.bot.sound.recording import pcm, recorded, speaking
from tests.doubles.discord import File, Message, Permission
from tests.doubles.openai import Status
from tests.doubles.openai.errors import Problem

VOICE = recorded(speaking(1), codec="libopus", container="ogg", rate=48_000)
MODELS: dict[str, Any] = {
    "first_token_seconds": 30,
    "between_tokens_seconds": 30,
    "table": {"chatty": {"tools": True}, "gpt-transcribe": {"hears": {"language": "languages"}}},
}


def files(message: Message) -> list[str]:
    return [one.name for one in message.shown.attachments]


async def test_a_voice_message_in_private_is_a_question(stage: Stage):
    stage.api.stenographer.add("What is the capital of Australia?")
    stage.api.say("Canberra.")
    async with stage.running(models=MODELS):
        private = stage.discord.dm(stage.alice)
        await stage.alice.speaks(private, VOICE)
        (answer,) = await stage.answered(private)

    assert answer.content == "Canberra."
    assert "[voice message: What is the capital of Australia?]" in str(
        stage.api.record.of("chat")[0].body
    )


async def test_a_voice_message_in_answer_to_the_bot_is_a_question(stage: Stage):
    stage.api.stenographer.add("And of Austria?")
    stage.api.say("Canberra.", "Vienna.")
    async with stage.running(models=MODELS):
        await stage.asks("What is the capital of Australia?")
        (first,) = await stage.answered()
        await stage.alice.speaks(stage.channel, VOICE, reply_to=first)
        _, second = await stage.answered(count=2)

    assert second.content == "Vienna."


async def test_a_recording_becomes_subtitles(stage: Stage):
    stage.api.stenographer.hear = lambda recording: "Good evening."
    async with stage.running(models=MODELS):
        used = await stage.alice.slash(
            stage.channel, "transcribe", file=File("talk.ogg", VOICE, "audio/ogg"), output="srt"
        )
        answer = await used.answered()
        await stage.discord.until(lambda: bool(files(answer)))

    assert files(answer) == ["talk.srt"]
    assert b"00:00:00,000 --> 00:00:01," in answer.shown.attachments[0].data


async def test_the_menu_of_a_voice_message_writes_it_down(stage: Stage):
    stage.api.stenographer.add("Dinner is ready.")
    bob = stage.discord.user("Bob")
    stage.server.adds(bob)
    async with stage.running(models=MODELS):
        said = await bob.speaks(stage.channel, VOICE)
        picked = await stage.alice.context_menu("Transcribe", said)
        answer = await picked.answered()
        await stage.discord.until(lambda: "Dinner" in answer.content)

    assert answer.content == "Dinner is ready."


async def test_a_link_to_a_message_leads_to_its_recording(stage: Stage):
    stage.api.stenographer.add("From over there.")
    other = stage.server.channel("music")
    async with stage.running(models=MODELS):
        said = await stage.alice.speaks(other, VOICE)
        link = f"https://discord.com/channels/{stage.server.id}/{other.id}/{said.id}"
        used = await stage.alice.slash(stage.channel, "transcribe", link=link)
        answer = await used.answered()
        await stage.discord.until(lambda: "From over" in answer.content)

    assert answer.content == "From over there."


async def test_what_cannot_be_heard_is_a_sentence(stage: Stage):
    silent = File("quiet.wav", recorded(pcm([(2, 0)])), "audio/wav")
    async with stage.running(models=MODELS):
        used = await stage.alice.slash(stage.channel, "transcribe", file=silent)
        await stage.discord.until(lambda: any("silent" in one.content for one in used.messages))

    assert [files(one) for one in used.messages] == [[]] * len(used.messages)
    assert stage.api.record.requests("transcriptions") == 0


async def test_a_channel_has_its_voice_messages_written_down(stage: Stage):
    stage.api.stenographer.add("Dinner is ready.")
    carol = stage.discord.user("Carol")
    stage.server.adds(carol, roles=(stage.server.role("Staff", Permission.MANAGE_GUILD),))
    async with stage.running(models=MODELS):
        setting = {"name": "voice_messages", "value": "on"}
        used = await carol.slash(stage.channel, "settings", **setting)
        await used.answered()
        said = await stage.alice.speaks(stage.channel, VOICE)
        (posted,) = await stage.answered()

    assert posted.content == "Dinner is ready."
    assert posted.reference
    assert posted.reference.message_id == said.id
    assert stage.api.record.requests("chat") == 0


async def test_a_spoken_question_that_is_written_down_as_well_is_heard_once(stage: Stage):
    stage.api.stenographer.add("And of Austria?")
    stage.api.say("Canberra.", "Vienna.")
    stage.server.gives(stage.alice, stage.server.role("Staff", Permission.MANAGE_GUILD))
    async with stage.running(models=MODELS):
        await stage.alice.slash(stage.channel, "settings", name="voice_messages", value="on")
        await stage.asks("What is the capital of Australia?")
        (first,) = await stage.answered()
        await stage.alice.speaks(stage.channel, VOICE, reply_to=first)
        said = [one.content for one in await stage.answered(count=3)]

    assert sorted(said) == ["And of Austria?", "Canberra.", "Vienna."]
    assert stage.api.record.requests("transcriptions") == 1


async def test_where_the_endpoint_cannot_hear_this_machine_does(
    stage: Stage, embedded_models: Path
):
    folder = fetched(embedded_models)
    speech = settings().model_copy(update={"folder": folder}).model_dump()
    stage.api.fail(Status(404, problem=Problem(404, "Not Found")), on="transcriptions", times=None)
    async with stage.running(models=MODELS | {"speech": speech}):
        said = await stage.alice.speaks(stage.channel, MEETING.read_bytes(), seconds=11.7)
        picked = await stage.alice.context_menu("Transcribe", said)
        answer = await picked.answered()
        await stage.discord.until(lambda: "Vienna" in answer.content, seconds=60)

    assert "welcome to the meeting" in answer.content
    assert stage.api.record.requests("transcriptions") == 1
