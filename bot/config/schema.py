"""The shape of config.yaml: every operator setting that is not a secret, with type and bounds."""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PositiveInt, model_validator

from bot.settings import Values

Seconds = Annotated[float, Field(gt=0, le=3600)]
Share = Annotated[float, Field(ge=0, le=1)]
Sha256 = Annotated[
    str,
    Field(
        pattern=r"^[0-9a-f]{64}$",
        json_schema_extra={"expected": "a SHA-256 digest: 64 characters out of 0-9 and a-f"},
    ),
]
Address = Annotated[
    str,
    Field(
        # An opened bracket begins an IPv6 address, which no library reads when it is not closed.
        pattern=r"^https?://([^\s/\[\]]|\[[0-9A-Fa-f:.]+\])",
        json_schema_extra={"expected": "an address that begins with http:// or https://"},
    ),
]
Gateway = Annotated[
    str,
    Field(
        pattern=r"^wss?://[^\s/]",
        json_schema_extra={"expected": "an address that begins with ws:// or wss://"},
    ),
]
Listen = Annotated[
    str,
    Field(
        pattern=r"^[^\s:/]+:\d{1,5}$",
        json_schema_extra={"expected": "a host and a port, such as 0.0.0.0:3000"},
    ),
]
HomePath = Annotated[Path, AfterValidator(Path.expanduser)]
"""A path in which `~` stands for the person's home folder."""


class Section(BaseModel):
    """A part of config.yaml; a key it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Store(Section):
    """Where what is kept lives."""

    url: str | None = None
    busy_seconds: Seconds = 5


class Retry(Section):
    """The only retry policy there is: it ends where the first token arrives."""

    attempts: Annotated[int, Field(ge=1, le=20)] = 3
    first_delay: Annotated[float, Field(ge=0, le=60)] = 0.5
    longest_delay: Annotated[float, Field(ge=0, le=600)] = 20
    patience: Seconds = 60


class Prices(Section):
    """US dollars for a million tokens; `image_input` is for those of pictures that are sent.

    `image` is for each picture that is made, `minute` for each minute of sound that is heard, where
    a model charges for them and not for tokens.
    """

    input: Annotated[float, Field(ge=0)]
    cached: Annotated[float, Field(ge=0)] | None = None
    output: Annotated[float, Field(ge=0)]
    image_input: Annotated[float, Field(ge=0)] | None = None
    image: Annotated[float, Field(ge=0)] | None = None
    minute: Annotated[float, Field(ge=0)] | None = None


class Pictures(Section):
    """What a model that makes pictures can do; the defaults are for one that nobody has described.

    `at_once` is how many it makes for one request. `sizes` are all that it makes, unless it has a
    `longest_side`: then any up to it, in steps of 16 pixels. `tokens` is about what a picture of
    1024 x 1024 pixels takes, by quality. An older server must be `asked_for_base64`.
    """

    at_once: Annotated[int, Field(ge=1, le=10)] = 1
    sizes: list[Annotated[str, Field(pattern=r"^\d{2,5}x\d{2,5}$")]] = []
    longest_side: PositiveInt | None = None
    qualities: list[Literal["low", "medium", "high", "xhigh", "max"]] = []
    formats: list[Literal["png", "jpeg", "webp"]] = []
    transparent: bool = False
    edits: bool = True
    streams: bool = False
    asked_for_base64: bool = True
    tokens: dict[str, PositiveInt] = {}


class Hears(Section):
    """What a model that makes text of sound can do; the defaults are for one nobody has described.

    `gives` is what it returns beside the text: when each sentence was said, and by whom. Some take
    one `language` as a hint and some several. `minutes` is the longest sound of one request.
    """

    gives: list[Literal["times", "speakers"]] = []
    language: Literal["language", "languages"] = "language"
    prompt: bool = True
    minutes: Annotated[float, Field(gt=0, le=240)] = 20


class ModelCard(Section):
    """What a model can do. The defaults are the safe values that an unknown model gets.

    `context` and `output` are in tokens. `effort` is sent as the reasoning effort where set.
    `length_field` is what the chat dialect calls the bound on the answer: OpenAI's own newer name,
    or the older one that every compatible server knows.
    """

    dialect: Literal["responses", "chat"] = "chat"
    context: PositiveInt = 16_384
    output: PositiveInt = 4_096
    temperature: bool = False
    images: bool = False
    tools: bool = False
    effort: Literal["none", "low", "medium", "high", "xhigh", "max"] | None = None
    length_field: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    encoding: Literal["o200k_base", "cl100k_base"] = "o200k_base"
    prices: Prices | None = None
    prices_from: date | None = None
    shutdown: date | None = None
    pictures: Pictures | None = None
    hears: Hears | None = None


class WheelPart(Section):
    """A wheel on the package index that carries a part of the file; read as data, never run.

    `sha256` is the wheel's; `member` is the part's path inside it and `size` its bytes, unpacked.
    """

    package: str
    version: str
    sha256: Sha256
    member: str
    size: PositiveInt


class Source(Section):
    """One place to have a model's file from: an address, a file on disk, or wheels to be joined."""

    url: Address | None = None
    path: HomePath | None = None
    wheels: list[WheelPart] | None = None

    @model_validator(mode="after")
    def _is_one_place(self) -> Self:
        places = [place for place in (self.url, self.path, self.wheels) if place is not None]
        if len(places) != 1:
            raise ValueError("one place: an address (url), a file (path) or wheels")
        return self


