"""POST /v1/audio/transcriptions: its requests, what each model returns, and its answers.

Field names and formats: openai/types/audio/transcription_create_params.py, transcription.py,
transcription_verbose.py, transcription_diarized.py and the transcription_text_*.py files there.
"""

import asyncio
import base64
import inspect
import io
import re
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import av
from msgspec.json import encode
from openai.types.audio.transcription_create_params import TranscriptionCreateParamsStreaming

from tests.doubles.openai.easel import Upload
from tests.doubles.openai.errors import Problem, Rejected, missing, unsupported, usual
from tests.doubles.openai.models import Models
from tests.doubles.openai.script import Finish, cut

_NAMES = TranscriptionCreateParamsStreaming.__annotations__.keys()
# Each kind of model, with the formats that it returns.
FORMATS: Mapping[str, tuple[str, ...]] = {
    "text": ("json",),
    "times": ("json", "text", "srt", "verbose_json", "vtt"),
    "speakers": ("json", "text", "diarized_json"),
}
LARGEST = 25 * 1024 * 1024
LONGEST = 1_500
_SHORTEST = 0.1
_WITHOUT_CHUNKS = 30
_MOST_KNOWN = 4
_SHORTEST_KNOWN, _LONGEST_KNOWN = 2, 10
_ENDINGS = frozenset({"flac", "mp3", "mp4", "mpeg", "mpga", "m4a", "ogg", "wav", "webm"})
_SENTENCE = re.compile(r"[^.!?]+[.!?]*\s*")
DEFAULT = "This is what was said. And this was said after it."


@dataclass(frozen=True, slots=True)
class Recording:
    """A request that was found to be in order: the file, and how long it sounds."""

    model: str
    kind: str
    file: Upload
    seconds: float
    format: str
    language: str = ""
    languages: tuple[str, ...] = ()
    prompt: str = ""
    stream: bool = False
    known: tuple[str, ...] = ()


Hear = Callable[[Recording], str | Awaitable[str]]


@dataclass(slots=True)
class Stenographer:
    """Says what was said: the queue first, then `hear`, then always the same.

    `delay` is in seconds. While `gate` is there and not set, nothing is answered. `billed` is by
    the `duration` or in `tokens`, or None for a server that says nothing of it. `heard` is all that
    was asked, in order.
    """

    delay: float = 0
    gate: asyncio.Event | None = None
    hear: Hear | None = None
    billed: str | None = "duration"
    detected: str = "en"
    heard: list[Recording] = field(default_factory=list)
    _queue: deque[str] = field(default_factory=deque)

    def add(self, *texts: str) -> None:
        """Put texts into the queue; each serves one request."""
        self._queue.extend(texts)

    async def text(self, recording: Recording) -> str:
        """Return what was said in a recording."""
        self.heard.append(recording)
        if self.gate is not None:
            await self.gate.wait()
        await asyncio.sleep(self.delay)
        if self._queue:
            return self._queue.popleft()
        if self.hear is None:
            return DEFAULT
        said = self.hear(recording)
        return await said if inspect.isawaitable(said) else said

    def usage(self, recording: Recording, text: str) -> dict[str, Any]:
        """Return the usage as a part of the answer's body."""
        if self.billed is None:
            return {}
        if self.billed == "duration":
            return {"usage": {"type": "duration", "seconds": round(recording.seconds + 0.5)}}
        sound, output = int(recording.seconds * 10), len(cut(text))
        details = {"audio_tokens": sound, "text_tokens": len(cut(recording.prompt))}
        given = sum(details.values())
        tokens = {"input_tokens": given, "output_tokens": output, "total_tokens": given + output}
        return {"usage": {"type": "tokens", **tokens, "input_token_details": details}}


