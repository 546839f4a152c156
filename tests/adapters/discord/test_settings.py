"""Admins set up their server from inside Discord: menus, forms, personas, and what is kept."""

import io
import zipfile

from bot.messages import Place
from tests.adapters.discord.conftest import Stage
from tests.doubles.discord import Message, Permission
from tests.doubles.discord.interactions import Interaction


def place(stage: Stage) -> Place:
    return Place("discord", str(stage.server.id), str(stage.channel.id))


def admin(stage: Stage) -> None:
    stage.server.gives(stage.alice, stage.server.role("Staff", Permission.MANAGE_GUILD))


def labels(message: Message) -> list[str]:
    """What can be pressed under a message."""
    items = [item for row in message.shown.components for item in row["components"]]
    return [
        *(item.get("label") or "" for item in items),
        *(one["label"] for item in items for one in item.get("options", ())),
    ]


async def menu(stage: Stage, used: Interaction, beginning: str) -> Message:
    """The message that comes of it, once something under it begins so."""

    def found() -> list[Message]:
        begins = [(one, label) for one in used.messages for label in labels(one)]
        return [one for one, label in begins if label.startswith(beginning)]

    await stage.discord.until(lambda: bool(found()))
    return found()[-1]


async def picked(stage: Stage, message: Message, beginning: str) -> Interaction:
    items = [item for row in message.shown.components for item in row["components"]]
    for item in items:
        if any(one["label"].startswith(beginning) for one in item.get("options", ())):
            wanted = next(one for one in labels(message) if one.startswith(beginning))
            return await stage.alice.chooses(message, item["custom_id"], wanted)
    wanted = next(one for one in labels(message) if one.startswith(beginning))
    return await stage.alice.clicks(message, wanted)


async def test_an_admin_sets_a_value_by_topic_and_form(stage: Stage):
    admin(stage)
    async with stage.running() as bot:
        topics = await menu(stage, await stage.alice.slash(stage.channel, "settings"), "Model")
        of_topic = await menu(stage, await picked(stage, topics, "Model"), "temperature")
        of_setting = await menu(stage, await picked(stage, of_topic, "temperature"), "Change it")
        opened = await picked(stage, of_setting, "Change it in this channel")
        await stage.discord.until(lambda: opened.modal is not None)
        sent = await stage.alice.submits_modal(opened, **{"value-0": "0.7"})
        told = await sent.answered()
        assert "`temperature` is now 0.7" in told.content
        assert (await bot.values(place(stage))).temperature == 0.7


async def test_an_admin_sets_a_value_with_buttons_after_a_restart(stage: Stage):
    admin(stage)
    async with stage.running():
        topics = await menu(stage, await stage.alice.slash(stage.channel, "settings"), "Model")
    async with stage.running() as bot:
        of_topic = await menu(stage, await picked(stage, topics, "Channels and people"), "watched")
        of_setting = await menu(stage, await picked(stage, of_topic, "watched"), "on in")
        await (await picked(stage, of_setting, "on in this channel")).answered()
        assert (await bot.values(place(stage))).watched


async def test_a_button_of_old_does_nothing_for_who_is_no_admin_any_more(stage: Stage):
    staff = stage.server.role("Staff", Permission.MANAGE_GUILD)
    stage.server.gives(stage.alice, staff)
    async with stage.running() as bot:
        topics = await menu(stage, await stage.alice.slash(stage.channel, "settings"), "Model")
        of_topic = await menu(stage, await picked(stage, topics, "Channels and people"), "watched")
        of_setting = await menu(stage, await picked(stage, of_topic, "watched"), "on in")
        stage.server.takes(stage.alice, staff)
        told = await (await picked(stage, of_setting, "on in this channel")).answered()
        assert "admin" in told.content
        assert not (await bot.values(place(stage))).watched


async def test_a_persona_is_written_and_answers(stage: Stage):
    admin(stage)
    async with stage.running():
        await (
            await stage.alice.slash(
                stage.channel, "persona", name="pirate", prompt="You are a pirate in {channel}."
            )
        ).answered()
        await (await stage.alice.slash(stage.channel, "persona", name="pirate")).answered()
        await stage.asks()
        await stage.answered()
    prompt = str(stage.api.record.of("chat")[-1].question.turns)
    assert f"You are a pirate in {stage.channel.name}." in prompt


async def test_what_is_kept_of_a_person_is_handed_out_and_deleted(stage: Stage):
    async with stage.running():
        await stage.asks()
        await stage.answered()
        exported = await stage.alice.slash(stage.channel, "export", me=True)
        told = await exported.answered()
        (file,) = told.shown.attachments
        names = zipfile.ZipFile(io.BytesIO(file.data)).namelist()
        assert "data.json" in names
        asked = await menu(
            stage, await stage.alice.slash(stage.channel, "forget", me=True), "Delete"
        )
        told = await (await picked(stage, asked, "Delete it all")).answered()
        assert "Forgotten: 1 question" in told.content
