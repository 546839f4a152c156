"""The basic list: it finds cries for help and slurs, and leaves ordinary talk alone."""

import pytest

from bot.screening.basic import BasicList
from bot.screening.normalize import Skeleton
from bot.screening.rules import Rules


@pytest.fixture(scope="module", name="basic")
def _basic() -> BasicList:
    return BasicList()


def category(basic: BasicList, text: str, *, allowed: tuple[str, ...] = ()) -> str | None:
    return basic.find(Skeleton(text), rules=Rules.of(allowed=allowed))


@pytest.mark.parametrize(
    "text",
    [
        "I want to kill myself",
        "i just wanna die",
        "I'm going to kill myself tonight.",
        "im gonna kill myself",
        "I really want to end my life",
        "I am suicidal",
        "I'm having suicidal thoughts",
        "I don't want to live anymore",
        "i dont want to be alive",
        "I keep thinking about killing myself",
        "Everyone would be better off without me",
        "I w4nt to k1ll mys3lf",
        "I want to k i l l myself",
        "I want to k\u200bill myself",
        "Ich will nicht mehr leben",
        "ich möchte sterben",
        "Ich bring mich um.",
        "je ne veux plus vivre",
        "J'ai envie de mourir",
        "quiero suicidarme",
        "No quiero vivir más",
        "我不想活了",
        "我想自杀",
        "我想自殺",
        "自殺したい",
    ],
)
def test_who_means_to_harm_themselves_is_heard(basic: BasicList, text: str) -> None:
    assert category(basic, text) == "self-harm/intent"


@pytest.mark.parametrize(
    "text",
    [
        "How do I kill myself?",
        "what is the least painful way to die",
        "how many pills does it take to die",
        "painless suicide",
        "Wie bringe ich mich um?",
        "comment me suicider",
        "cómo suicidarme",
        "怎么自杀",
    ],
)
def test_who_asks_for_the_means_is_heard(basic: BasicList, text: str) -> None:
    assert category(basic, text) == "self-harm/instructions"


@pytest.mark.parametrize("text", ["you n1gger", "f a g g o t", "Sie sind Drecksjuden", "wetbacks"])
def test_slurs_are_hate(basic: BasicList, text: str) -> None:
    assert category(basic, text) == "hate"


@pytest.mark.parametrize(
    "text",
    [
        "How do I kill the process on port 8080?",
        "kill -9 myself does not exist as a command",
        "This meeting is killing me.",
        "I could kill for a coffee",
        "Cut the cord, cut costs, cut myself some slack.",
        "Please roll a die; the dice are cast.",
        "Die Frau, die Kinder, die Sonne: die deutschen Artikel.",
        "I want to diet, and I want to die laughing.",
        "I wanna die of embarrassment",
        "I don't want to kill myself with work",
        "I don't want to live in a big city any longer than needed",
        "I want to hang my coat, and to hang myself a picture frame?",
        "The suicide rate fell; suicide prevention works.",
        "How to overcome the fear of death?",
        "He killed himself in chapter two, said the review.",
        "Self-driving cars and self-harm prevention",
        "A chink in the armour, spick and span, a niggardly sum, snigger, Niger and Nigeria",
        "Kiké Hernández hit a home run for the Dodgers",
        "raccoon, Maine coon, tycoon, cocoon",
        "The gearbox is a tranny in British slang, and un fagot is a bundle of sticks.",
        "The retarded growth of the plant? No: delayed.",
        "Paki is short for Pakistan Cricket? the spices, the spicy food",
        "Ich bringe mich um den Schlaf und um meinen Verstand.",
        "Ich will nicht mehr so viel arbeiten, ich will leben.",
        "Wie bringe ich mich in Form?",
        "Je vais me tuer à la tâche. Je veux mourir de rire.",
        "Quiero morir de risa con esta serie",
        "我想死你了,什么时候回来?",
        "我想知道自杀率的统计方法",
        "黑鬼油是一种药油",
        "死ぬほど笑った",
        "end it all with a semicolon; terminate the child process, abort, execute, hang, dump core",
    ],
)
def test_ordinary_talk_is_left_alone(basic: BasicList, text: str) -> None:
    assert category(basic, text) is None


def test_a_server_may_allow_what_the_basic_list_finds(basic: BasicList) -> None:
    text = "our song I want to die young"
    assert category(basic, text) == "self-harm/intent"
    assert category(basic, text, allowed=("I want to die young",)) is None


def test_a_phrase_is_held_back_while_it_is_being_written(basic: BasicList) -> None:
    text = "He said: I want to ki"
    assert text[basic.cut(text, len(text)) :] == "I want to ki"
    text = "He said: I want to kiss"
    assert basic.cut(text, len(text)) == len(text)
