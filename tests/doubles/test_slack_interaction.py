"""Commands, buttons, forms, shortcuts and the home tab, with Bolt at the other end."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.doubles.bolting import Bolt, error_of
from tests.doubles.slack import Channel, Message, Person, SlackDouble

Json = dict[str, Any]
Ack = Callable[..., Awaitable[Any]]


def words(text: str) -> Json:
    """Return plain text."""
    return {"type": "plain_text", "text": text}


def options(*values: str) -> list[Json]:
    """Return options."""
    return [{"text": words(value.title()), "value": value} for value in values]


BUTTONS = {
    "type": "actions",
    "elements": [
        {"type": "button", "action_id": "again", "text": words("Again"), "value": "7"},
        {"type": "static_select", "action_id": "tongue", "options": options("de", "fr")},
    ],
}
FORM = {
    "type": "modal",
    "callback_id": "translate",
    "title": words("Translate"),
    "submit": words("Go"),
    "blocks": [
        {
            "type": "input",
            "block_id": "what",
            "label": words("Text"),
            "element": {"type": "plain_text_input", "action_id": "text", "max_length": 20},
        },
        {
            "type": "input",
            "block_id": "into",
            "label": words("Language"),
            "element": {
                "type": "static_select",
                "action_id": "language",
                "options": options("de", "fr"),
                "initial_option": options("de")[0],
            },
        },
    ],
}


@pytest.fixture(name="alice")
def _alice(slack: SlackDouble) -> Person:
    return slack.user("Alice")


@pytest.fixture(name="general")
def _general(slack: SlackDouble, alice: Person) -> Channel:
    return slack.channel("general", alice)


async def buttons(web: AsyncWebClient, channel: Channel) -> Message:
    """Post a message with a button and a menu."""
    await web.chat_postMessage(channel=channel.id, text="Done", blocks=[BUTTONS])
    return channel.last


async def test_a_command_is_answered_for_the_person_only(
    bolt: Bolt, alice: Person, general: Channel
) -> None:
    @bolt.app.command("/translate")
    async def translate(ack: Ack, command: Json) -> None:
        await ack(f"You said {command['text']}")

    used = await alice.slash("/translate", "hello", general)

    assert used.acknowledged
    assert [each.content for each in alice.sees(general)] == ["You said hello"]
    assert general.messages == []


async def test_a_command_can_be_answered_for_all(
    bolt: Bolt, alice: Person, general: Channel
) -> None:
    @bolt.app.command("/roll")
    async def roll(ack: Ack) -> None:
        await ack(text="Six", response_type="in_channel")

    await alice.slash("/roll", "", general)

    assert general.last.content == "Six"


async def test_a_command_that_is_not_acknowledged_in_time_shows_an_error(
    slack: SlackDouble, bolt: Bolt, alice: Person, general: Channel
) -> None:
    slack.rules.acknowledge_within = 0.05

    @bolt.app.command("/sleep")
    async def sleep(ack: Ack) -> None:
        await asyncio.sleep(0.1)
        await ack()

    used = await alice.slash("/sleep", "", general)

    assert used.trouble == "operation_timeout"


async def test_a_command_that_does_not_exist_cannot_be_used(
    slack: SlackDouble, alice: Person
) -> None:
    slack.app.commands = frozenset({"/translate"})

    with pytest.raises(LookupError):
        await alice.slash("/tranlsate", "hello")


async def test_a_response_url_serves_five_times(
    bolt: Bolt, alice: Person, general: Channel
) -> None:
    urls: list[str] = []

    @bolt.app.command("/later")
    async def later(ack: Ack, command: Json) -> None:
        urls.append(command["response_url"])
        await ack()

    await alice.slash("/later", "", general)
    hook = AsyncWebhookClient(urls[0])
    statuses = [(await hook.send(text=f"{number}")).status_code for number in range(6)]

    assert statuses == [200] * 5 + [404]
    assert [each.content for each in alice.sees(general)] == ["0", "1", "2", "3", "4"]


async def test_a_button_is_told_with_its_message(
    bolt: Bolt, web: AsyncWebClient, alice: Person, general: Channel
) -> None:
    heard: list[Json] = []

    @bolt.app.action("again")
    async def again(ack: Ack, body: Json, respond: Callable[..., Awaitable[Any]]) -> None:
        heard.append(body)
        await ack()
        await respond(text="Once more", replace_original=True)

    message = await buttons(web, general)
    used = await alice.presses(message, "again")
    await bolt.slack.until(lambda: message.content == "Once more")

    assert used.acknowledged
    assert heard[0]["actions"][0]["value"] == "7"
    assert heard[0]["message"]["ts"] == message.ts
    assert heard[0]["user"]["id"] == alice.id


async def test_a_menu_is_told_with_what_was_chosen(
    bolt: Bolt, web: AsyncWebClient, alice: Person, general: Channel
) -> None:
    bolt.takes_all()
    message = await buttons(web, general)

    await alice.presses(message, "tongue", "Fr")

    assert bolt.bodies[-1]["actions"][0]["selected_option"]["value"] == "fr"
    with pytest.raises(LookupError):
        await alice.presses(message, "tongue", "it")
    with pytest.raises(LookupError):
        await alice.presses(message, "gone")


async def test_what_one_does_not_see_one_cannot_press(
    slack: SlackDouble, web: AsyncWebClient
) -> None:
    bob = slack.user("Bob")
    secret = slack.channel("secret", private=True)
    message = await buttons(web, secret)

    with pytest.raises(PermissionError):
        await bob.presses(message, "again")


async def opened(bolt: Bolt, alice: Person, **more: Any) -> None:
    """Let a command open the form."""

    @bolt.app.command("/translate")
    async def translate(ack: Ack, command: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=command["trigger_id"], view=FORM | more)

    await alice.slash("/translate")
    await bolt.slack.until(lambda: alice.modal)


async def test_a_form_is_filled_in_and_sent_off(bolt: Bolt, alice: Person) -> None:
    heard: list[Json] = []

    @bolt.app.view("translate")
    async def translate(ack: Ack, view: Json) -> None:
        heard.append(view["state"]["values"])
        await ack()

    await opened(bolt, alice)
    view = alice.modal
    assert view is not None
    await alice.submits(view, {"text": "hello", "into": "fr"})

    assert heard[0]["what"]["text"] == {"type": "plain_text_input", "value": "hello"}
    assert heard[0]["into"]["language"]["selected_option"]["value"] == "fr"
    assert alice.modal is None


@pytest.mark.parametrize("values", [{}, {"text": "x" * 21}])
async def test_a_form_that_is_not_filled_in_is_not_sent(
    bolt: Bolt, alice: Person, values: Json
) -> None:
    await opened(bolt, alice)
    view = alice.modal
    assert view is not None

    with pytest.raises(ValueError, match="does not send"):
        await alice.submits(view, values)
    with pytest.raises(LookupError):
        await alice.submits(view, {"text": "hello", "colour": "red"})


async def test_the_app_finds_errors_shows_more_and_clears(bolt: Bolt, alice: Person) -> None:
    answers: list[Json] = [
        {"response_action": "errors", "errors": {"what": "Too short"}},
        {"response_action": "push", "view": FORM | {"title": words("Sure?")}},
        {"response_action": "update", "view": FORM | {"title": words("Really?")}},
        {"response_action": "clear"},
    ]

    @bolt.app.view("translate")
    async def translate(ack: Ack) -> None:
        await ack(answers.pop(0))

    await opened(bolt, alice)
    seen: list[Any] = []
    while alice.modal is not None:
        view = alice.modal
        seen.append((view.title, dict(view.errors)))
        await alice.submits(view, {"text": "hello"})
        if view.errors:
            seen.append((view.title, dict(view.errors)))
            await alice.submits(view, {"text": "hello"})

    assert seen == [
        ("Translate", {}),
        ("Translate", {"what": "Too short"}),
        ("Sure?", {}),
        ("Really?", {}),
    ]


async def test_a_trigger_serves_once_and_soon(
    slack: SlackDouble, bolt: Bolt, web: AsyncWebClient, alice: Person
) -> None:
    await opened(bolt, alice)
    used = slack.record.of("views.open")[0].args["trigger_id"]
    assert await error_of(web.views_open(trigger_id=used, view=FORM)) == "exchanged_trigger_id"
    assert await error_of(web.views_open(trigger_id="1.2.3", view=FORM)) == "invalid_trigger_id"

    slack.rules.trigger_lasts = 0
    late = slack.views.trigger(alice.user)
    assert await error_of(web.views_open(trigger_id=late, view=FORM)) == "expired_trigger_id"


async def test_the_title_of_a_modal_is_short(
    slack: SlackDouble, web: AsyncWebClient, alice: Person
) -> None:
    long = FORM | {"title": words("x" * 25)}

    with pytest.raises(Exception, match="must be less than 25 characters") as caught:
        await web.views_open(trigger_id=slack.views.trigger(alice.user), view=long)

    assert "/view/title/text" in str(caught.value)


async def test_closing_a_form_is_told_if_wished(bolt: Bolt, alice: Person) -> None:
    await opened(bolt, alice, notify_on_close=True)
    view = alice.modal
    assert view is not None

    @bolt.app.view_closed("translate")
    async def closed(ack: Ack) -> None:
        await ack()

    await alice.closes(view)

    assert bolt.bodies[-1]["type"] == "view_closed"


async def test_shortcuts_come_with_their_message_or_without(
    slack: SlackDouble, bolt: Bolt, alice: Person, general: Channel
) -> None:
    bolt.takes_all()
    said = await alice.says(general, "Bonjour", quietly=True)

    await alice.shortcut("translate", said)
    await alice.shortcut("new_image")

    on_message, everywhere = bolt.bodies
    assert on_message["message"]["text"] == "Bonjour"
    assert on_message["type"] == "message_action"
    assert everywhere["type"] == "shortcut"
    slack.app.shortcuts = frozenset({"translate"})
    with pytest.raises(LookupError):
        await alice.shortcut("new_image")


async def test_the_home_tab_is_published_and_its_buttons_work(
    slack: SlackDouble, bolt: Bolt, web: AsyncWebClient, alice: Person
) -> None:
    bolt.takes_all()
    await alice.opens_home()
    await web.views_publish(user_id=alice.id, view={"type": "home", "blocks": [BUTTONS]})
    await alice.opens_home("messages")
    await alice.opens_home("home")
    await slack.deliveries.settled()
    home = alice.home
    assert home is not None

    await alice.presses(home, "Again")

    tabs = [(event["tab"], "view" in event) for event in bolt.events("app_home_opened")]
    assert tabs == [("home", False), ("messages", False), ("home", True)]
    assert bolt.bodies[-1]["container"] == {"type": "view", "view_id": home.id}


async def test_a_changed_view_is_not_overwritten_unknowingly(
    web: AsyncWebClient, alice: Person
) -> None:
    home: Json = {"type": "home", "blocks": [BUTTONS]}
    first = await web.views_publish(user_id=alice.id, view=home)
    old = first["view"]["hash"]
    await web.views_publish(user_id=alice.id, view=home, hash=old)

    call = web.views_publish(user_id=alice.id, view=home, hash=old)

    assert await error_of(call) == "hash_conflict"


async def test_feedback_says_which_of_the_two(
    bolt: Bolt, web: AsyncWebClient, alice: Person, general: Channel
) -> None:
    bolt.takes_all()
    buttons_ = {
        "type": "feedback_buttons",
        "action_id": "feedback",
        "positive_button": {"text": words("Good"), "value": "up"},
        "negative_button": {"text": words("Bad"), "value": "down"},
    }
    block = {"type": "context_actions", "elements": [buttons_]}
    await web.chat_postMessage(channel=general.id, text="Done", blocks=[block])

    await alice.presses(general.last, "feedback", "negative")

    assert bolt.bodies[-1]["actions"][0]["value"] == "down"
