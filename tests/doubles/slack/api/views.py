"""Modals and home tabs: https://docs.slack.dev/reference/methods/views.open and its like."""

from msgspec.json import encode

from tests.doubles.slack import blocks as block_kit
from tests.doubles.slack.api.call import Call, Json
from tests.doubles.slack.api.content import numbered
from tests.doubles.slack.api.methods import Method, Methods
from tests.doubles.slack.errors import Refused, explained, missing
from tests.doubles.slack.measures import Place, required, text, words
from tests.doubles.slack.users import User
from tests.doubles.slack.views import View
from tests.doubles.slack.wire import views

_MOST_BYTES = 250_000


async def opening(call: Call) -> Json:
    """Open a modal."""
    content = _content(call, {"modal"})
    return _answer(call, call.parts.views.open(_starter(call), content))


async def push(call: Call) -> Json:
    """Put a modal on top of the one that is open."""
    content = _content(call, {"modal"})
    return _answer(call, call.parts.views.push(_starter(call), content))


async def update(call: Call) -> Json:
    """Show something else in a view."""
    if not call.text("view_id") and not call.text("external_id"):
        raise missing("view_id")
    view = call.parts.views.find(call.text("view_id"), call.text("external_id"))
    content = _content(call, {"modal", "home"})
    call.parts.views.update(view, content, call.text("hash"))
    return _answer(call, view)


async def publish(call: Call) -> Json:
    """Show somebody a home tab."""
    if not call.parts.world.app.home_tab:
        raise Refused("not_enabled")
    content = _content(call, {"home"})
    person = call.installation.user(call.need("user_id"))
    if person is None:
        raise explained("invalid_arguments", ["user_id is not valid"])
    return _answer(call, call.parts.views.publish(person, content, call.text("hash")))


def _starter(call: Call) -> User:
    trigger = call.text("trigger_id") or call.text("interactivity_pointer")
    if not trigger:
        raise missing("trigger_id")
    return call.parts.views.exchange(trigger)


def _answer(call: Call, view: View) -> Json:
    return {"view": views.view(view, call.bot)}


def _content(call: Call, kinds: set[str]) -> Json:
    content: Json | None = call.json("view", dict)
    if content is None:
        raise missing("view")
    if len(encode(content)) > _MOST_BYTES:
        raise Refused("view_too_large")
    kind = str(content.get("type"))
    if kind not in kinds:
        raise explained("invalid_arguments", [f"unsupported type: {kind} [json-pointer:/view]"])
    blocks = content.get("blocks") or []
    most = call.parts.rules.view_blocks
    found = block_kit.problems(blocks, surface=kind, most=most, at="/view/blocks")
    found += _problems(content)
    if found:
        raise explained("invalid_arguments", found)
    return content | {"blocks": list(numbered(blocks))}


def _problems(content: Json) -> list[str]:
    place = Place("/view")
    found = [*words(content, "private_metadata", place, most=3000, least=0)]
    found += words(content, "callback_id", place, most=255)
    found += words(content, "external_id", place, most=255)
    if content["type"] == "modal":
        found += required(content, "title", place)
        for key in ("title", "submit", "close"):
            found += text(content, key, place, most=24, plain=True)
        asks = any(block.get("type") == "input" for block in content.get("blocks") or ())
        if asks and content.get("submit") is None:
            found.append(place.says("`submit` is required when an `input` is in blocks"))
    return found


METHODS: Methods = {
    "views.open": Method(opening, tier=4),
    "views.push": Method(push, tier=4),
    "views.update": Method(update, tier=4),
    "views.publish": Method(publish, tier=4),
}
