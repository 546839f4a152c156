"""Transcripts as people and programs want them: text, subtitles (SRT, WebVTT), JSON."""

import html
import json
import re
from collections.abc import Sequence

from bot.models.hearing import Cue
from bot.transcribing.transcript import Transcript

# An arrow in the words would be taken for the one between two times.
_ARROW = re.compile(r"-{2,}>")
_BLANK = re.compile(r"\s*\n\s*")


def as_srt(cues: Sequence[Cue]) -> str:
    """Subtitles as SubRip has them."""
    return "\n".join(
        f"{number}\n{_time(cue.start, ',')} --> {_time(cue.end, ',')}\n{_said(cue)}\n"
        for number, cue in enumerate(cues, start=1)
    )


def as_vtt(cues: Sequence[Cue]) -> str:
    """Subtitles as WebVTT has them, with the speaker as a voice."""
    blocks = (
        f"{_time(cue.start, '.')} --> {_time(cue.end, '.')}\n{_voiced(cue)}\n" for cue in cues
    )
    return "\n".join(["WEBVTT\n", *blocks])


def as_json(transcript: Transcript) -> str:
    """Everything that is known, for programs; times are in seconds."""
    known = {
        "file": transcript.name,
        "seconds": round(transcript.seconds, 2),
        "language": transcript.language,
        "model": transcript.model,
        "text": transcript.text,
        "segments": [
            {"start": cue.start, "end": cue.end, "text": cue.text}
            | ({"speaker": cue.speaker} if cue.speaker else {})
            for cue in transcript.cues
        ],
    }
    return json.dumps(known, ensure_ascii=False, indent=2) + "\n"


def as_text(transcript: Transcript, *, timestamps: bool = False) -> str:
    """The words to read, with the times and the speakers where they are known and wanted."""
    speakers = any(cue.speaker for cue in transcript.cues)
    if not timestamps and not speakers:
        return transcript.text
    lines = _turns(transcript.cues) if speakers else list(transcript.cues)
    return "\n".join(
        f"{f'[{clock(cue.start)}] ' if timestamps else ''}{_said(cue)}" for cue in lines
    )


def clock(seconds: float) -> str:
    """A time as people write it: 1:05, or 1:02:05 from an hour on."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _turns(cues: Sequence[Cue]) -> list[Cue]:
    """Put what one speaker says without a break into one line."""
    turns: list[Cue] = []
    for cue in cues:
        if turns and turns[-1].speaker == cue.speaker:
            last = turns[-1]
            turns[-1] = Cue(last.start, cue.end, f"{last.text} {cue.text}", cue.speaker)
        else:
            turns.append(cue)
    return turns


def _plain(text: str) -> str:
    return _ARROW.sub("→", _BLANK.sub(" ", text)).strip()


def _said(cue: Cue) -> str:
    return f"{cue.speaker}: {_plain(cue.text)}" if cue.speaker else _plain(cue.text)


def _voiced(cue: Cue) -> str:
    text = html.escape(_plain(cue.text), quote=False)
    return f"<v {html.escape(cue.speaker, quote=False)}>{text}" if cue.speaker else text


def _time(seconds: float, mark: str) -> str:
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{rest:02}{mark}{thousandths:03}"
