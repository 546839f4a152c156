"""A stand-in for the OpenAI API that speaks its wire format on loopback.

async with OpenAIDouble() as api:
    api.say("Canberra.", Reply(["Can", gate, "berra"], delay=0.01))
    api.fail(Status(429, retry_after=2), on="chat", times=2)
    api.moderation.flag("bomb", category="violence")
    client = AsyncOpenAI(base_url=api.base_url, api_key=api.key, max_retries=0)
    ...
    await api.until(requests=3)
    assert api.record.last.outcome == "left"
"""

from tests.doubles.openai.faults import (
    Cut,
    Drop,
    Error,
    Failed,
    Insert,
    Json,
    Noise,
    Page,
    Reset,
    Silence,
    Stall,
    Status,
    Trickle,
    bad_utf8,
    corrupt,
    no_quota,
    odd_chunk,
)
from tests.doubles.openai.models import ModelSpec
from tests.doubles.openai.moderation import Judged
from tests.doubles.openai.question import Question
from tests.doubles.openai.record import Exchange, Record
from tests.doubles.openai.script import Call, Reply, Usage
from tests.doubles.openai.server import KEY, OpenAIDouble
from tests.doubles.openai.transcripts import Recording

__all__ = [
    "KEY",
    "Call",
    "Cut",
    "Drop",
    "Error",
    "Exchange",
    "Failed",
    "Insert",
    "Json",
    "Judged",
    "ModelSpec",
    "Noise",
    "OpenAIDouble",
    "Page",
    "Question",
    "Record",
    "Recording",
    "Reply",
    "Reset",
    "Silence",
    "Stall",
    "Status",
    "Trickle",
    "Usage",
    "bad_utf8",
    "corrupt",
    "no_quota",
    "odd_chunk",
]
