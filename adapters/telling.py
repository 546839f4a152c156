"""What every chat platform says in the same words."""

from bot.messages import Choices, Ended


def spent(ended: Ended) -> str:
    """What a message used and cost; empty where nothing was used."""
    usage = ended.usage
    if not usage.input and not usage.output:
        return ""
    parts = [f"{usage.input:,} tokens in, {usage.output:,} out"]
    parts += [f"${ended.cost:,.4f}"] if ended.cost is not None else []
    parts += [ended.model] if ended.model else []
    return " · ".join(parts)


def question(choices: Choices) -> str:
    """A question with its answers, for where nothing can be pressed."""
    return "\n".join([choices.question, *(f"- {choice.label}" for choice in choices.choices)])
