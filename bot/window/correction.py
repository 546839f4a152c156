"""How far our count of tokens is from the endpoint's, learned from what it reports."""

_LEAST, _MOST = 0.5, 2.0
_TOO_SHORT = 50
_WEIGHT = 0.3
_STEP = 0.04


class Correction:
    """The factor of one model: the endpoint's tokens for each one of ours, from 0.5 to 2.

    It is smoothed, and moves in steps: were it another one for every message, so would be what
    fits, and with it the beginning of prompts.
    """

    __slots__ = ("_smoothed", "factor")

    def __init__(self) -> None:
        self.factor = 1.0
        self._smoothed = 1.0

    def learn(self, *, estimated: int, reported: int) -> None:
        """Take in one prompt's two counts; a prompt too short to tell, or no report, is ignored."""
        if estimated < _TOO_SHORT or reported <= 0:
            return
        ratio = min(_MOST, max(_LEAST, reported / estimated))
        self._smoothed += _WEIGHT * (ratio - self._smoothed)
        if abs(self._smoothed - self.factor) >= _STEP:
            self.factor = self._smoothed
