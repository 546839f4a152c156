"""What may stand for a letter of a forbidden word: digits, signs, letters that look like it."""

from bot.screening.lookalikes import AMBIGUOUS
from bot.screening.normalize import AT, BANG, BAR, DOLLAR, PLUS

SHORT = 3
"""The shortest word whose letters may stand apart, or be replaced by digits and signs."""

LONG = 4
"""The shortest word that signs may cut into pieces of several letters, and a digit may touch."""

_DIGITS = {"a": "4", "b": "68", "e": "3", "g": "69", "i": "1", "l": "1", "o": "0"}
_DIGITS |= {"s": "5", "t": "7", "z": "2"}
_SIGNS = {"a": AT, "i": BAR + BANG, "l": BAR, "s": DOLLAR, "t": PLUS}
_LETTERS = {
    letter: "".join(char for char, letters in AMBIGUOUS.items() if letter in letters)
    for letter in "".join(AMBIGUOUS.values())
}


def readings(word: str, place: int, *, digits: bool) -> str:
    """Give a class of all that may stand for the letter at a place of a word.

    A bar at either end is more likely a line of a table, and a "!" at the end punctuation.
    """
    letter = word[place]
    if letter.isdigit() and letter.isascii():
        return f"[{letter}{chr(ord(letter) - 0x20)}]"
    chars = letter + _LETTERS.get(letter, "")
    if len(word) >= SHORT:
        signs = _SIGNS.get(letter, "")
        if place in {0, len(word) - 1}:
            signs = signs.replace(BAR, "")
        if place == len(word) - 1:
            signs = signs.replace(BANG, "")
        chars += signs + (_DIGITS.get(letter, "") if digits else "")
    return f"[{chars}]" if len(chars) > 1 else chars
