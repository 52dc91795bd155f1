"""How far a run is: a bar under the cell of a notebook, a line on a terminal, nothing elsewhere."""
from __future__ import annotations

import html
import os
import shutil
import sys
import time

#: Runs shorter than this, in seconds, show nothing.
PATIENCE = 0.5


def in_notebook() -> bool:
    """Whether a kernel runs this, so that HTML can be shown."""
    ipython = sys.modules.get("IPython")
    get = getattr(ipython, "get_ipython", None)
    return get is not None and hasattr(get(), "kernel")


class Progress:
    """Shows the progress of one run, and takes it away when the run is done. `EXPLAINER_PROGRESS=0` shows none."""

    def __init__(self) -> None:
        self._start = time.monotonic()
        self._share: float | None = None
        self._note = ""
        self._display = None
        self._is_on_terminal = False
        self._painted = 0.0
        if os.environ.get("EXPLAINER_PROGRESS") == "0":
            self._medium = None
        elif in_notebook():
            self._medium = "notebook"
        else:
            is_terminal = getattr(sys.stderr, "isatty", bool)() and os.environ.get("TERM") != "dumb"
            self._medium = "terminal" if is_terminal else None

    @property
    def interval(self) -> float | None:
        """How often to tick, in seconds; None for never."""
        return None if self._medium is None else 0.25

    def update(self, share: float | None, note: str) -> None:
        self._share, self._note = share, note
        if time.monotonic() - self._painted > 0.1:
            self.tick()

    def tick(self) -> None:
        elapsed = time.monotonic() - self._start
        if self._medium is None or elapsed < PATIENCE:
            return
        self._painted = time.monotonic()
        if self._medium == "notebook":
            self._paint_notebook(elapsed)
        else:
            self._paint_terminal(elapsed)

    def hide(self) -> None:
        """Takes it away; the next tick brings it back."""
        if self._is_on_terminal:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._is_on_terminal = False

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self.hide()
        if self._display is not None:
            from IPython.display import HTML
            self._display.update(HTML(""))

    def _paint_terminal(self, elapsed: float) -> None:
        share = "" if self._share is None else f"{self._share:4.0%} "
        line = f"{share}{self._note} ({elapsed:.0f} s)"
        width = shutil.get_terminal_size().columns - 1
        sys.stderr.write(f"\r\x1b[K{line[:width]}")
        sys.stderr.flush()
        self._is_on_terminal = True

    def _paint_notebook(self, elapsed: float) -> None:
        from IPython.display import HTML, display
        value = "" if self._share is None else f' value="{self._share:.3f}"'
        shown = HTML(f"<progress{value}></progress> <small>{html.escape(self._note)} ({elapsed:.0f} s)</small>")
        if self._display is None:
            self._display = display(shown, display_id=True)
        else:
            self._display.update(shown)
