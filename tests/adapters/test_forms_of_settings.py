"""Every setting goes through a form and comes back as it was, whatever the platform."""

import re
from typing import Any

import discord
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from adapters.discord import forms as on_discord
from adapters.parting import joined, parted
from adapters.slack import entries as on_slack
from bot.commands import Kind
from bot.errors import InputError
from bot.forms import ENTRIES, Form, Sent
from bot.settings import SETTINGS, Setting, Values, filled, form_of, lines, parse, setting, write
from tests.bot.settings.strategies import values_of
from tests.doubles.discord import modals
from tests.doubles.slack import blocks, filling

WHERE = "for the whole server"

declarations = pytest.mark.parametrize("declared", SETTINGS, ids=lambda one: one.name)


def as_shown(form: Form) -> Sent:
    """What a platform sends back; what nobody can pick stands in a text."""
    sent: dict[str, tuple[str, ...]] = {}
    for field in form.fields:
        rest = [one for one in field.given if not one.isalnum()] if field.picked else []
        picked = tuple(one for one in field.given if one not in rest)
        sent[field.name] = (*picked, lines(rest)) if rest else picked
    return sent


def on_a_discord_client(declared: Setting, value: Any) -> Sent:
    """What Discord sends back of a form that nobody touched; of a table what changes it."""
    form = form_of(declared, value, where=WHERE)
    modal = on_discord._modal(form, "causerie:form:x", _known)
    shown = modal.to_dict()
    assert modals.problems(shown) == {}
    read = on_discord.filled({"custom_id": "causerie:form:settings::{}"} | _filled_in(shown))
    assert read is not None
    return read.sent


def _known(_: Kind, one: str) -> bool:
    return re.fullmatch(r"[1-9][0-9]{14,19}", one) is not None


def _filled_in(shown: dict[str, Any]) -> dict[str, Any]:
    from tests.doubles.discord.filling import filled as client

    given: dict[str, Any] = {}
    named = {one["component"]["custom_id"]: one["component"] for one in shown["components"]}
    if "which-0" in named:
        given = {"which-0": [one["value"] for one in named["which-0"]["options"][:1]]}
    return {"components": client(shown, given, None, None)}  # type: ignore[arg-type]  # no picks


def on_a_slack_client(declared: Setting, value: Any) -> Sent:
    """What Slack sends back of a form that nobody touched."""
    shown = on_slack.blocks(form_of(declared, value, where=WHERE))
    assert blocks.problems(shown, surface="modal", most=100) == []
    return on_slack.sent({"state": {"values": filling.state(shown, {})}})


@settings(max_examples=150)
@given(st.data())
def test_a_value_is_written_shown_sent_back_and_read_as_the_same_value(data: st.DataObject):
    declared = data.draw(st.sampled_from(SETTINGS))
    value = data.draw(values_of(declared))
    written = parse(declared, write(value))
    sent = as_shown(form_of(declared, written, where=WHERE))
    assert _same(declared, parse(declared, filled(declared, sent), written), value)


@settings(max_examples=150)
@given(st.data())
def test_a_form_on_slack_that_nobody_touched_gives_back_the_value(data: st.DataObject):
    declared = data.draw(st.sampled_from(SETTINGS))
    value = data.draw(values_of(declared))
    # A text of nothing but spaces is an empty field, and a field that is needed is not sent empty.
    assume(not (isinstance(value, str) and value.isspace()))
    sent = on_a_slack_client(declared, value)
    assert _same(declared, parse(declared, filled(declared, sent), value), value)


@settings(max_examples=150)
@given(st.data())
def test_a_form_on_discord_that_nobody_touched_gives_back_the_value(data: st.DataObject):
    declared = data.draw(st.sampled_from([one for one in SETTINGS if not one.keys]))
    value = data.draw(values_of(declared))
    # A text of nothing but spaces is an empty field, and a field that is needed is not sent empty.
    assume(not (isinstance(value, str) and value.isspace()))
    sent = on_a_discord_client(declared, value)
    assert _same(declared, parse(declared, filled(declared, sent), value), value)


def _same(declared: Setting, found: Any, value: Any) -> bool:
    """Whether nothing is lost; what is picked and what is written may change places."""
    if declared.many and declared.kind in ENTRIES:
        return set(found) == set(value)
    return bool(found == value)


@declarations
def test_every_setting_has_a_form_that_both_platforms_take(declared: Setting):
    default = getattr(Values(), declared.name)
    assert on_a_discord_client(declared, default) is not None
    assert on_a_slack_client(declared, default) is not None
    form = form_of(declared, default, where=WHERE)
    assert all(len(field.label) <= 45 and len(field.hint) <= 100 for field in form.fields)


@declarations
@pytest.mark.parametrize(
    "sent",
    [{}, {"other": ("1",)}, {"value": ("1",), "other": ()}],
    ids=["nothing", "another field", "one too many"],
)
def test_a_form_with_other_fields_is_refused_or_changes_nothing(declared: Setting, sent: Sent):
    if declared.keys and not sent:
        assert parse(declared, filled(declared, sent), {}) == {}
    else:
        with pytest.raises(InputError, match=declared.name):
            filled(declared, sent)


@settings(max_examples=100)
@given(
    st.sampled_from(SETTINGS),
    st.dictionaries(
        st.sampled_from(["value", "hate", "violence", "x"]),
        st.lists(st.text(max_size=20), max_size=3).map(tuple),
        max_size=3,
    ),
)
def test_whatever_is_sent_becomes_a_value_or_a_sentence(declared: Setting, sent: Sent):
    sentence, text = "", ""
    try:
        text = filled(declared, sent)
    except InputError as error:
        sentence = str(error)
    if sentence:
        assert sentence.startswith(declared.name)
        return
    value = parse(declared, text, {})
    assert getattr(Values.model_validate({declared.name: value}), declared.name) == value


@settings(max_examples=200)
@given(st.text(st.sampled_from("ab \n"), max_size=200), st.integers(4, 40))
def test_a_text_is_the_same_after_it_was_in_parts(text: str, longest: int):
    parts = list(parted(text, longest))
    assert all(len(part) <= longest for _, part in parts)
    assert joined([*parts, ("", "")]).strip() == text.strip()


@given(st.lists(st.text(st.sampled_from('ab,[]"{}\n '), min_size=1, max_size=6), max_size=5))
def test_a_list_is_the_same_after_it_was_written_in_lines(entries: list[str]):
    declared = setting("allowed_words")
    try:
        value = parse(declared, write(tuple(entries)))
    except InputError:
        return
    assert parse(declared, lines(value)) == value


def test_a_form_has_no_more_fields_than_discord_allows():
    many = tuple(str(1170123456789012345 + number) for number in range(250))
    modal = on_discord._modal(
        form_of(setting("talk_people"), many, where=WHERE), "x", lambda _, __: True
    )
    assert len(modal.children) == 5
    assert modals.problems(modal.to_dict()) == {}
    with pytest.raises(ValueError, match="more than"):
        on_discord._modal(
            form_of(setting("talk_people"), many * 2, where=WHERE), "x", lambda _, __: False
        )
    assert isinstance(modal, discord.ui.Modal)
