"""What comes with a message: files, stickers, embeds, polls, forwarded messages."""

import asyncio
import io

import docx
from PIL import Image

from tests.adapters.discord.conftest import Stage
from tests.doubles.discord import File
from tests.doubles.discord.faults import Slow, Status


def asked(stage: Stage) -> str:
    """What the model was asked last, as one string."""
    return str(stage.api.record.of("chat")[-1].body["messages"][-1])


def picture() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(drawn, "PNG")
    return drawn.getvalue()


OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SEES = {"models": {"table": {"chatty": {"images": True, "temperature": True}}}}


async def test_a_text_file_is_read(stage: Stage):
    async with stage.running():
        note = File("note.txt", b"The kettle is blue.")
        await stage.alice.says(
            stage.channel, f"{stage.discord.bot.mention} what does it say?", files=[note]
        )
        await stage.answered()

    assert "The kettle is blue." in asked(stage)


async def asks_about_an_old_file(stage: Stage) -> None:
    """Alice sends a file whose address is over when the bot comes to read it."""
    stage.discord.cdn.lifetime = -1
    note = File("note.txt", b"The kettle is blue.")
    await stage.alice.says(stage.channel, f"{stage.discord.bot.mention} and?", files=[note])
    stage.discord.cdn.lifetime = 60


async def test_a_file_whose_address_is_over_is_read_at_a_new_one(stage: Stage):
    later = asyncio.Event()
    stage.discord.fail(Slow(over=later), on="POST /attachments/refresh-urls")
    async with stage.running():
        await asks_about_an_old_file(stage)
        later.set()
        await stage.answered()

    assert "The kettle is blue." in asked(stage)


async def test_where_discord_gives_no_new_addresses_the_message_tells_them(stage: Stage):
    later = asyncio.Event()
    stage.discord.fail(Status(404), on="POST /attachments/refresh-urls")
    async with stage.running():
        stage.discord.fail(Slow(over=later), on="GET /channels/{channel}/messages")
        await asks_about_an_old_file(stage)
        later.set()
        await stage.answered()

    assert "The kettle is blue." in asked(stage)


async def test_a_file_that_is_gone_gets_a_sentence(stage: Stage):
    gone = asyncio.Event()
    stage.discord.fail(Slow(over=gone), on="POST /attachments/refresh-urls")
    async with stage.running():
        await asks_about_an_old_file(stage)
        stage.discord.cdn.forget(stage.channel.last.shown.attachments[0])
        gone.set()
        (answer,) = await stage.answered()

    assert "note.txt" in answer.content


async def test_a_picture_is_looked_at_also_that_of_the_message_which_is_answered(stage: Stage):
    async with stage.running(**SEES):
        shown = await stage.alice.says(stage.channel, "Look!", files=[File("a.png", picture())])
        await stage.alice.says(
            stage.channel, f"{stage.discord.bot.mention} which colour?", reply_to=shown
        )
        await stage.answered()

    assert "image_url" in asked(stage)


async def test_a_file_that_is_too_large_is_never_fetched(stage: Stage):
    async with stage.running():
        large = File("large.txt", b"x", pretended_size=60_000_000)
        await stage.alice.says(stage.channel, f"{stage.discord.bot.mention} read", files=[large])
        (answer,) = await stage.answered()

    assert "60.0 MB" in answer.content
    assert stage.discord.cdn.downloads == 0


async def test_a_file_that_is_larger_than_it_says_is_read_to_the_limit_only(stage: Stage):
    small = ("image_bytes", "text_file_bytes", "document_bytes", "sound_bytes")
    async with stage.running(limits=dict.fromkeys(small, 1000)):
        false = File("false.txt", b"x" * 5_000_000, pretended_size=10)
        await stage.alice.says(stage.channel, f"{stage.discord.bot.mention} read", files=[false])
        (answer,) = await stage.answered()

    assert "at most" in answer.content


async def test_a_file_that_nobody_can_read_gets_a_sentence(stage: Stage):
    async with stage.running():
        odd = File("program.exe", b"MZ\x00\x01\x02")
        await stage.alice.says(stage.channel, f"{stage.discord.bot.mention} read", files=[odd])
        (answer,) = await stage.answered()

    assert "neither a text nor a picture" in answer.content


async def test_stickers_embeds_and_polls_are_read_as_text(stage: Stage):
    sticker = stage.server.sticker("Steaming cup")
    embed = {"title": "Tea prices", "description": "They rise.", "fields": []}
    async with stage.running(defaults={"watched": True}):
        await stage.alice.says(stage.channel, "", stickers=[sticker], embeds=[embed])
        await stage.answered()
        assert "[sticker: Steaming cup]" in asked(stage)
        assert "Tea prices" in asked(stage)
        assert "They rise." in asked(stage)
        await stage.alice.polls(stage.channel, "Which tea?", "Green", "Black")
        await stage.answered(count=2)

    assert "Which tea?" in asked(stage)
    assert "- Green (0 votes)" in asked(stage)


async def test_a_forwarded_message_is_read_with_its_files(stage: Stage):
    other = stage.server.channel("other")
    async with stage.running(defaults={"watched": True}):
        note = File("note.txt", b"The kettle is blue.")
        said = await stage.alice.says(other, "Look at this", files=[note])
        await stage.answered(other)
        await stage.alice.forwards(said, stage.channel)
        await stage.answered()

    assert "[forwarded message]" in asked(stage)
    assert "Look at this" in asked(stage)
    assert "The kettle is blue." in asked(stage)


async def test_a_bare_mention_is_a_greeting(stage: Stage):
    async with stage.running():
        await stage.alice.says(stage.channel, stage.discord.bot.mention)
        await stage.answered()

    assert "@Causerie" in asked(stage)


async def test_a_document_is_read_also_that_of_the_message_which_is_answered(stage: Stage):
    written = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("The kettle is blue.")
    document.save(written)
    async with stage.running():
        report = File("report.docx", written.getvalue(), OFFICE)
        shown = await stage.alice.says(stage.channel, "Look!", files=[report])
        await stage.alice.says(
            stage.channel, f"{stage.discord.bot.mention} which colour?", reply_to=shown
        )
        await stage.answered()

    assert "The kettle is blue." in asked(stage)
