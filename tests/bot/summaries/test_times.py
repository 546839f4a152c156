"""Times are read as people say them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.summaries.times import duration, foreign, span

# A Tuesday.
NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "begin"),
    [
        ("yesterday", "2026-11-23 00:00"),
        ("since yesterday", "2026-11-23 00:00"),
        ("today", "2026-11-24 00:00"),
        ("2 hours", "2026-11-24 10:30"),
        ("2h", "2026-11-24 10:30"),
        ("3d", "2026-11-21 12:30"),
        ("1h 30m", "2026-11-24 11:00"),
        ("an hour ago", "2026-11-24 11:30"),
        ("half an hour", "2026-11-24 12:00"),
        ("the last week", "2026-11-17 12:30"),
        ("1.5 days", "2026-11-23 00:30"),
        ("Monday", "2026-11-23 00:00"),
        ("tuesday", "2026-11-17 00:00"),
        ("last friday", "2026-11-20 00:00"),
        ("mon 9:15", "2026-11-23 09:15"),
        ("2026-11-20", "2026-11-20 00:00"),
        ("2026-11-20 14:00", "2026-11-20 14:00"),
        ("2026-11-20T14:00", "2026-11-20 14:00"),
        ("20.11.", "2026-11-20 00:00"),
        ("20 November 2025", "2025-11-20 00:00"),
        ("Nov 20", "2026-11-20 00:00"),
        ("december 24", "2025-12-24 00:00"),
        ("9am", "2026-11-24 09:00"),
        ("14:00", "2026-11-23 14:00"),
        ("yesterday at 3 pm", "2026-11-23 15:00"),
    ],
)
def test_a_time_in_peoples_words_is_understood(words: str, begin: str):
    found = span(words, NOW)
    assert found is not None
    assert found.begin == datetime.fromisoformat(begin).replace(tzinfo=UTC)


def test_a_day_lasts_until_the_next_and_a_moment_no_time():
    assert span("yesterday", NOW).end == datetime(2026, 11, 24, tzinfo=UTC)
    assert span("2 hours", NOW).begin == span("2 hours", NOW).end


@pytest.mark.parametrize("words", ["gestern", "hier", "ayer", "昨天", "昨日"])
def test_yesterday_is_understood_in_other_languages(words: str):
    assert span(words, NOW) is None
    found = foreign(words, NOW)
    assert (found.begin, found.end) == (
        datetime(2026, 11, 23, tzinfo=UTC),
        datetime(2026, 11, 24, tzinfo=UTC),
    )


def test_hours_are_understood_in_other_languages():
    assert foreign("vor 2 Stunden", NOW).begin == NOW - timedelta(hours=2)


@pytest.mark.parametrize(
    "words", ["", "50", "m12", "the budget", "99:99", "31.2.2026", "2 fortnights", "999999 years"]
)
def test_what_is_no_time_is_none(words: str):
    assert span(words, NOW) is None


@given(st.text(max_size=30))
@settings(max_examples=200)
def test_any_words_are_a_time_or_none(words: str):
    found = span(words, NOW)
    assert found is None or found.begin <= found.end


@given(st.integers(1, 500), st.sampled_from(["h", "hours", " minutes", "d", " weeks"]))
@settings(max_examples=50)
def test_a_duration_counts_back_from_now(count: int, unit: str):
    length = duration(f"{count}{unit}")
    assert span(f"{count}{unit}", NOW).begin == NOW - length
