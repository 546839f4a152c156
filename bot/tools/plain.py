"""What plain words mean, told by the words alone: for models that know no tools."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.messages import OptionValue

_PLEASE = (
    r"^(?:hey|hi|hello|ok|okay|please|pls|now|then|,|\s)*"
    r"(?:(?:can|could|would|will) you |i(?:'d| would) like you to |i want you to |please )*"
)
_THAT = r"(?:that|this|it|the (?:above|last|previous)(?: (?:message|answer|text))?)"


@dataclass(frozen=True, slots=True)
class Meant:
    """A command that was meant, with its options. `about_last` is about what was said before."""

    command: str
    options: dict[str, OptionValue]
    about_last: bool = False


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    meant: Callable[[re.Match[str]], Meant]


def meant(text: str, *, sound: bool = False) -> Meant | None:
    """Tell which command a message means, None where it is talk; `sound` came along with it."""
    words = " ".join(text.split())
    if sound and _HEARD.search(words):
        return Meant("transcribe", {})
    for rule in _RULES:
        if found := rule.pattern.match(words):
            return rule.meant(found)
    return None


def mentions(text: str, command: str, *, picture: bool = False) -> bool:
    """Whether a message speaks of what the command does; `picture` came along with it."""
    found = meant(text, sound=command == "transcribe")
    if found is not None and found.command == command:
        return True
    if command != "image":
        return False
    return bool(_DRAWN.search(text) or (picture and _CHANGED.search(text)))


def _rule(pattern: str, meaning: Callable[[re.Match[str]], Meant]) -> _Rule:
    return _Rule(re.compile(pattern, re.IGNORECASE), meaning)


def _drawing(found: re.Match[str]) -> Meant:
    return Meant("image", {"prompt": found["what"].strip(" .!")})


def _translation(found: re.Match[str]) -> Meant:
    options: dict[str, OptionValue] = {"to": found["language"].strip(" .!?。！？")}
    text = (found.groupdict().get("what") or "").strip(" \"'“”「」:：")
    if text and not re.fullmatch(_THAT, text, re.IGNORECASE):
        return Meant("translate", {"text": text, **options})
    return Meant("translate", options, about_last=True)


def _summary(found: re.Match[str]) -> Meant:
    since = (found.groupdict().get("since") or "").strip(" .!?")
    return Meant("summarize", {"since": since} if since else {})


_HEARD = re.compile(
    r"what (?:does|did|do) (?:s?he|they|it) say|transcri|what(?:'s| is) (?:s?he|in it|this) saying"
    r"|说(?:了)?什么|转(?:写|录)|听写",
    re.IGNORECASE,
)
_DRAWN = re.compile(
    r"\b(?:re)?(?:draw|paint|sketch)\b"
    r"|\b(?:make|create|design|generate|give|need|render|want)\b[^.!?\n]{0,60}?\b"
    r"(?:drawing|icon|illustration|image|logo|painting|photo|picture|poster|sketch)s?\b"
    r"|[画畫绘繪]|(?:生成|做)[^。！？\n]{0,20}图",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"\b(?:add|change|crop|edit|erase|make|remove|replace|turn)\b|[改换变加去]", re.IGNORECASE
)
_RULES = (
    _rule(
        _PLEASE + r"(?:draw|paint|sketch|(?:make|create|generate|give)(?: me)? "
        r"(?:an? )?(?:image|picture|drawing|illustration|photo) of)(?: me| us)? (?P<what>.+)$",
        _drawing,
    ),
    _rule(r"^(?:请)?(?:帮我|给我)?(?:画|绘制)(?:一(?:张|幅|只|个))?(?P<what>.+)$", _drawing),
    _rule(
        _PLEASE + r"(?:translate|put|say|write|turn) (?P<what>.+?) (?:in|into|to) "
        r"(?P<language>[A-Z][\w-]{2,20}(?: \([\w ]+\))?)[.!?]*$",
        _translation,
    ),
    _rule(
        r"^(?:请)?(?:帮我)?(?:把(?P<what>.+?))?翻译成(?P<language>\w{1,6})[。！]?$", _translation
    ),
    _rule(
        _PLEASE + r"(?:what did i miss|catch me up|what happened|what have i missed)(?: here)?"
        r"(?: since (?P<since>.+?))?[?.!]*$",
        _summary,
    ),
    _rule(
        _PLEASE + r"(?:summari[sz]e|sum up) (?:(?:this|the) )?(?:channel|thread|conversation|chat)"
        r"(?: since (?P<since>.+?))?[?.!]*$",
        _summary,
    ),
    _rule(r"^(?:请)?(?:帮我)?(?:总结|概括)(?:一下)?(?:这个)?(?:频道|聊天|对话)?[。？]?$", _summary),
)
