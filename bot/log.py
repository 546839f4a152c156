"""The log: one line for each record in a file that rotates, in UTC, with every secret masked."""

import logging
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from copy import copy
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

import platformdirs
from pydantic import SecretStr

from bot.config.schema import Log
from bot.config.secrets import MASK, masked

_KEPT = 3
_SHORTEST_SECRET = 6
# They write what they are given at this level and below: requests, statements, texts.
_OTHERS_ARE_LOGGED_FROM = logging.WARNING
_OURS = ("bot", "adapters")

log = logging.getLogger(__name__)


class Masked(logging.Formatter):
    """Writes a record as one line, and its traceback below it, without any secret."""

    def __init__(self, secrets: Iterable[SecretStr] = (), *, tracebacks: bool = True) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._tracebacks = tracebacks
        values = {secret.get_secret_value() for secret in secrets}
        self._values = sorted((v for v in values if len(v) >= _SHORTEST_SECRET), key=len)[::-1]

    def formatTime(  # noqa: N802  # logging's name
        self, record: logging.LogRecord, datefmt: str | None = None
    ) -> str:
        """Give the time in UTC, to the millisecond."""
        moment = datetime.fromtimestamp(record.created, UTC)
        return moment.strftime(datefmt) if datefmt else moment.isoformat(timespec="milliseconds")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # logging's name
        """Keep the message on one line, whatever is in it."""
        return super().formatMessage(record).replace("\r", "\\r").replace("\n", "\\n")

    def format(self, record: logging.LogRecord) -> str:
        """Write the record and mask it as a whole: message, arguments and traceback."""
        if not self._tracebacks:
            record = copy(record)
            record.exc_info = record.exc_text = record.stack_info = None
        return self.mask(super().format(record))

    def mask(self, text: str) -> str:
        """Put a mark in the place of everything that is, or looks like, a secret."""
        for value in self._values:
            text = text.replace(value, MASK)
        return masked(text)


class _File(RotatingFileHandler):
    """A log file that says once, on standard error, when it cannot be written any more."""

    _failed = False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802  # logging's name
        """Go on without the file; a full disk must not stop an answer."""
        if not self._failed:
            self._failed = True
            reason = sys.exc_info()[1]
            print(f"The log {self.baseFilename} cannot be written: {reason}", file=sys.stderr)  # noqa: T201  # the log itself is what failed

    def close(self) -> None:
        """Close the file; what a full disk did not take is lost, and was said before."""
        with suppress(OSError):
            super().close()


@contextmanager
def logging_to(
    settings: Log, secrets: Iterable[SecretStr] = (), *, console: bool = False
) -> Iterator[Path | None]:
    """Write the log while the block runs; yields its file, None where none can be written.

    With `console` the same lines go to standard error. Without a file warnings go there at least.
    """
    secrets = tuple(secrets)
    file = settings.file or default_file()
    handlers: list[logging.Handler] = []
    unwritable = ""
    try:
        handlers.append(_open(file, settings))
        handlers[0].setFormatter(Masked(secrets))
    except OSError as error:
        unwritable = f"The log {file} cannot be written: {error.strerror or error}"
    if console or unwritable:
        shown = logging.StreamHandler(sys.stderr)
        shown.setLevel(settings.level if console else logging.WARNING)
        # Tracebacks are for the file, and for people only where there is none.
        shown.setFormatter(Masked(secrets, tracebacks=bool(unwritable)))
        handlers.append(shown)
    with _installed(handlers, settings.level):
        if unwritable:
            log.warning("%s", unwritable)
        yield None if unwritable else file


def default_file() -> Path:
    """The log file of a person who chose none."""
    return platformdirs.user_log_path("causerie") / "causerie.log"


def _open(file: Path, settings: Log) -> logging.Handler:
    file.parent.mkdir(parents=True, exist_ok=True)
    return _File(
        file,
        maxBytes=settings.megabytes * 1_000_000,
        backupCount=_KEPT,
        encoding="utf-8",
        errors="backslashreplace",
    )


@contextmanager
def _installed(handlers: Iterable[logging.Handler], level: str) -> Iterator[None]:
    root = logging.getLogger()
    ours = [logging.getLogger(name) for name in _OURS]
    before = [(logger, logger.level) for logger in (root, *ours)]
    root.setLevel(max(_OTHERS_ARE_LOGGED_FROM, logging.getLevelName(level)))
    for logger in ours:
        logger.setLevel(level)
    for handler in handlers:
        root.addHandler(handler)
    logging.captureWarnings(capture=True)
    try:
        yield
    finally:
        logging.captureWarnings(capture=False)
        for handler in handlers:
            root.removeHandler(handler)
            handler.close()
        for logger, old in before:
            logger.setLevel(old)
