"""Write README.md's tables of commands anew from the declarations, or check that they are so.

Run as `make readme` and, with --check, as a part of `make check`.
"""

import sys
from pathlib import Path

from bot.commands import found
from bot.commands.help import tables

BEGIN, END = "<!-- commands: made by `make readme` -->\n", "<!-- /commands -->"


def main(arguments: list[str]) -> int:
    """Write the file, or say that it is not up to date; returns the exit code."""
    file = Path(__file__).parents[1] / "README.md"
    text = file.read_text(encoding="utf-8")
    written = with_tables(text, tables(found()))
    if "--check" not in arguments:
        file.write_text(written, encoding="utf-8")
    elif written != text:
        print("README.md lacks what the commands say of themselves: make readme", file=sys.stderr)
        return 1
    return 0


def with_tables(text: str, made: str) -> str:
    """The text with these tables in their place."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{made}\n{END}{after}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
