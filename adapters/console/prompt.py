"""Where a person types: Enter sends, Alt-Enter makes a new line, Ctrl-C clears, Ctrl-D leaves."""

from collections.abc import Sequence

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import Completer
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.history import History
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.output import Output
from prompt_toolkit.styles import Style

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
        lines = [f"with {name}" for name in self._attached]
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
