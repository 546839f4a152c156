"""How the tests have the small model served: short, and in one slot more than one."""

from pathlib import Path

from bot.models.embedded.server import Launch


def launch(file: Path) -> Launch:
    return Launch(
        file=file,
        model="smollm2-135m",
        context=1_024,
        slots=2,
        # Two threads that wait for one another crawl where tests run side by side.
        threads=1,
        temperature=0,
        repeat_penalty=1.1,
        longest=48,
    )
