"""A conversation with the native program."""
from __future__ import annotations

import logging
import os
import sys
import threading
import weakref
from collections.abc import Mapping, Sequence
from queue import Empty
from typing import TYPE_CHECKING, Any

from ._connection import Connection
from ._program import find_program
from ._progress import Progress
from .errors import ExplainerError, SessionEnded, error_of

if TYPE_CHECKING:
    from .explainers import Explainer

logger = logging.getLogger("explainer")

_LEVELS = {
    "debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR,
}


class Session:
    """The native program, kept running: models stay mapped and workers warm between questions.

    It starts with the first question and ends when it is closed, collected, or when Python exits. After a
    crash, and in a process forked from this one, the next question starts another. Any number of threads may
    ask at the same time.

    Example::

        with explainer.Session(jobs=4) as session:
            session.explainer("lm_layers_explainer")["predictions"]("demo-gpt2")("The keys")
    """

    def __init__(
        self, program: str | None = None, *, jobs: int | None = None, keep: int | None = None,
        keep_memory: str | None = None,
    ) -> None:
        """A session, not yet started.

        - `program`: the program's path; found by itself otherwise (`Docs/python.md`)
        - `jobs`: how many runs may go on at the same time (2)
        - `keep`: how many idle workers are kept warm, each for a plugin and a model (4)
        - `keep_memory`: how much memory they may hold together, e.g. "2G"
        """
        self._program = program
        options = {"--jobs": jobs, "--keep": keep, "--keep-memory": keep_memory}
        self._options = [f"{name}={value}" for name, value in options.items() if value is not None]
        self._lock = threading.Lock()
        self._connection: Connection | None = None
        self._is_closed = False
        _sessions.add(self)

    # MARK: questions

    def run(
        self, entry_point: str, model: str, texts: Sequence[str], parameters: Mapping[str, Any] | None = None, *,
        truncate: bool = False, timeout: float | None = None, memory: int | None = None, trust: bool = False,
        formats: Sequence[str] = (), tensor_file: str | None = None,
    ) -> dict[str, Any]:
        """Runs an entry point; the answer as the protocol has it: `document`, `rendered`, `seconds`.

        Ctrl-C cancels the run and leaves the session as it is. Long runs show their progress. What the plugin
        prints goes to `sys.stdout`, what it logs to the logger "explainer".
        """
        params: dict[str, Any] = {
            "entry_point": entry_point, "model": model, "texts": list(texts), "parameters": dict(parameters or {}),
            "formats": list(formats),
        }
        params.update({
            name: value for name, value in (
                ("truncate", truncate or None), ("timeout", timeout), ("memory", memory), ("trust", trust or None),
                ("tensor_file", tensor_file),
            ) if value is not None
        })
        with Progress() as progress:
            answer: dict[str, Any] = self._ask("run", params, progress)
        return answer

    def entry_points(self) -> list[dict[str, Any]]:
        """What can be run, as `explainer list-entry-points --json` prints it."""
        points: list[dict[str, Any]] = self._ask("list_entry_points", {})
        return points

    def info(self, entry_point: str) -> dict[str, Any]:
        """One entry point's documentation and provenance, as `explainer info --json` prints it."""
        info: dict[str, Any] = self._ask("info", {"entry_point": entry_point})
        return info

    def tokenize(self, model: str, text: str) -> list[dict[str, Any]]:
        """The tokens of a text: `id`, `token`, `piece`, `start` and `end` (UTF-8 bytes), …"""
        from ._models import resolve
        tokens: list[dict[str, Any]] = self._ask("tokenize", {"model": resolve(model)[0], "text": text})["tokens"]
        return tokens

    def ping(self) -> None:
        """Starts the program if need be, and asks for a sign of life."""
        self._ask("ping", {})

    # MARK: explainers

    def explainer(self, name: str) -> Explainer:
        """The explainer (a group of entry points) of that name."""
        from .explainers import Explainer
        return Explainer(name, lambda: self)

    @property
    def explainers(self) -> list[str]:
        """The names of the explainers there are."""
        return list(dict.fromkeys(one["explainer"] for one in self.entry_points()))

    # MARK: the program

    @property
    def version(self) -> str:
        """The program's version."""
        return self._connect().version

    @property
    def pid(self) -> int:
        """The program's process."""
        return self._connect().pid

    def close(self) -> None:
        """Ends the program and whatever it is doing; a closed session answers no more."""
        with self._lock:
            self._is_closed = True
            connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        connection = self._connection
        if self._is_closed:
            state = "closed"
        elif connection is None or not connection.is_open:
            state = "not running"
        else:
            state = f"explainer {connection.version}, process {connection.pid}"
        return f"<explainer.Session: {state}>"

    def _connect(self) -> Connection:
        with self._lock:
            if self._is_closed:
                raise SessionEnded("this session has been closed; make another")
            if self._connection is None or not self._connection.is_open:
                program = self._program or find_program()
                self._connection = Connection([os.fspath(program), "session", *self._options])
                for warning in self._connection.warnings:
                    logger.warning(warning)
            return self._connection

    def _ask(self, method: str, params: dict[str, Any], progress: Progress | None = None) -> Any:
        call = self._connect().ask(method, params)
        try:
            while True:
                try:
                    answer = call.next(timeout=None if progress is None else progress.interval)
                except Empty:
                    if progress is not None:
                        progress.tick()
                    continue
                if "result" in answer:
                    return answer["result"]
                if "error" in answer:
                    raise error_of(answer["error"])
                _observe(answer, progress)
        except ExplainerError:
            raise
        except BaseException:  # Ctrl-C above all
            call.cancel()
            raise
        finally:
            call.forget()


def _observe(answer: dict[str, Any], progress: Progress | None) -> None:
    """What a run says before it is done; what a later revision of the protocol adds is passed over."""
    if "progress" in answer and progress is not None:
        progress.update(answer["progress"].get("share"), answer["progress"].get("note") or "")
    elif "log" in answer:
        level = _LEVELS.get(answer["log"].get("level"), logging.INFO)
        message = answer["log"].get("message") or ""
        logger.log(level, "%s", message)
        # Loggers keep this to themselves unless told otherwise, and a download's size, say, is of interest.
        if level == logging.INFO and progress is not None:
            progress.update(None, message)
    elif "printed" in answer:
        if progress is not None:
            progress.hide()
        sys.stdout.write(answer["printed"])
        sys.stdout.flush()


# MARK: forks

_sessions: weakref.WeakSet[Session] = weakref.WeakSet()
#: Connections of the parent, kept so that nothing of theirs is closed here.
_inherited: list[Connection] = []


def _start_afresh() -> None:
    """In a forked child: the pipes are the parent's."""
    for session in list(_sessions):
        connection, session._connection = session._connection, None
        session._lock = threading.Lock()
        if connection is not None:
            connection.abandon()
            _inherited.append(connection)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_start_afresh)