class FetchedModel(Section):
    """A model that runs on this machine. `size` and `memory` are in bytes."""

    title: str
    file: str
    size: PositiveInt
    sha256: Sha256
    licence: str
    memory: PositiveInt
    sources: list[Source]


class EmbeddedModel(FetchedModel):
    """A model that writes."""

    context: PositiveInt = 4_096
    window: PositiveInt = 1_000


class SpeechModel(FetchedModel):
    """A model that hears; its file `holds` others, one behind the other: names and bytes."""

    holds: dict[str, PositiveInt]


class Embedded(Section):
    """The model that serves when there is no key and no endpoint."""

    model: str = "qwen2.5-coder-1.5b"
    small: str = "smollm2-135m"
    path: HomePath | None = None
    folder: HomePath | None = None
    threads: Annotated[int, Field(ge=0, le=256)] = 0
    slots: Annotated[int, Field(ge=1, le=16)] = 2
    temperature: Annotated[float, Field(ge=0, le=2)] = 0.2
    repeat_penalty: Annotated[float, Field(ge=1, le=2)] = 1.1
    prompt: Annotated[str, Field(max_length=2_000)] = (
        "You are Causerie, a helpful assistant. Answer truthfully and in one to three short "
        "sentences, in the language of the question. If you do not know, say so."
    )
    catalogue: dict[str, EmbeddedModel] = {}


class Speech(Section):
    """The model that makes text of sound where no endpoint does."""

    model: str = "whisper-base"
    path: HomePath | None = None
    folder: HomePath | None = None
    threads: Annotated[int, Field(ge=0, le=256)] = 0
    waiting: Annotated[int, Field(ge=0, le=1_000)] = 20
    seconds: Seconds = 1_800
    catalogue: dict[str, SpeechModel] = {}


class Transcription(Section):
    """Which model makes text of sound, and in what parts it is asked."""

    model: str = "auto"
    speakers: str = "auto"
    part_minutes: Annotated[float, Field(ge=0.1, le=240)] = 10
    cue_seconds: Annotated[float, Field(ge=4, le=120)] = 15
    at_once: Annotated[int, Field(ge=1, le=64)] = 4
    seconds: Seconds = 300


class Models(Section):
    """Which model answers, how long to wait for it, and what each can do."""

    default: str = "auto"
    pictures: str = "auto"
    fallbacks: list[str] = []
    base_url: Address | None = None
    first_token_seconds: Seconds = 60
    between_tokens_seconds: Seconds = 30
    connect_seconds: Seconds = 10
    picture_seconds: Seconds = 300
    pictures_at_once: Annotated[int, Field(ge=1, le=100)] = 3
    continuations: Annotated[int, Field(ge=0, le=5)] = 1
    retry: Retry = Retry()
    transcription: Transcription = Transcription()
    embedded: Embedded = Embedded()
    speech: Speech = Speech()
    table: dict[str, ModelCard] = {}


class Window(Section):
    """How much of a conversation is sent to the model. Shares are of the model's context."""

    answer_share: Share = 0.25
    margin_share: Share = 0.05
    largest: PositiveInt = 60_000
    keep_share: Annotated[float, Field(ge=0.1, le=0.95)] = 0.5
    summary_tokens: Annotated[int, Field(ge=0, le=10_000)] = 600
    summary_model: str | None = None
    warm_places: PositiveInt = 1_000


class Moderation(Section):
    """The moderation model, and what happens when it gives no verdict."""

    service: Literal["auto", "on", "off"] = "auto"
    model: str = "omni-moderation-latest"
    base_url: Address | None = None
    seconds: Seconds = 10
    retry: Retry = Retry(attempts=2, first_delay=0.2, longest_delay=2, patience=10)


class Segments(Section):
    """When a piece of the answer is sent to be judged: at a sentence's end, or after this much."""

    characters: Annotated[int, Field(ge=20, le=10_000)] = 400
    milliseconds: Annotated[int, Field(ge=10, le=60_000)] = 700
    context_characters: Annotated[int, Field(ge=0, le=100_000)] = 4_000
    at_once: Annotated[int, Field(ge=1, le=32)] = 4


