"""Files that come with questions, and the page that Slack sends instead of one."""

from bot.core import Bot
from tests.adapters.slack.stage import answers, is_done
from tests.doubles.openai import OpenAIDouble
from tests.doubles.slack import Channel, File, Page, Person, SlackDouble


async def test_a_file_is_read_with_the_question(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, alice: Person
) -> None:
    api.speak(lambda question: "Blue." if "the sky is blue" in question.text else "No idea.")
    notes = File("notes.txt", b"At noon the sky is blue.")

    asked = await alice.says(alice.dm, "what colour is the sky?", files=[notes])
    await slack.until(lambda: is_done(alice.dm, asked))

    assert answers(alice.dm, asked)[0].startswith("Blue.")


async def test_a_login_page_is_no_file(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, alice: Person
) -> None:
    heard: list[str] = []
    api.speak(lambda question: heard.append(question.text) or "Hm.")
    slack.faults.add(Page(), on="files.download", times=None)

    asked = await alice.says(alice.dm, "read this", files=[File("notes.txt", b"Hello")])
    await slack.until(lambda: is_done(alice.dm, asked))

    assert "doctype" not in "".join(heard).lower()
    assert "notes.txt" in "".join(answers(alice.dm, asked)) + "".join(heard)


async def test_what_is_too_large_is_not_fetched(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    huge = File("dump.txt", b"x", pretended_size=10_000_000_000)

    asked = await alice.says(general, "<@BOT> read this", files=[huge])
    await slack.until(lambda: is_done(general, asked))

    assert slack.record.of("files.download") == []
