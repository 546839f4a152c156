"""Translations by flag, in tied channels and from the menu of a message; summaries of threads."""

from typing import Any

from bot.core import Bot
from tests.adapters.slack.stage import answers, is_done
from tests.doubles.openai import OpenAIDouble, Reply
from tests.doubles.slack import Channel, File, Person, SlackDouble


def speak(question: Any) -> Reply:
    """Translate by putting every word between marks."""
    return Reply(f"«{question.last.strip().splitlines()[-1]}»")


async def test_a_flag_translates_the_message_for_all_in_its_thread_once(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    api.speak(lambda _: "Bonjour à tous")
    bob = slack.user("Bob")
    await bob.joins(general)
    said = await alice.says(general, "Good morning, everybody")

    await bob.reacts(said, "eyes")
    await bob.reacts(said, "flag-fr")
    await slack.until(lambda: is_done(general, said))
    await alice.reacts(said, "flag-fr")
    await slack.deliveries.settled()

    (answer,) = answers(general, said)
    assert answer.startswith("Bonjour à tous")


async def test_a_flag_on_a_reply_is_answered_in_its_thread(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    api.speak(lambda _: "Bonjour")
    root = await alice.says(general, "topic")
    reply = await alice.says(general, "Good morning", thread=root)

    await alice.reacts(reply, "fr")
    await slack.until(lambda: is_done(general, root))

    assert answers(general, root)[0].startswith("Bonjour")


async def test_what_is_said_in_a_tied_channel_appears_in_the_other_under_its_author(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble
) -> None:
    boss = slack.user("Boss", admin=True)
    alice = slack.user("Alice")
    english, german = (slack.channel(name, boss, alice) for name in ("english", "deutsch"))
    api.speak(lambda question: "Guten Morgen" if "Good morning" in question.text else "Hallo")
    await boss.slash("/link", f"<#{english.id}|english> <#{german.id}|deutsch> en de", english)
    await slack.until(lambda: any("deutsch" in e.content for e in english.seen_by(boss.user)))

    said = await alice.says(english, "Good morning")
    await slack.until(lambda: german.messages)
    assert german.last.content == "Guten Morgen"
    assert german.last.guise["username"] == "Alice"
    await slack.deliveries.settled()

    await alice.edits(said, "Hello")
    await slack.until(lambda: german.last.content == "Hallo")
    await alice.deletes(said)
    await slack.until(lambda: german.messages == [])
    assert [each for each in english.messages if each.guise] == []


async def test_a_message_is_translated_from_its_menu_for_the_asker_alone(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    api.speak(lambda question: "Bonjour" if "Good morning" in question.text else "Hm")
    bob = slack.user("Bob")
    said = await bob.says(general, "Good morning")

    used = await alice.shortcut("causerie_translate", said)
    assert used.acknowledged
    await slack.until(lambda: alice.modal or _told(general, alice, "Bonjour"))
    if alice.modal is not None:
        await alice.submits(alice.modal, {"to": "French"})
    await slack.until(lambda: _told(general, alice, "Bonjour"))
    assert not _told(general, bob, "Bonjour")


async def test_a_thread_is_summed_up_from_the_menu_of_a_message(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    seen: list[str] = []
    api.speak(lambda question: seen.append(question.text) or "They chose tea.")
    await alice.says(general, "something else")
    root = await alice.says(general, "coffee or tea?")
    await slack.user("Bob").says(general, "tea, please", thread=root)

    await alice.shortcut("causerie_summarize", root)
    await slack.until(lambda: _told(general, alice, "They chose tea."))

    asked = "".join(seen)
    assert "coffee or tea?" in asked
    assert "tea, please" in asked
    assert "something else" not in asked


async def test_a_channel_is_summed_up_only_for_who_may_read_it(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    seen: list[str] = []
    api.speak(lambda question: seen.append(question.text) or "Summed up.")
    bob = slack.user("Bob")
    secret = slack.channel("secret", bob, private=True)
    await bob.says(secret, "the plan is Rex")
    await alice.says(general, "hello")

    await alice.slash("/summarize", f"channel=<#{secret.id}|secret>", general)
    await slack.until(lambda: len(general.seen_by(alice.user)) > 1)
    assert not any("Rex" in each for each in seen)

    await bob.slash("/summarize", f"channel=<#{secret.id}|secret>", secret)
    await slack.until(lambda: any("Summed up." in e.content for e in secret.seen_by(bob.user)))
    assert any("Rex" in each for each in seen)


async def test_an_explanation_is_asked_for_from_the_menu(
    slack: SlackDouble, bot: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    seen: list[str] = []
    api.speak(lambda question: seen.append(question.text) or "It means this.")
    said = await slack.user("Bob").says(general, "ECONNREFUSED 127.0.0.1:5432")

    await alice.shortcut("causerie_explain", said)
    await slack.until(lambda: _told(general, alice, "It means this."))
    assert "ECONNREFUSED" in "".join(seen)


async def test_a_picture_is_asked_for_from_anywhere(
    slack: SlackDouble, bot: Bot, alice: Person
) -> None:
    used = await alice.shortcut("causerie_image")

    assert used.acknowledged
    await slack.until(lambda: alice.modal)
    assert alice.modal is not None
    assert "prompt" in str(alice.modal.content)


async def test_a_recording_that_cannot_be_heard_is_told_from_the_menu(
    slack: SlackDouble, bot: Bot, general: Channel, alice: Person
) -> None:
    said = await alice.says(general, "listen", files=[File("voice.m4a", b"no sound at all")])

    await alice.shortcut("causerie_transcribe", said)
    await slack.until(lambda: len(general.seen_by(alice.user)) > 1)

    assert "voice.m4a" in general.seen_by(alice.user)[-1].content


def _told(channel: Channel, person: Person, text: str) -> bool:
    return any(text in each.content for each in channel.seen_by(person.user))
