from hypothesis import given, settings
from hypothesis import strategies as st

from bot.window.correction import Correction


def learned(*reports: tuple[int, int]) -> float:
    correction = Correction()
    for estimated, reported in reports:
        correction.learn(estimated=estimated, reported=reported)
    return correction.factor


def test_the_factor_comes_near_what_the_endpoint_reports() -> None:
    assert abs(learned(*[(1_000, 1_300)] * 20) - 1.3) < 0.05


def test_one_report_moves_it_only_a_part_of_the_way() -> None:
    assert 1.0 < learned((1_000, 2_000)) < 1.5


def test_small_differences_leave_it_alone_so_that_prompts_stay_the_same() -> None:
    assert learned(*[(1_000, 1_020), (1_000, 990)] * 10) == 1.0


def test_no_report_and_tiny_prompts_teach_nothing() -> None:
    assert learned((1_000, 0), (10, 500), (0, 100)) == 1.0


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 1_000_000)), max_size=50))
def test_it_never_leaves_its_bounds(reports: list[tuple[int, int]]) -> None:
    assert 0.5 <= learned(*reports) <= 2.0
