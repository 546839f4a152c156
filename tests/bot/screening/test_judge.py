"""Judging: who is asked in which order, and what a policy makes of the answer."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ModelBusy, ScreeningUnavailable
from bot.models import Image
from bot.screening import Action, Scores, Verdict, Words
from bot.screening.judge import Policy, Screening, Threshold, weigh
from bot.screening.rules import Rules

CATEGORIES = (
    "harassment",
    "harassment/threatening",
    "hate",
    "hate/threatening",
    "illicit",
    "illicit/violent",
    "self-harm",
    "self-harm/intent",
    "self-harm/instructions",
    "sexual",
    "sexual/minors",
    "violence",
    "violence/graphic",
)
PICTURE = Image("image/png", b"...", 1, 1)


class FakeModerator:
    """Answers what it was given, and keeps what it was asked."""

    def __init__(self, scores: Scores | None = None) -> None:
        self.asked: list[Words] = []
        self._scores = scores

    async def scores(self, words: Words) -> Scores:
        self.asked.append(words)
        if self._scores is None:
            raise ModelBusy("no time")
        return self._scores


def policy(
    rules: Rules | None = None,
    thresholds: Mapping[str, Threshold] | None = None,
    *,
    stay_open: bool = False,
) -> Policy:
    return Policy(rules or Rules.of(), thresholds or {}, stay_open=stay_open)


def scored(*flagged: str, **scores: float) -> Scores:
    values = {category: scores.get(category, 0.01) for category in CATEGORIES}
    return Scores({category: category in flagged for category in CATEGORIES}, values)


async def test_a_match_of_the_servers_rules_is_refused_without_asking_the_model() -> None:
    moderator = FakeModerator(scored())
    screening = Screening(moderator, basic_list=True)
    verdict = await screening.judge(
        Words(("fine", "this is b a d")), policy(Rules.of(["bad"])), direction="in"
    )
    assert verdict == Verdict(Action.REFUSE, "rules", rule="bad")
    assert moderator.asked == []


async def test_what_no_rule_finds_is_judged_by_the_model_pictures_included() -> None:
    moderator = FakeModerator(scored("hate"))
    screening = Screening(moderator, basic_list=True)
    words = Words(("fine", "  "), (PICTURE,))
    verdict = await screening.judge(words, policy(Rules.of(["bad"])), direction="in")
    assert verdict.refused
    assert verdict.source == "model"
    assert verdict.categories == ("hate",)
    assert moderator.asked == [Words(("fine",), (PICTURE,))]


async def test_what_is_allowed_passes_the_rules_but_not_the_model() -> None:
    rules = Rules.of(["bad"], allowed=["bad luck"])
    moderator = FakeModerator(scored("harassment"))
    screening = Screening(moderator, basic_list=False)
    verdict = await screening.judge(Words(("bad luck",)), policy(rules), direction="out")
    assert verdict.source == "model"
    assert verdict.refused


async def test_where_there_is_nothing_to_judge_nobody_is_asked() -> None:
    moderator = FakeModerator()
    screening = Screening(moderator, basic_list=False)
    verdict = await screening.judge(Words((" ", "")), policy(), direction="in")
    assert verdict == Verdict(source="nobody")
    assert moderator.asked == []


async def test_without_a_model_the_basic_list_stands_in() -> None:
    screening = Screening(None, basic_list=True)
    verdict = await screening.judge(Words(("i want to die",)), policy(), direction="in")
    assert verdict == Verdict(Action.REFUSE, "basic", categories=("self-harm/intent",))
    assert verdict.self_harm
    verdict = await screening.judge(Words(("kill the process",)), policy(), direction="in")
    assert verdict == Verdict(source="basic")


async def test_the_servers_rules_come_before_the_basic_list() -> None:
    screening = Screening(None, basic_list=True)
    rules = Rules.of(["die"])
    verdict = await screening.judge(Words(("i want to die",)), policy(rules), direction="in")
    assert verdict.source == "rules"


async def test_the_basic_list_can_be_turned_off() -> None:
    screening = Screening(None, basic_list=False)
    words = Words(("i want to die",))
    assert await screening.judge(words, policy(), direction="in") == Verdict(source="nobody")
    ruled = policy(Rules.of(["bad"]))
    assert await screening.judge(words, ruled, direction="in") == Verdict(source="rules")
    assert screening.held("i want to di", policy()) == 0


async def test_where_a_model_can_be_asked_the_basic_list_is_not_used() -> None:
    screening = Screening(FakeModerator(scored()), basic_list=True)
    words = Words(("i want to die",))
    assert (await screening.judge(words, policy(), direction="in")).action is Action.ALLOW
    assert screening.held("i want to di", policy()) == 0


async def test_when_the_model_cannot_be_asked_nothing_is_shown() -> None:
    screening = Screening(FakeModerator(), basic_list=True)
    with pytest.raises(ScreeningUnavailable) as caught:
        await screening.judge(Words(("fine",)), policy(), direction="out")
    assert isinstance(caught.value.__cause__, ModelBusy)


async def test_when_the_model_cannot_be_asked_a_server_may_stay_open() -> None:
    screening = Screening(FakeModerator(), basic_list=True)
    open_policy = policy(Rules.of(["bad"]), stay_open=True)
    verdict = await screening.judge(Words(("fine",)), open_policy, direction="out")
    assert verdict == Verdict(Action.ALLOW, "nobody")
    assert (await screening.judge(Words(("bad",)), open_policy, direction="out")).refused


async def test_a_word_at_the_end_of_a_very_long_text_is_found() -> None:
    screening = Screening(None, basic_list=False)
    words = Words(("many words " * 20_000 + "bad",))
    assert (await screening.judge(words, policy(Rules.of(["bad"])), direction="in")).refused


def test_the_services_own_flag_decides_where_the_server_set_nothing() -> None:
    assert weigh(scored(violence=0.99), policy()).action is Action.ALLOW
    verdict = weigh(scored("violence", violence=0.4), policy())
    assert verdict.refused
    assert verdict.categories == ("violence",)
    assert verdict.scores["violence"] == 0.4


def test_a_threshold_overrules_the_services_flag_in_both_directions() -> None:
    lenient = policy(thresholds={"violence": Threshold(0.9)})
    assert weigh(scored("violence", violence=0.5), lenient).action is Action.ALLOW
    strict = policy(thresholds={"violence": Threshold(0.2)})
    assert weigh(scored(violence=0.2), strict).refused


def test_where_the_service_gives_no_score_its_flag_decides() -> None:
    strict = policy(thresholds={"violence": Threshold(0.2)})
    assert weigh(Scores({"violence": True}, {}), strict).refused
    assert not weigh(Scores({"violence": False}, {}), strict).refused


def test_a_score_that_is_no_number_counts() -> None:
    strict = policy(thresholds={"violence": Threshold(0.2)})
    assert weigh(Scores({"violence": False}, {"violence": float("nan")}), strict).refused


def test_a_category_that_nobody_knew_counts_when_the_service_flags_it() -> None:
    scores = Scores({"weapons/new": True}, {"weapons/new": 0.7})
    assert weigh(scores, policy()).categories == ("weapons/new",)
    assert weigh(scores, policy()).refused


def test_words_at_fault_without_any_category_are_refused() -> None:
    flags = dict.fromkeys(CATEGORIES, False) | {"flagged": True}
    verdict = weigh(Scores(flags, {}), policy())
    assert verdict.refused
    assert verdict.categories == ("flagged",)


def test_the_gravest_action_decides_and_its_category_comes_first() -> None:
    thresholds = {
        "sexual": Threshold(0.1, Action.ALLOW),
        "violence": Threshold(0.1, Action.FLAG),
        "hate": Threshold(0.1, Action.REFUSE),
    }
    verdict = weigh(scored(sexual=0.9, violence=0.8, hate=0.3), policy(thresholds=thresholds))
    assert verdict.action is Action.REFUSE
    assert verdict.categories == ("hate", "violence", "sexual")
    verdict = weigh(scored(sexual=0.9, violence=0.8), policy(thresholds=thresholds))
    assert verdict.action is Action.FLAG


@given(
    st.sampled_from(CATEGORIES),
    st.dictionaries(st.sampled_from(CATEGORIES), st.floats(0, 1)),
    st.floats(0, 1),
    st.sampled_from(list(Action)),
)
def test_each_threshold_counts_for_exactly_its_own_category(
    category: str, scores: dict[str, float], at: float, action: Action
) -> None:
    given_scores = Scores(dict.fromkeys(CATEGORIES, False), scores)
    verdict = weigh(given_scores, policy(thresholds={category: Threshold(at, action)}))
    counts = category in scores and scores[category] >= at
    assert verdict.categories == ((category,) if counts else ())
    assert verdict.action is (action if counts else Action.ALLOW)


def test_what_is_held_back_covers_the_rules_and_the_basic_list() -> None:
    screening = Screening(None, basic_list=True)
    ruled = policy(Rules.of(["forbidden"]))
    assert screening.held("it is forb", ruled) == 4
    assert screening.held("so I want to di", ruled) == len("I want to di")
    assert screening.held("ordinary text", ruled) == 0


def test_a_place_to_part_a_text_suits_the_rules_and_the_basic_list() -> None:
    screening = Screening(None, basic_list=True)
    ruled = policy(Rules.of(["day i want"]))
    text = "one day i want to di"
    assert screening.cut(text, ruled) == len("one ")
