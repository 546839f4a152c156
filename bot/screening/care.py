"""What a person reads in place of words that are not shown: care for those in danger, else why."""

from bot.screening import Direction, Verdict

_ENGLISH = """\
I'm really glad you told me, and I'm sorry that it hurts this much. You don't have to carry it \
alone.

Please talk to someone who can be there for you now:
- US and Canada: call or text 988
- UK and Ireland: Samaritans, 116 123
- Many other countries in Europe: 116 123
- Anywhere else: findahelpline.com

If you are in danger right now, call your emergency number (112, 911 or 999), or go to someone \
near you and stay with them."""

_GERMAN = """\
Ich bin froh, dass du das sagst, und es tut mir leid, dass es dir so schlecht geht. Du musst da \
nicht allein durch.

Bitte sprich jetzt mit jemandem, der für dich da ist:
- Deutschland: TelefonSeelsorge, 116 123 oder 0800 111 0 111, kostenlos und rund um die Uhr
- Österreich: TelefonSeelsorge, 142
- Schweiz: Die Dargebotene Hand, 143
- Überall sonst: findahelpline.com

Wenn du jetzt in Gefahr bist, ruf die 112 an oder geh zu einem Menschen in deiner Nähe und bleib \
dort."""

_FRENCH = """\
Merci de l'avoir dit, et je suis désolé que ce soit si dur. Tu n'as pas à porter cela seul.

Parle maintenant à quelqu'un qui peut être là pour toi :
- France : 3114, gratuit, jour et nuit
- Canada : appelle le 988, ou envoie-lui un texto
- Ailleurs : findahelpline.com

Si tu es en danger maintenant, appelle le 112 ou le 911, ou va auprès de quelqu'un et reste avec \
cette personne."""

_SPANISH = """\
Gracias por decirlo, y siento mucho que duela tanto. No tienes que llevarlo a solas.

Habla ahora con alguien que pueda acompañarte:
- España: 024, gratis, día y noche
- Estados Unidos: 988, y marca 2 para español
- En cualquier otro lugar: findahelpline.com

Si ahora mismo estás en peligro, llama al 112 o al 911, o ve con alguien cercano y quédate con esa \
persona."""

_SIMPLIFIED_CHINESE = """\
谢谢你愿意说出来。你现在一定很难受,但你不必一个人扛着。

请现在就和能陪伴你的人谈一谈:
- 中国大陆:全国统一心理援助热线 12356
- 其他国家和地区:findahelpline.com

如果你此刻有危险,请马上拨打 120 或 110(或当地的急救电话),或者去找身边的人,让他们陪着你。"""

_TRADITIONAL_CHINESE = """\
謝謝你願意說出來。你現在一定很難受,但你不必一個人承擔。

請現在就和能陪伴你的人談一談:
- 台灣:安心專線 1925
- 香港:情緒通 18111
- 其他地方:findahelpline.com

如果你此刻有危險,請馬上撥打當地的緊急電話(台灣 119,香港 999),或者去找身邊的人,讓他們陪著你。"""

_CARE = {"de": _GERMAN, "fr": _FRENCH, "es": _SPANISH, "zh": _SIMPLIFIED_CHINESE}
_TRADITIONAL = {"hant", "tw", "hk", "mo"}

# By the part of a category before its stroke, so that new kinds of it are named as well.
_ABOUT = {
    "harassment": "harassment",
    "hate": "hate",
    "illicit": "help with something illegal",
    "self-harm": "self-harm",
    "sexual": "sexual content",
    "violence": "violence",
}


def care(locale: str | None) -> str:
    """Answer a person who may harm themselves, in the language of a tag such as `de` or `zh-CN`."""
    language, *rest = (locale or "en").lower().replace("_", "-").split("-")
    if language == "zh" and _TRADITIONAL.intersection(rest):
        return _TRADITIONAL_CHINESE
    return _CARE.get(language, _ENGLISH)


def about(verdict: Verdict) -> str:
    """Say what words contain, without the words themselves: `what looks like harassment`."""
    names = (category.split("/")[0] for category in verdict.categories)
    named = next((_ABOUT[name] for name in names if name in _ABOUT), None)
    match verdict.source, named:
        case "rules", _:
            return "something that this server does not allow"
        case _, None:
            return "something that the content check does not let through"
    return f"what looks like {named}"


def refusal(verdict: Verdict, direction: Direction) -> str:
    """Say why words were refused and what the person can do, without the words themselves."""
    why = about(verdict)
    if direction == "in":
        return (
            f"I did not answer: your message contains {why}. "
            "Put it another way, or ask an admin if this is a mistake."
        )
    return (
        f"I cannot show my answer: it contained {why}. "
        "Asking in another way may help; tell an admin if this is a mistake."
    )
