"""The process that hears on this machine: it loads the model, and says each sentence as it comes.

It says {"language"}, then {"start", "end", "text"} for each sentence, and nothing more at the end.
"""

from pathlib import Path
from typing import Any

from bot.children import ordered, say

# How many ways to hear a sentence are followed; with fewer, words are lost.
_WAYS = 5


def main() -> None:
    """Do what was ordered."""
    order = ordered()
    model = _loaded(order)
    segments, about = model.transcribe(
        order["sound"],
        language=order["language"] or None,
        initial_prompt=order["before"] or None,
        beam_size=_WAYS,
        # What it heard wrong once it would hear again and again.
        condition_on_previous_text=False,
        vad_filter=True,
    )
    say(language=about.language)
    for segment in segments:
        say(start=segment.start, end=segment.end, text=segment.text.strip())


def _loaded(order: dict[str, Any]) -> Any:
    from faster_whisper import WhisperModel

    how = {"device": "cpu", "compute_type": "int8", "cpu_threads": order["threads"]}
    file = Path(order["model"])
    if file.is_dir():
        return WhisperModel(str(file), local_files_only=True, **how)
    with file.open("rb") as bundle:
        files = {name: bundle.read(size) for name, size in order["holds"].items()}
    return WhisperModel(file.stem, files=files, **how)


if __name__ == "__main__":
    main()
