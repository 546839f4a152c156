"""Building the prompt: system prompt, running summary, the newest turns that fit, the question."""

from collections.abc import Sequence

from bot.models import Utterance
from bot.tokens import FRAME, PRIMING
from bot.window.budget import Budget, Counted, Measure
from bot.window.falling import leaves, plan, size_of
from bot.window.fitting import fit_question, fit_system, shorter, size_of_question
from bot.window.speakers import spoken
from bot.window.values import SUMMARY_HEAD, SUMMARY_REPLY, Asked, Ready, Said, Summary, Window


def build(
    system: Counted,
    turns: Sequence[Said],
    asked: Asked,
    *,
    budget: Budget,
    measure: Measure,
    summary: Summary | None = None,
    ready: Ready | None = None,
) -> Window:
    """Return the window for a question; `turns` are those kept so far, oldest first.

    System prompt, newest turn and question are always there: too large, they lose their middle,
    the question before the system prompt. Only images, which cannot be cut, go over the budget.
    """
    room = budget.tokens - PRIMING - 2 * FRAME
    reserve = min(turns[-1].tokens, room // 8) if turns else 0
    question = fit_question(asked, others=system.tokens + reserve, room=room, measure=measure)
    size = size_of_question(question, asked)
    base = fit_system(system, most=max(room // 4, room - size - reserve), measure=measure)
    free = room - base.tokens
    sizes = [turn.tokens for turn in turns]
    chosen = plan(sizes, size, free=free, budget=budget, summary=summary, ready=ready)
    kept, told, lasting = turns[chosen.start :], chosen.summary, None
    if sum(sizes[chosen.start :]) + size_of(told) > free - size:
        later = leaves(free, 0, keep=budget.keep)
        kept, told, lasting = _squeezed(kept, told, room=free - size, later=later, measure=measure)
    return Window(
        prompt=_prompt(base.text, told, kept, asked, question.text),
        tokens=budget.tokens - free + size + size_of(told) + sum(turn.tokens for turn in kept),
        start=chosen.start,
        question=question,
        cut=(question.text, base.text) != (asked.text, system.text),
        adopted=chosen.adopted,
        shortened=lasting,
        free=free,
    )


def _squeezed(
    kept: Sequence[Said], summary: Summary | None, *, room: int, later: int, measure: Measure
) -> tuple[Sequence[Said], Summary | None, Said | None]:
    """Shorten the only turn left; a summary that would take much of its room is left out.

    Returns what is shown now in `room` tokens, and the turn as it stays from now on in `later`.
    """
    shown = summary if size_of(summary) <= room // 4 else None
    most = room - size_of(shown)
    if not kept or kept[0].tokens <= most:
        return kept, shown, None
    lasting = shorter(kept[0], most=max(most // 2, later - size_of(shown)), measure=measure)
    changed = lasting if lasting is not kept[0] else None
    return [shorter(lasting, most=most, measure=measure)], shown, changed


def _prompt(
    system: str, summary: Summary | None, kept: Sequence[Said], asked: Asked, question: str
) -> tuple[Utterance, ...]:
    prompt = [Utterance("system", system)] if system else []
    if summary and summary.text:
        # People's words must not speak with the authority of the system prompt.
        prompt.append(Utterance("user", SUMMARY_HEAD + summary.text))
        prompt.append(Utterance("assistant", SUMMARY_REPLY))
    for turn in kept:
        prompt.append(Utterance("user", turn.question))
        prompt.append(Utterance("assistant", turn.answer))
    prompt.append(Utterance("user", spoken(asked.speaker, question), asked.images))
    return tuple(prompt)
