"""Runs the double in another process, so that its processor time is not the caller's."""

from contextlib import AbstractAsyncContextManager

from tests.doubles import process
from tests.doubles.process import ROOT

__all__ = ["ROOT", "running"]


def running(*flags: str) -> AbstractAsyncContextManager[str]:
    """Start `python -m tests.doubles.openai` with these flags and yield its base URL."""
    return process.running("tests.doubles.openai", *flags)