def read(form: Any, models: Models) -> Recording:
    """Read a request, whose fields are lists. Raises `Rejected`."""
    if not isinstance(form, dict):
        raise Rejected(usual(400))
    file = (form.get("file") or [None])[0]
    if not isinstance(file, Upload):
        raise Rejected(missing("file"))
    if len(file.data) > LARGEST:
        said = f"{len(file.data)}: Maximum content size limit ({LARGEST + 1_000}) exceeded"
        raise Rejected(Problem(413, said, type="server_error"))
    name = str((form.get("model") or [""])[0])
    kind = models.get(name).hears
    if kind is None:
        said = f"Invalid value: '{name}'. Supported values are transcription models."
        raise Rejected(Problem(400, said, code="invalid_value", param="model"))
    for given in form:
        if given not in _NAMES:
            said = f"Unknown parameter: '{given}'."
            raise Rejected(Problem(400, said, code="unknown_parameter", param=given))
    return _recording(form, file, name, kind)


def _recording(form: dict[str, list[Any]], file: Upload, model: str, kind: str) -> Recording:
    one = {name: str(values[0]) for name, values in form.items() if name != "file"}
    seconds = _length(file)
    recording = Recording(
        model=model,
        kind=kind,
        file=file,
        seconds=seconds,
        format=one.get("response_format", "json"),
        language=one.get("language", ""),
        languages=tuple(map(str, form.get("languages", ()))),
        prompt=one.get("prompt", ""),
        known=tuple(map(str, form.get("known_speaker_names", ()))),
        # whisper-1 is said to ignore it.
        stream=one.get("stream", "").lower() == "true" and kind != "times",
    )
    if recording.format not in FORMATS[kind]:
        said = f"response_format '{recording.format}' is not compatible with model '{model}'."
        raise Rejected(Problem(400, said, code="unsupported_value", param="response_format"))
    if "timestamp_granularities" in form and recording.format != "verbose_json":
        raise Rejected(unsupported("timestamp_granularities", "Use 'verbose_json'."))
    if (recording.languages or "keywords" in form) and model != "gpt-transcribe":
        raise Rejected(unsupported("languages" if recording.languages else "keywords"))
    _check_voices(recording, list(map(str, form.get("known_speaker_references", ()))))
    if kind == "speakers" and recording.prompt:
        raise Rejected(unsupported("prompt"))
    if kind == "speakers" and seconds > _WITHOUT_CHUNKS and "chunking_strategy" not in form:
        raise Rejected(missing("chunking_strategy"))
    if kind != "times" and seconds > LONGEST:
        said = f"audio duration {seconds} seconds is longer than {LONGEST} seconds"
        raise Rejected(Problem(400, said, code="invalid_value"))
    return recording


def _check_voices(recording: Recording, references: list[str]) -> None:
    """Refuse voices that the service would not take."""
    if (recording.known or references) and recording.kind != "speakers":
        raise Rejected(unsupported("known_speaker_names"))
    if len(recording.known) != len(references) or len(references) > _MOST_KNOWN:
        said = "known_speaker_names and known_speaker_references do not fit together"
        raise Rejected(Problem(400, said, code="invalid_value", param="known_speaker_names"))
    for reference in references:
        head, _, data = reference.partition(";base64,")
        kind = head.removeprefix("data:audio/")
        seconds = _length(Upload(f"voice.{kind}", head, base64.b64decode(data)))
        if not _SHORTEST_KNOWN <= seconds <= _LONGEST_KNOWN:
            said = f"reference audio of {seconds} seconds is not between 2 and 10 seconds"
            raise Rejected(Problem(400, said, code="invalid_value"))


def _length(file: Upload) -> float:
    said = "Audio file might be corrupted or unsupported"
    if file.name.rpartition(".")[2].lower() not in _ENDINGS:
        raise Rejected(Problem(400, f"Invalid file format. {said}", code="invalid_value"))
    try:
        with av.open(io.BytesIO(file.data), "r") as container:
            frames = container.decode(audio=0)
            seconds = sum(frame.samples / frame.sample_rate for frame in frames)
    except (av.error.FFmpegError, IndexError):
        raise Rejected(Problem(400, said, code="invalid_value", param="file")) from None
    if seconds < _SHORTEST:
        short = "Audio file is too short. Minimum audio length is 0.1 seconds."
        raise Rejected(Problem(400, short, code="audio_too_short", param="file"))
    return seconds


