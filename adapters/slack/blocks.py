"""What stands in messages beside the words of an answer, in Slack's Block Kit."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from adapters.slack.wire import Json
from adapters.splitting import split
from bot.messages import Choices

LONGEST = 11_000
"""How many characters of an answer a message holds; Slack takes 12,000, and little beside them."""

RATE, MORE, AGAIN = "causerie_rate", "causerie_more", "causerie_again"
PICK = "causerie_pick_"
"""What the action of a button begins with that answers a question of the core's."""

PICK_OFTEN = f"{PICK}often_"
"""The same for a question that everybody may answer, as often as they like."""

RUN = "causerie_run_"
"""What the action of a button begins with that runs the command behind it."""

GOOD, BAD = "good", "bad"

_OFFER = re.compile(r"(\d{1,18}):(\d{1,3})")
_BLOCK = re.compile(rf"{PICK}\d+:\d+:([\d.]*)")
_MOST_BUTTONS = 25
_LONGEST_LABEL = 75
_LONGEST_NOTE = 1_500
_LONGEST_PREVIEW = 150


@dataclass(frozen=True, slots=True)
class Button:
    """What a button is for: the number of the answer, and the thread whose window it belongs to.

    The number is 0 where nothing is kept of the answer; the thread is empty for the channel's.
    """

    answer_id: int
    thread: str = ""

    def value(self, *first: str) -> str:
        """It as text, for Slack to keep."""
        return ":".join((*first, str(self.answer_id), self.thread))


def read_button(value: str) -> Button | None:
    """Read back what `Button.value` has written; None for what it has not."""
    number, _, thread = value.partition(":")
    return Button(int(number), thread) if number.isdecimal() else None


def answers_under(message: Json) -> list[int]:
    """The numbers of the answers under which the buttons of a message stand; 0 is one not kept."""
    found = [
        read_button(str(element.get("value") or ""))
        for block in message.get("blocks") or ()
        if block.get("type") == "actions"
        for element in block.get("elements") or ()
        if element.get("action_id") == AGAIN
    ]
    return [button.answer_id for button in found if button is not None]


def markdown(text: str) -> list[Json]:
    """Words with markup, as a block; none where there are no words."""
    return [{"type": "markdown", "text": text}] if text.strip() else []


def notes(texts: Iterable[str]) -> list[Json]:
    """Sentences beside the answer, in small letters."""
    parts = [part for text in texts for part in split(text, _LONGEST_NOTE)]
    return [
        {"type": "context", "elements": [{"type": "plain_text", "text": part, "emoji": False}]}
        for part in parts
    ]


def buttons(button: Button, *, cut: bool) -> list[Json]:
    """What is under an answer that has ended."""
    rating: Json = {
        "type": "feedback_buttons",
        "action_id": RATE,
        "positive_button": {"text": plain("Good answer"), "value": button.value(GOOD)},
        "negative_button": {"text": plain("Bad answer"), "value": button.value(BAD)},
    }
    pressed = [*([_button("Go on", MORE, button)] if cut else []), _button("Again", AGAIN, button)]
    rated: list[Json] = [{"type": "context_actions", "elements": [rating]}]
    return [*(rated if button.answer_id else []), {"type": "actions", "elements": pressed}]


def runs(labels: Mapping[str, str]) -> list[Json]:
    """Buttons that run commands, by the name of the command."""
    pressed = [
        {"type": "button", "text": plain(label), "action_id": f"{RUN}{name}", "value": name}
        for name, label in labels.items()
    ]
    return [{"type": "actions", "elements": pressed}]


def offer(choices: Choices, *, window: str = "") -> list[Json]:
    """The buttons of a question; none where the core has not numbered it.

    All that a button says is which it is. `window` is the thread whose window it belongs to.
    """
    if choices.id is None:
        return []
    action = PICK_OFTEN if choices.for_all else PICK
    pressed = [
        {
            "type": "button",
            "text": plain(choice.label[:_LONGEST_LABEL] or "…"),
            "action_id": f"{action}{number}",
            "value": f"{choices.id}:{number}",
        }
        | ({} if choice.style == "usual" else {"style": choice.style})
        for number, choice in enumerate(choices.choices)
    ]
    return [
        {
            "type": "actions",
            "block_id": f"{PICK}{choices.id}:{at}:{window}",
            "elements": pressed[at : at + _MOST_BUTTONS],
        }
        for at in range(0, len(pressed), _MOST_BUTTONS)
    ]


def read_offer(action: Json) -> tuple[int, int, str] | None:
    """Offer, number and window of a pressed button; None for what is no button of ours."""
    found = _OFFER.fullmatch(str(action.get("value") or ""))
    if found is None:
        return None
    block = _BLOCK.fullmatch(str(action.get("block_id") or ""))
    return int(found[1]), int(found[2]), block[1] if block else ""


def plain(text: str) -> Json:
    """Words in which Slack reads no marks."""
    return {"type": "plain_text", "text": text, "emoji": False}


def preview(texts: Sequence[str]) -> str:
    """What a notification shows of a message: its first words, without any marks."""
    text = " ".join(" ".join(texts).split())
    short = text if len(text) <= _LONGEST_PREVIEW else f"{text[: _LONGEST_PREVIEW - 1]}…"
    return short.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") or "…"


def _button(label: str, action: str, button: Button) -> Json:
    value = button.value()
    return {"type": "button", "text": plain(label), "action_id": action, "value": value}
