import pytest

from adapters.widths import width


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", 0),
        ("abc", 3),
        ("é", 1),
        ("e\u0301", 1),
        ("你好", 4),
        ("ｱ", 1),
        ("한글", 4),
        ("😀", 2),
        ("❤️", 2),
        ("👍🏽", 2),
        ("👨‍👩‍👧", 2),
        ("🇩🇪", 2),
        ("🇩🇪🇫🇷", 4),
        ("1️⃣", 2),
        ("a\u200bb", 2),
        ("✓", 1),
    ],
)
def test_a_text_is_as_wide_as_people_see_it(text: str, columns: int):
    assert width(text) == columns
