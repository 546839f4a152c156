"""The process that draws a chart: one order in, one picture out."""

import base64
import os
from pathlib import Path

from bot.children import ordered, say


def main() -> None:
    """Draw what is ordered."""
    order = ordered()
    folder = Path(order.pop("folder"))
    order.pop("parent")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # matplotlib reads it when it is imported, and keeps its list of fonts there.
        os.environ["MPLCONFIGDIR"] = str(folder)
    except OSError:
        # It then looks for a folder itself.
        pass
    # Only now, for that reason.
    from bot.charts.picture import picture

    say(png=base64.b64encode(picture(order)).decode())


if __name__ == "__main__":
    main()
