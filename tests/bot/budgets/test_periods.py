from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.budgets import Period

NOW = datetime(2026, 11, 24, 13, 37, 5, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # the zone is added


@pytest.mark.parametrize(
    ("period", "begin", "end", "stamp", "resumes"),
    [
        (Period.HOUR, "2026-11-24T13:00", "2026-11-24T14:00", "2026-11-24T13", "14:00 UTC"),
        (Period.DAY, "2026-11-24T00:00", "2026-11-25T00:00", "2026-11-24", "00:00 UTC"),
        (Period.MONTH, "2026-11-01T00:00", "2026-12-01T00:00", "2026-11", "1 December, 00:00 UTC"),
    ],
)
def test_periods_are_those_of_the_calendar(period, begin, end, stamp, resumes):
    assert f"{period.begin(NOW):%Y-%m-%dT%H:%M}" == begin
    assert f"{period.end(NOW):%Y-%m-%dT%H:%M}" == end
    assert period.stamp(NOW) == stamp
    assert period.resumes(NOW) == resumes


@given(MOMENTS, st.sampled_from(Period))
def test_a_moment_is_in_its_period_and_the_next_one_begins_where_it_ends(moment, period):
    assert period.begin(moment) <= moment < period.end(moment)
    assert period.begin(period.end(moment)) == period.end(moment)
    assert period.begin(period.end(moment) - timedelta(seconds=1)) == period.begin(moment)


def test_a_day_is_one_of_utc_wherever_the_moment_was_written_down():
    shanghai = timezone(timedelta(hours=8))

    assert Period.DAY.stamp(datetime(2026, 11, 24, 7, tzinfo=shanghai)) == "2026-11-23"
