"""Where a person types: Enter sends, Alt-Enter makes a new line, Ctrl-C clears, Ctrl-D leaves."""

import asyncio
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import Completer
from prompt_toolkit.data_structures import Size
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.history import History
from prompt_toolkit.input import Input
from prompt_toolkit.input.typeahead import store_typeahead
from prompt_toolkit.key_binding import KeyBindings, KeyPress, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.output import ColorDepth, Output
from prompt_toolkit.output.vt100 import Vt100_Output
from prompt_toolkit.styles import Style

from adapters.console.clean import clean_line
from adapters.console.device import size
from adapters.console.words import LEAVING

SIGN = "› "

_STYLE = Style.from_dict(
    {
        "sign": "bold",
        "above": "#888888",
        "completion-menu": "noreverse bg:default",
        "completion-menu.completion": "noreverse bg:default",
        "completion-menu.completion.current": "bold reverse",
        "completion-menu.meta.completion": "noreverse bg:default #888888",
        "completion-menu.meta.completion.current": "noreverse bg:default #888888",
    }
)


class Prompt:
    """Asks for the next message, with what was typed before and with completions."""

    def __init__(
        self, keyboard: Input, output: Output, *, history: History, completer: Completer
    ) -> None:
        self._attached: Sequence[str] = ()
        self._hint = ""
        self._session: PromptSession[str] = PromptSession(
            self._message,
            input=keyboard,
            output=output,
            history=history,
            completer=completer,
            key_bindings=self._bindings(),
            style=_STYLE,
            multiline=True,
            prompt_continuation=" " * len(SIGN),
            enable_suspend=True,
            include_default_pygments_style=False,
        )

    async def read(self, attached: Sequence[str] = ()) -> str:
        """Return what was typed; raises `EOFError` when the person leaves.

        `attached` are the names of files that will go with it.
        """
        self._attached, self._hint = attached, ""
        # Interrupts are the caller's, who gets them while an answer is written as well.
        return await self._session.prompt_async(handle_sigint=False, set_exception_handler=False)

    def _message(self) -> StyleAndTextTuples:
        lines = [f"with {clean_line(name)}" for name in self._attached]
        lines += [self._hint] if self._hint and not self._session.app.is_done else []
        above: StyleAndTextTuples = [("class:above", f"{line}\n") for line in lines]
        return [*above, ("class:sign", SIGN)]

    def _bindings(self) -> KeyBindings:
        bindings = KeyBindings()
        bindings.add("enter")(_send)
        bindings.add("c-j")(_break_line)
        bindings.add("escape", "enter")(_break_line)
        bindings.add("c-c")(self._clear)
        return bindings

    def _clear(self, event: KeyPressEvent) -> None:
        """Clear what was typed, which stays in the history; with nothing there, say how to go."""
        buffer = event.current_buffer
        self._hint = "" if buffer.text else LEAVING
        buffer.append_to_history()
        buffer.reset()
        event.app.invalidate()


def drawing(stream: TextIO) -> Output:
    """What the prompt draws on. It never asks where the cursor is: some terminals do not say."""

    def rows_first() -> Size:
        columns, rows = size(stream)
        return Size(rows=rows, columns=columns)

    return Vt100_Output(
        stream,
        rows_first,
        term=os.environ.get("TERM"),
        default_color_depth=ColorDepth.from_env(),
        enable_cpr=False,
    )


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


def _send(event: KeyPressEvent) -> None:
    """Send, take the chosen completion, or go on after a backslash at the end of the line."""
    buffer = event.current_buffer
    if buffer.complete_state and buffer.complete_state.current_completion:
        buffer.complete_state = None
        return
    before = buffer.document.text_before_cursor
    slashes = len(before) - len(before.rstrip("\\"))
    if slashes % 2 and buffer.document.is_cursor_at_the_end:
        buffer.delete_before_cursor()
        buffer.insert_text("\n")
        return
    buffer.validate_and_handle()


def _break_line(event: KeyPressEvent) -> None:
    event.current_buffer.insert_text("\n")
