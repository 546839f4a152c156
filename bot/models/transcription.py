"""The models of an endpoint that make text of sound: POST /audio/transcriptions."""

import asyncio
import base64
from dataclasses import replace
from typing import Any

import msgspec

from bot.config import ModelCard
from bot.config.schema import Hears, Models
from bot.errors import (
    ModelError,
    ModelSilent,
    ModelUnknown,
    NotAnEndpoint,
    NotOffered,
    RequestRejected,
)
from bot.messages import Usage
from bot.models.client import Client
from bot.models.hearing import Clip, Cue, Gives, Heard
from bot.models.retry import retried

ABILITY = "make text of sound"
# The prompt is bounded by some 200 tokens, of which the last ones count.
_PROMPT_CHARACTERS = 600


class _Segment(msgspec.Struct):
    start: float = 0
    end: float = 0
    text: str = ""
    speaker: str | None = None


class _Language(msgspec.Struct):
    code: str | None = None
    language: str | None = None


class _Usage(msgspec.Struct):
    type: str | None = None
    seconds: float | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None

    def usage(self, seconds: float) -> Usage:
        """The usage as reported; `seconds` is how long the sound is where nobody says."""
        return Usage(
            input=self.input_tokens or 0,
            output=self.output_tokens or 0,
            seconds=seconds if self.seconds is None else self.seconds,
        )


class _Answer(msgspec.Struct):
    text: str
    language: str | None = None
    languages: list[str | _Language] | None = None
    segments: list[_Segment] | None = None
    usage: _Usage | None = None


_decoder = msgspec.json.Decoder(_Answer)


class EndpointEar:
    """One model of one endpoint."""

    def __init__(self, client: Client, name: str, card: ModelCard, config: Models) -> None:
        self.name = name
        self.card = card
        self._client = client
        self._config = config
        self._hears = card.hears or Hears()

    async def hear(self, clip: Clip, gives: Gives) -> Heard:
        """See `bot.models.hearing.Ear`."""
        try:
            return await retried(lambda: self._asked(clip, gives), self._config.retry)
        except (ModelUnknown, NotAnEndpoint) as error:
            raise _without_ears(error) from error
        except RequestRejected:
            if not clip.voices:
                raise
            # Not every server with such a model knows voices again.
            return await self.hear(replace(clip, voices=()), gives)

    async def _asked(self, clip: Clip, gives: Gives) -> Heard:
        data = await asyncio.to_thread(clip.file.read_bytes)
        create: Any = self._client.sdk.audio.transcriptions.with_raw_response.create
        with self._client.translated(self.name):
            try:
                async with asyncio.timeout(self._config.transcription.seconds):
                    raw = await create(
                        model=self.name,
                        # Its ending is how the endpoint knows the kind of file.
                        file=(f"sound{clip.file.suffix}", data, clip.media_type),
                        **self._fields(clip, gives),
                    )
            except TimeoutError:
                raise ModelSilent("no text in time") from None
            try:
                answer = _decoder.decode(raw.http_response.content)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise NotAnEndpoint("no text of a sound") from error
        return _heard(answer, clip)

    def _fields(self, clip: Clip, gives: Gives) -> dict[str, Any]:
        """What is sent beside the sound: only what the card says that the model understands."""
        hears = self._hears
        fields: dict[str, Any] = {"response_format": "json"}
        if gives == "speakers" and "speakers" in hears.gives:
            fields = {"response_format": "diarized_json", "chunking_strategy": "auto"}
            if clip.voices:
                fields["known_speaker_names"] = [name for name, _ in clip.voices]
                fields["known_speaker_references"] = [
                    f"data:{clip.media_type};base64,{base64.b64encode(data).decode()}"
                    for _, data in clip.voices
                ]
        elif gives != "text" and "times" in hears.gives:
            fields = {"response_format": "verbose_json", "timestamp_granularities": ["segment"]}
        if clip.language:
            several = hears.language == "languages"
            fields[hears.language] = [clip.language] if several else clip.language
        if clip.before and hears.prompt:
            fields["prompt"] = clip.before[-_PROMPT_CHARACTERS:]
        return fields


def _heard(answer: _Answer, clip: Clip) -> Heard:
    cues = tuple(
        Cue(one.start, max(one.start, one.end), one.text.strip(), one.speaker or "")
        for one in answer.segments or ()
        if one.text.strip()
    )
    usage = (answer.usage or _Usage()).usage(clip.seconds)
    return Heard(answer.text.strip(), cues, _language(answer), usage)


def _language(answer: _Answer) -> str:
    if answer.language:
        return answer.language
    for one in answer.languages or ():
        found = one if isinstance(one, str) else one.code or one.language
        if found:
            return found
    return ""


def _without_ears(error: ModelError) -> ModelError:
    """Say of an endpoint that has no such model, or no models for sound at all, that it cannot."""
    return NotOffered(
        error.detail,
        ability=ABILITY,
        model=error.model,
        endpoint=error.endpoint,
        status=error.status,
        request_id=error.request_id,
    )
