"""Finding a server's words and phrases, and nothing else."""

import pytest

from bot.errors import InputError
from bot.screening.normalize import Skeleton
from bot.screening.rules import Rules


def found(text: str, *rules: str, allowed: tuple[str, ...] = ()) -> str | None:
    """What of the text matches the rules, None if nothing does."""
    hit = Rules.of(rules, allowed=allowed).find(text)
    return None if hit is None else text[hit.begin : hit.end]


@pytest.mark.parametrize(
    "written",
    [
        "forbidden",
        "FORBIDDEN",
        "fоrbіddеn",
        "f\u200borbidden",
        "f0rb1dd3n",
        "forb!dden",
        "f o r b i d d e n",
        "F  O  R  B  I  D  D  E  N",
        "f.o.r.b.i.d.d.e.n",
        "f-o-r-b-i-d-d-e-n",
        "f\no\nr\nb\ni\nd\nd\ne\nn",
        "f\r\no\r\nr\r\nb\r\ni\r\nd\r\nd\r\ne\r\nn",
        "f, o, r, b, i, d, d, e, n",
        "f 0 r b 1 d d 3 n",
        "for-bid-den",
        "forb.idden",
        "for_bidden",
        "f*orbidden",
        "for**bid**den",
        "forb🔥idden",
        "forbiddennnnn",
        "foooorbidden",
        "f\u0336o\u0336r\u0336b\u0336i\u0336d\u0336d\u0336e\u0336n",
    ],
)
def test_a_word_is_found_however_it_is_written(written: str) -> None:
    assert found(f"It is {written} here.", "forbidden") is not None
    assert found(written, "forbidden") is not None


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("a class to assess assassins", "ass"),
        ("She lives in Scunthorpe.", "cunt"),
        ("this hit is his hit", "shit"),
        ("Lisa's hit single", "shit"),
        ("the pen is mine", "penis"),
        ("it is for bid den", "forbidden"),
        ("I can't, he'll see", "cant"),
        ("I can't, he'll see", "hell"),
        ("c l a s s", "ass"),
        ("a s s e s s", "ass"),
        ("a-n-a-l-y-s-i-s", "anal"),
        ("it costs 455 and 1337", "ass"),
        ("it costs 455 and 1337", "leet"),
        ("the Galaxy A55", "ass"),
        ("scores: 4 5 5", "ass"),
        ("3x faster", "ex"),
        ("ha! pay your tax!", "taxi"),
        ("a fall", "fail"),
        ("a god", "good"),
        ("a good", "god"),
        ("| | | |||", "ill"),
        ("t + t, a + s + s", "tit"),
        ("x = a + s + s", "ass"),
        ("write to x@ss.example", "ass"),
        ("2148800", "1488"),
        ("我有个办法。轮到你了", "法轮"),
        ("办法 轮到你了", "法轮"),
        ("한국 신발", "시"),
        ("がく", "か"),
    ],
)
def test_ordinary_text_is_no_match(text: str, rule: str) -> None:
    assert found(text, rule) is None


@pytest.mark.parametrize(
    ("text", "rule", "match"),
    [
        ("he11o you", "hello", "he11o"),
        ("heIIo you", "hello", "heIIo"),
        ("you a$$", "ass", "a$$"),
        ("you @ss", "ass", "@ss"),
        ("4ss", "ass", "4ss"),
        ("an a s s", "ass", "a s s"),
        ("t h e  a s s", "ass", "a s s"),
        ("it's f o r b i d", "forbid", "f o r b i d"),
        ("covid19", "covid", "covid"),
        ("covid-19", "covid-19", "covid-19"),
        ("Covid 19", "covid-19", "Covid 19"),
        ("snake_case_word", "case", "case"),
        ("1488", "1488", "1488"),
        ("C++ and C", "c++", "C++"),
        ("a baaaad idea", "bad", "baaaad"),
        ("我爱法轮功呀", "法轮功", "法轮功"),
        ("法 轮 功", "法轮功", "法 轮 功"),
        ("法轮-功", "法轮功", "法轮-功"),
        ("说forbidden吧", "forbidden", "forbidden"),
        ("한국어를 한다", "한국어", "한국어"),
        ("唱卡拉 OK吧", "卡拉OK", "卡拉 OK"),
        ("I eat 🍆️ now", "🍆", "🍆"),
        ("ПРИВЕТ, мир", "привет", "ПРИВЕТ"),
        ("ΚΑΛΗΜΕΡΑ", "καλημέρα", "ΚΑΛΗΜΕΡΑ"),
    ],
)
def test_a_match_is_reported_where_it_stands(text: str, rule: str, match: str) -> None:
    assert found(text, rule) == match


