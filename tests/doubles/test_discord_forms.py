"""What the stand-in finds wrong with forms, and what it sends when one is filled in."""

from typing import Any

import pytest

from tests.doubles.discord import filling, modals

Json = dict[str, Any]
TEXT, CHANNELS = 4, 8


def form(component: Json, **label: Any) -> Json:
    return {
        "title": "A form",
        "custom_id": "form",
        "components": [{"type": 18, "label": "Field", "component": component} | label],
    }


def text(**changes: Any) -> Json:
    return {"type": TEXT, "custom_id": "text", "style": 1} | changes


def options(count: int, **changes: Any) -> Json:
    listed = [{"label": f"Option {number}", "value": f"{number}"} for number in range(count)]
    return {"type": 3, "custom_id": "list", "options": listed} | changes


def picker(kind: int = CHANNELS, **changes: Any) -> Json:
    shape = {"type": kind, "custom_id": "pick", "min_values": 0, "max_values": 2}
    return shape | {"required": False} | changes


def default(number: int, kind: str = "channel") -> Json:
    return {"id": str(1170123456789012345 + number), "type": kind}


@pytest.mark.parametrize(
    "good",
    [
        form(text(value="as it was", required=False, max_length=4000)),
        form(options(25, min_values=1, max_values=25), description="d" * 100),
        form(picker(default_values=[default(1), default(2)], channel_types=[0, 5])),
        form(picker(7, default_values=[default(1, "user"), default(2, "role")])),
        form({"type": 23, "custom_id": "box"}),
        {"title": "t", "custom_id": "c", "components": [{"type": 1, "components": [text()]}]},
    ],
)
def test_a_form_as_discord_describes_it_is_taken(good: Json) -> None:
    assert modals.problems(good) == {}


@pytest.mark.parametrize(
    ("bad", "path"),
    [
        (form(text()) | {"title": "t" * 46}, "data.title"),
        (form(text()) | {"components": []}, "data.components"),
        (form(text()) | {"components": form(text())["components"] * 6}, "data.components"),
        (form(text()) | {"components": [text()]}, "data.components.0.type"),
        (form({"type": 2, "custom_id": "b", "label": "B"}), "data.components.0.component.type"),
        (form(text(), label="l" * 46), "data.components.0.label"),
        (form(text(), description="d" * 101), "data.components.0.description"),
        (form(text(value="12345", max_length=4)), "data.components.0.component.value"),
        (form(text(max_length=4001)), "data.components.0.component.max_length"),
        (form(text(style=None)), "data.components.0.component.style"),
        (form(text(custom_id="")), "data.components.0.component.custom_id"),
        (form(options(26)), "data.components.0.component.options"),
        (form(options(2, max_values=26)), "data.components.0.component.max_values"),
        (form(options(2, min_values=0)), "data.components.0.component.required"),
        (form(options(2, disabled=True)), "data.components.0.component.disabled"),
        (
            form(picker(default_values=[default(number) for number in range(3)])),
            "data.components.0.component.default_values",
        ),
        (
            form(picker(default_values=[default(1), default(1)])),
            "data.components.0.component.default_values",
        ),
        (
            form(picker(default_values=[default(1, "role")])),
            "data.components.0.component.default_values.0.type",
        ),
        (
            form(picker(default_values=[{"id": "7", "type": "channel"}])),
            "data.components.0.component.default_values.0.id",
        ),
        (form(picker(channel_types=[99])), "data.components.0.component.channel_types"),
    ],
)
def test_what_discord_would_refuse_is_found(bad: Json, path: str) -> None:
    assert path in modals.problems(bad)


def test_one_id_stands_for_one_field_only() -> None:
    twice = form(text())
    twice["components"] = twice["components"] * 2
    assert "data.components.1.component.custom_id" in modals.problems(twice)


@pytest.mark.parametrize(
    ("component", "given"),
    [
        (text(), {}),
        (text(max_length=3), {"text": "long"}),
        (options(2), {}),
        (options(3), {"list": ["0", "1"]}),
        (options(2), {"list": "other"}),
        (picker(), {"pick": ["no channel"]}),
    ],
)
def test_what_discords_client_would_not_send_is_not_sent(component: Json, given: Json) -> None:
    with pytest.raises(ValueError, match=component["custom_id"]):
        filling.filled(form(component), given, None, None)  # type: ignore[arg-type]  # no picks


def test_what_nobody_touched_is_sent_as_it_was_shown() -> None:
    shown = form(picker(default_values=[default(1)]))
    (sent,) = filling.filled(shown, {}, None, None)  # type: ignore[arg-type]  # no picks
    assert sent["component"]["values"] == [default(1)["id"]]
