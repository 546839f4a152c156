"""Where words begin and end in a shape, as regular expressions."""

from bot.screening.normalize import UNSPACED

APART = r"[\x01-\x0a]"
"""What may stand between letters that are spelled one by one, and between words of a phrase."""

INSIDE = r"[\x06\x07]?[\x04\x05]*"
"""What may cut a word into pieces of several letters: one sign, and any emphasis."""

_ANY = r"[0-9a-z\x{80}-\x{10ffff}]"
_ALONE = "[aiu0-9]"

LEFT = rf"(?:\A|[\x01-\x0a{UNSPACED}])"
LEFT_DIGIT = rf"(?:\A|[\x01-\x0a0-9{UNSPACED}])"
RIGHT = LEFT.replace(r"\A", r"\z")
RIGHT_DIGIT = LEFT_DIGIT.replace(r"\A", r"\z")
"""Borders of a word; beside a long one a digit counts as well ("covid19")."""

RIGHT_UNSPACED = r"(?:\z|[^\pM\x{1160}-\x{11ff}])"
"""Where words have no borders letters still do: no mark, no rest of a syllable may follow."""

LEFT_SPELLED = (
    rf"(?:(?:\A{APART}*|{_ANY}{_ANY}{APART}+)(?:{_ALONE}{APART}+)*"
    rf"|\x01{{2}}{APART}*|{_ANY}\x02{_ANY}{APART}+|[{UNSPACED}]{APART}*)"
)
RIGHT_SPELLED = (
    rf"(?:(?:{APART}+{_ALONE})*"
    rf"(?:{APART}*\z|{APART}+{_ANY}{_ANY}|{APART}*\x01{{2}}|{APART}*[{UNSPACED}]))"
)
"""Borders of a word that is spelled out: a word of several letters, past one-letter words and
numbers; a wider gap; an "'s"; an end of the text."""

OPEN_SPELLED = rf"(?:{APART}+{_ALONE})*{APART}*{_ANY}?"
"""What may stand behind a whole word while its border is still open."""