@pytest.mark.parametrize(
    "written",
    [
        "secret project",
        "Secret\n\n  Project",
        "secret, project",
        "secret-project",
        "secret_project",
        "#SecretProject",
        "secret\u200b\u00a0project",
        "s3cret pr0ject",
        "s e c r e t  p r o j e c t",
        "secret p.r.o.j.e.c.t",
        "secret \u201cproject\u201d",
    ],
)
def test_a_phrase_is_found_across_whatever_stands_between_its_words(written: str) -> None:
    assert found(f"our {written} is", "secret project") is not None


def test_a_phrase_needs_all_its_words_in_their_order() -> None:
    assert found("project secret; secret projects; a secretive project", "secret project") is None


def test_letters_further_apart_than_a_reader_can_join_are_no_word() -> None:
    assert found("f" + "." * 2_000 + "o.r", "for") is None


def test_the_rule_is_named_as_the_server_wrote_it() -> None:
    hit = Rules.of(["Fór-Bidden", "other"]).find("it is forbidden")
    assert hit is not None
    assert hit.rule == "Fór-Bidden"


def test_every_match_is_given_for_a_trial() -> None:
    rules = Rules.of(["bad", "worse"], patterns=["wor.e"])
    hits = list(rules.hits(Skeleton("bad, worse, bad")))
    assert [(hit.rule, hit.begin) for hit in hits] == [
        ("bad", 0),
        ("bad", 12),
        ("worse", 5),
        ("wor.e", 5),
    ]


def test_what_is_allowed_lets_a_match_within_it_pass_and_no_other() -> None:
    rules = Rules.of(["cock"], patterns=["nak(ed|t)"], allowed=["cock-a-leekie", "naked truth"])
    assert rules.find("cock-a-leekie and the naked truth") is None
    assert rules.find("cock-a-leekie and a cock") is not None
    assert rules.find("the naked truth, naked") is not None


def test_a_longer_match_is_not_hidden_by_something_allowed_in_it() -> None:
    assert found("class war now", "class war", allowed=("class",)) == "class war"


def test_rules_of_any_legal_size_compile() -> None:
    rules = ["x" * 200, "ab " * 66, "한" * 200, "法" * 200, "a" * 200]
    for rule in rules:
        assert found(f"so {rule.strip()} so", *rules) == rule.strip()


def test_too_many_or_too_long_rules_are_refused_with_the_reason() -> None:
    with pytest.raises(InputError, match="2,000"):
        Rules.of(["word"] * 2_001)
    with pytest.raises(InputError, match="200 characters"):
        Rules.of(["x" * 201])
    with pytest.raises(InputError, match="200 characters"):
        Rules.of(["ﷺ" * 200])


def test_empty_rules_find_nothing() -> None:
    rules = Rules.of(["", "  ", "\u200b"], allowed=[""])
    assert not rules
    assert rules.find("anything at all") is None


def test_many_rules_are_all_found() -> None:
    words = [f"word{letter}{other}x" for letter in "abcdefghijklm" for other in "nopqrstuvwxyz"]
    rules = Rules.of(words)
    for word in (words[0], words[84], words[-1]):
        hit = rules.find(f"is {word} there")
        assert hit is not None
        assert hit.rule == word
    assert rules.find("is wordzz there") is None
