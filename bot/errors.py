"""Everything that can go wrong, as the core says it.

    CauserieError
    ├── ConfigError              the operator's configuration cannot be used
    ├── ModelError               the model gave no (whole) answer
    │   ├── ModelUnreachable     no connection to the endpoint             try again
    │   ├── ModelSilent          a time limit passed without a token       try again
    │   ├── ModelBusy            asked to wait (429)                       try again, later
    │   ├── ModelFailing         the endpoint reports a fault (5xx, 408)   try again
    │   ├── StreamBroken         the answer broke off in the middle        go on
    │   ├── ModelUnusable        the answer has not the form that was asked for  try again
    │   ├── QuotaExhausted       the account has no credit left
    │   ├── KeyRejected          the key is wrong or may not do this
    │   ├── ModelUnknown         no such model at this endpoint
    │   ├── RequestRejected      the endpoint will not take the request
    │   ├── SafetyRefused        the endpoint's own safety system will not do it
    │   ├── NotOffered           the endpoint cannot do such a thing at all, such as pictures
    │   └── NotAnEndpoint        what answers is no OpenAI-compatible API
    ├── EmbeddedError            the model on this machine cannot be fetched or started
    ├── PlatformError            a platform's adapter is broken, or may not do what it was asked
    │   └── RightMissing         somebody there has to give the bot a right
    ├── ScreeningUnavailable     nobody could judge the words, so they are not shown
    ├── InputError               what the person sent cannot be used; says why
    ├── NotPermitted             the person may not do this
    ├── OverBudget               what was set to be spent is spent; says until when
    ├── QueueFull                too many messages wait in this place
    └── StoreError               the database cannot serve
        ├── StoreUnopenable      no such folder, no right to write, not a database, corrupt
        ├── StoreTooNew          written by a newer version of the program
        ├── StoreLocked          another program holds the database
        └── StoreFull            no space left

Errors carry data. `bot.sentences` turns them into what a person reads, and nothing else does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


class CauserieError(Exception):
    """The root: everything the core raises on purpose."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in the configuration: where it stands, and what was expected there."""

    source: str
    line: int | None
    key: str
    expected: str

    def __str__(self) -> str:
        where = self.source if self.line is None else f"{self.source}:{self.line}"
        return f"{where}: {self.key}: {self.expected}" if self.key else f"{where}: {self.expected}"


class ConfigError(CauserieError):
    """The operator's configuration cannot be used; every problem found is listed."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


class ModelError(CauserieError):
    """The model gave no (whole) answer. `model` and `endpoint` say which, `detail` is for the log.

    `retry_after` is the wait in seconds that the endpoint asked for, None if it did not.
    """

    retryable = False

    def __init__(
        self,
        detail: str = "",
        *,
        model: str = "",
        endpoint: str = "",
        status: int | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.model = model
        self.endpoint = endpoint
        self.status = status
        self.request_id = request_id
        self.retry_after = retry_after


class ModelUnreachable(ModelError):
    """No connection to the endpoint."""

    retryable = True


class ModelSilent(ModelError):
    """A time limit passed: no first token, or a gap between two that was too long."""

    retryable = True


class ModelBusy(ModelError):
    """The endpoint asked to wait."""

    retryable = True


class ModelFailing(ModelError):
    """The endpoint reports a fault of its own."""

    retryable = True


class StreamBroken(ModelError):
    """The stream ended, failed or turned to nonsense before the answer was finished."""

    retryable = True


class ModelUnusable(ModelError):
    """The answer has not the form that was asked for."""


class QuotaExhausted(ModelError):
    """The account behind the key has no credit left; waiting does not mend it."""


class KeyRejected(ModelError):
    """The key is missing or wrong, or may not use this model."""


class ModelUnknown(ModelError):
    """The endpoint has no such model."""


class RequestRejected(ModelError):
    """The endpoint will not take the request as it is."""


class SafetyRefused(ModelError):
    """The endpoint's own safety system refused what was asked, or what came of it."""


class NotOffered(ModelError):
    """The endpoint, or the model on this machine where `endpoint` is "", has no such ability.

    `ability` is the end of the sentence "it cannot": `make pictures`.
    """

    def __init__(self, detail: str = "", *, ability: str = "do that", **more: Any) -> None:
        super().__init__(detail, **more)
        self.ability = ability


class NotAnEndpoint(ModelError):
    """Something answers at that address, but it is no OpenAI-compatible API."""


class EmbeddedError(CauserieError):
    """The model on this machine cannot be fetched or started; the text says why and what to do."""


class PlatformError(CauserieError):
    """A platform cannot be started, or not do what it was asked; the text says why."""


class RightMissing(PlatformError):
    """The bot lacks a right on the platform that an admin can give it; the text names it."""


class ScreeningUnavailable(CauserieError):
    """The moderation service gave no verdict."""


class InputError(CauserieError):
    """What the person sent cannot be used; the text is the sentence that they read."""


class NotPermitted(CauserieError):
    """The person may not do this; `needs` names the right."""

    def __init__(self, needs: str) -> None:
        super().__init__(f"needs {needs}")
        self.needs = needs


class OverBudget(CauserieError):
    """What may be spent is spent; the text is the sentence that the person reads."""


class QueueFull(CauserieError):
    """Too many messages wait; `waiting` is how many."""

    def __init__(self, waiting: int) -> None:
        super().__init__(f"{waiting} messages are waiting")
        self.waiting = waiting


class StoreError(CauserieError):
    """The database cannot serve; `location` says which one, without any password."""

    def __init__(self, location: str, detail: str = "") -> None:
        super().__init__(f"{location}: {detail}" if detail else location)
        self.location = location
        self.detail = detail


class StoreUnopenable(StoreError):
    """The database cannot be opened: no folder, no right, not a database, or corrupt."""


class StoreTooNew(StoreError):
    """The database was written by a newer version of the program."""


class StoreLocked(StoreError):
    """Another program holds the database."""


class StoreFull(StoreError):
    """No space left where the database lives."""