class Screening(Section):
    """How words are judged before anybody sees them."""

    moderation: Moderation = Moderation()
    segments: Segments = Segments()
    basic_list: bool = True
    log_text: bool = False


class Lanes(Section):
    """How many messages may wait, and how many are answered side by side."""

    queue: Annotated[int, Field(ge=1, le=10_000)] = 50
    at_once: Annotated[int, Field(ge=1, le=10_000)] = 200
    at_once_per_server: Annotated[int, Field(ge=1, le=10_000)] = 50


class Limits(Section):
    """Bounds on what a person may send. Sizes are in bytes, lengths in characters."""

    text_characters: PositiveInt = 200_000
    image_bytes: PositiveInt = 20_000_000
    text_file_bytes: PositiveInt = 1_000_000
    document_bytes: PositiveInt = 25_000_000
    document_pages: PositiveInt = 1_000
    document_characters: PositiveInt = 200_000
    document_unpacked_bytes: PositiveInt = 200_000_000
    document_seconds: Seconds = 30
    documents_at_once: Annotated[int, Field(ge=1, le=64)] = 2
    sound_bytes: PositiveInt = 200_000_000
    sound_minutes: Annotated[float, Field(gt=0, le=1_440)] = 180
    sounds_at_once: Annotated[int, Field(ge=1, le=64)] = 2
    attachments: Annotated[int, Field(ge=0, le=100)] = 10


class Fetch(Section):
    """Pages of the web that people ask about: how much of them, and from where."""

    seconds: Seconds = 20
    bytes: PositiveInt = 25_000_000
    redirects: Annotated[int, Field(ge=0, le=20)] = 5
    at_once: Annotated[int, Field(ge=1, le=1_000)] = 8
    allowed_hosts: list[str] = []


class Retention(Section):
    """When what is kept is looked through, and how long a server is kept that the bot left."""

    every_minutes: Annotated[float, Field(ge=1, le=1_440)] = 60
    after_leaving_days: Annotated[float, Field(ge=0, le=3_650)] = 30


class Tools(Section):
    """What a model may do by itself when plain words ask for it."""

    steps: Annotated[int, Field(ge=0, le=20)] = 3


class Summaries(Section):
    """How much is summed up, and from what on the person is asked before it begins."""

    ask_messages: PositiveInt = 5_000
    ask_requests: PositiveInt = 40
    messages: PositiveInt = 50_000
    characters: PositiveInt = 2_000_000
    part_tokens: Annotated[int, Field(ge=200)] = 12_000
    at_once: Annotated[int, Field(ge=1, le=64)] = 8


class Recovery(Section):
    """What happens to messages that were taken but not answered when the program ended."""

    answer_within_hours: Annotated[float, Field(ge=0, le=720)] = 24
    attempts: Annotated[int, Field(ge=1, le=10)] = 2
    places: Annotated[int, Field(ge=0, le=10_000)] = 100
    messages: Annotated[int, Field(ge=1, le=999)] = 50


class Log(Section):
    """Where the log goes. Text of messages and secrets are never in it."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    file: HomePath | None = None
    megabytes: Annotated[int, Field(ge=1, le=1_000)] = 10


class Persona(Section):
    """A named way of answering: a system prompt and a sentence about it."""

    description: str
    prompt: Annotated[str, Field(max_length=20_000)]


class Discord(Section):
    """Where Discord's interfaces are; other addresses than the defaults for a proxy."""

    api_url: Address = "https://discord.com/api/v10"
    gateway_url: Gateway | None = None
    cdn_url: Address = "https://cdn.discordapp.com"
    shards: Annotated[int, Field(ge=1)] | None = None


class Slack(Section):
    """How Slack reaches the bot, where its Web API is, and what commands are called there."""

    mode: Literal["socket", "http"] = "socket"
    listen: Listen = "127.0.0.1:3000"
    address: Address | None = None
    api_url: Address = "https://slack.com/api/"
    prefix: Annotated[str, Field(pattern=r"^[a-z0-9_-]{0,15}$")] = ""
    stream_seconds: Annotated[float, Field(gt=0, le=290)] = 240


class Config(Section):
    """The whole of config.yaml."""

    store: Store = Store()
    models: Models = Models()
    window: Window = Window()
    screening: Screening = Screening()
    lanes: Lanes = Lanes()
    limits: Limits = Limits()
    fetch: Fetch = Fetch()
    summaries: Summaries = Summaries()
    tools: Tools = Tools()
    retention: Retention = Retention()
    recovery: Recovery = Recovery()
    log: Log = Log()
    personas: dict[str, Persona] = {}
    defaults: Values = Values()
    discord: Discord = Discord()
    slack: Slack = Slack()