def whole(recording: Recording, text: str, stenographer: Stenographer) -> tuple[str, bytes]:
    """Return the media type and the body of the answer."""
    usage = stenographer.usage(recording, text)
    body: dict[str, Any] = {"text": text}
    match recording.format:
        case "text":
            return "text/plain; charset=utf-8", f"{text}\n".encode()
        case "srt" | "vtt":
            return "text/plain; charset=utf-8", _subtitles(recording, text).encode()
        case "verbose_json":
            body |= {
                "task": "transcribe",
                "language": "english",
                "duration": recording.seconds,
                "segments": [_verbose(*one) for one in enumerate(_segments(recording, text))],
            }
        case "diarized_json":
            body |= {
                "task": "transcribe",
                "duration": recording.seconds,
                "segments": [
                    _spoken(*one, (*recording.known, "A", "B"))
                    for one in enumerate(_segments(recording, text))
                ],
            }
        case _ if recording.model == "gpt-transcribe":
            body["languages"] = [{"code": stenographer.detected}]
    return "application/json", encode(body | usage)


def _segments(recording: Recording, text: str) -> list[tuple[float, float, str]]:
    """The sentences, spread over the time by their length."""
    sentences = _SENTENCE.findall(text)
    length, said, segments = max(1, sum(map(len, sentences))), 0, []
    for sentence in sentences:
        start = recording.seconds * said / length
        said += len(sentence)
        segments.append((start, recording.seconds * said / length, f" {sentence.strip()}"))
    return segments


def _verbose(number: int, segment: tuple[float, float, str]) -> dict[str, Any]:
    start, end, text = segment
    return {
        "id": number,
        "seek": 0,
        "start": start,
        "end": end,
        "text": text,
        "tokens": [],
        "temperature": 0.0,
        "avg_logprob": -0.2,
        "compression_ratio": 1.2,
        "no_speech_prob": 0.01,
    }


def _spoken(
    number: int, segment: tuple[float, float, str], speakers: tuple[str, ...]
) -> dict[str, Any]:
    start, end, text = segment
    return {
        "type": "transcript.text.segment",
        "id": f"seg_{number}",
        "start": start,
        "end": end,
        "text": text.strip(),
        "speaker": speakers[number % len(speakers)],
    }


def _subtitles(recording: Recording, text: str) -> str:
    mark = "," if recording.format == "srt" else "."
    blocks = [
        f"{number}\n{_clock(start, mark)} --> {_clock(end, mark)}\n{said.strip()}\n"
        for number, (start, end, said) in enumerate(_segments(recording, text), start=1)
    ]
    return "\n".join(blocks if mark == "," else ["WEBVTT\n", *blocks])


def _clock(seconds: float, mark: str) -> str:
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{mark}{thousandths:03}"


class Stream:
    """The form of a streamed transcript; see `tests.doubles.openai.stream.Form`."""

    def __init__(self, recording: Recording, text: str, stenographer: Stenographer) -> None:
        self._done = {"text": text} | stenographer.usage(recording, text)

    def opening(self) -> bytes:
        """Return nothing."""
        return b""

    def delta(self, token: str) -> bytes:
        """Return more text."""
        return _event({"type": "transcript.text.delta", "delta": token})

    def closing(self, finish: Finish) -> bytes:
        """Return the whole text and the usage."""
        return _event({"type": "transcript.text.done"} | self._done) + b"data: [DONE]\n\n"

    def noise(self) -> bytes:
        """Return a comment, and an event of an unknown type."""
        return b": keep-alive\n\n" + _event({"type": "transcript.text.novelty"})

    def error(self, problem: Problem, *, nested: bool) -> bytes:
        """Return the error event."""
        return _event({"type": "error", **problem.body()})

    def failed(self, problem: Problem) -> bytes:
        """Return the error event."""
        return self.error(problem, nested=True)


def _event(fields: dict[str, Any]) -> bytes:
    return b"data: " + encode(fields) + b"\n\n"
