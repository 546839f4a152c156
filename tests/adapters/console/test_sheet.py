"""How the answers of commands look on the command line."""

import io

from hypothesis import given
from hypothesis import strategies as st

from adapters.console.sheet import aligned, printed
from adapters.widths import width

CELLS = st.text(st.sampled_from("abc 王🦊1,.*`-"), max_size=60)


def shown(markdown: str) -> str:
    stream = io.StringIO()
    printed(markdown, stream)
    return stream.getvalue()


def test_a_table_is_aligned_and_words_are_left_as_they_are():
    table = "| Model | Cost |\n| --- | ---: |\n| **gpt** | $1.00 |\n| 王小明 | $10.00 |"

    assert shown(f"You used:\n\n{table}\n\nThat is `all`.") == (
        "You used:\n\n"
        "Model     Cost\n"
        "------  ------\n"
        "gpt      $1.00\n"
        "王小明  $10.00\n"
        "\nThat is `all`.\n"
    )


def test_cells_are_folded_between_words_where_a_table_is_too_wide():
    words = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen"

    lines = aligned(["| A | B |", "| --- | --- |", f"| {words} | x |"])

    assert all(width(line) <= 80 for line in lines)
    assert " ".join(line.removesuffix("x").strip() for line in lines[2:]) == words


def test_what_a_terminal_would_obey_is_left_out():
    assert shown("a\x1b[31mb\u202ec") == "a[31mbc\n"


@given(st.lists(st.lists(CELLS, min_size=4, max_size=4), min_size=1, max_size=4))
def test_no_table_of_a_few_columns_is_wider_than_a_terminal(rows: list[list[str]]):
    lines = ["| a | b | c | d |", "| --- | ---: | :---: | --- |"]
    lines += [f"| {' | '.join(row)} |" for row in rows]

    assert max(map(width, aligned(lines))) <= 80
