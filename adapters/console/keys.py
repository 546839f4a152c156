"""Listens to the keyboard while an answer is written, so that nothing typed ahead is lost."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from prompt_toolkit.input import Input
from prompt_toolkit.input.typeahead import store_typeahead
from prompt_toolkit.key_binding import KeyPress
from prompt_toolkit.keys import Keys
from prompt_toolkit.output import Output


def keep_early(keyboard: Input) -> None:
    """Keep what was typed before the keyboard was in raw mode; there Enter still was a Ctrl-J."""
    presses = keyboard.read_keys()
    enter = KeyPress(Keys.ControlM, "\r")
    store_typeahead(keyboard, [enter if press.key is Keys.ControlJ else press for press in presses])


@contextmanager
def listening(keyboard: Input, output: Output, stop: asyncio.Event) -> Iterator[None]:
    """Set `stop` on Ctrl-C or when the terminal goes away; keep other keys for the next prompt."""
    kept: list[KeyPress] = []

    def read() -> None:
        for press in keyboard.read_keys():
            if press.key is Keys.ControlC:
                stop.set()
            else:
                kept.append(press)
        if keyboard.closed:
            stop.set()

    # What is pasted meanwhile must stay one piece, or each of its lines would be sent by itself.
    output.enable_bracketed_paste()
    output.flush()
    with keyboard.raw_mode(), keyboard.attach(read):
        try:
            yield
        finally:
            output.disable_bracketed_paste()
            output.flush()
            store_typeahead(keyboard, [*kept, *keyboard.flush_keys()])
