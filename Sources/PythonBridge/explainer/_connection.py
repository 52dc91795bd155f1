"""One running `explainer session`: a process, a thread that reads what it says, one that writes.

Questions are written by a thread of their own so that an interrupt (Ctrl-C comes to the main thread) never
leaves half a line in the pipe, and answers are read by another so that several threads can wait at once.
"""
from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import tempfile
import threading
import weakref
from collections.abc import Sequence
from queue import Empty, SimpleQueue
from typing import Any, BinaryIO

from .errors import InvalidCall, ProgramNotFound, SessionEnded

PROTOCOL = "explainer/session/1"
#: The longest line a session reads, in bytes.
MAXIMUM_LINE = 64 << 20
#: How long the program may take to greet and to end, in seconds.
START, END = 60.0, 3.0


class Exchange:
    """What the threads share; they hold this and the process, never the connection, so that it can be collected."""

    def __init__(self) -> None:
        self.greeting: SimpleQueue[Any] = SimpleQueue()
        self.outgoing: SimpleQueue[bytes | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._waiting: dict[Any, SimpleQueue[Any]] = {}
        #: Why nothing more will be answered; None while there will.
        self.ended: str | None = None

    def expect(self, identity: int) -> SimpleQueue[Any]:
        answers: SimpleQueue[Any] = SimpleQueue()
        with self._lock:
            self._waiting[identity] = answers
            if self.ended is not None:
                answers.put(SessionEnded(self.ended))
        return answers

    def forget(self, identity: int) -> None:
        with self._lock:
            self._waiting.pop(identity, None)

    def deliver(self, answer: dict[str, Any]) -> None:
        with self._lock:
            if answer.get("id") is not None:
                waiting = [self._waiting.get(answer["id"])]
            else:
                # The session could not read a line, and so cannot say whose: nobody is left waiting for ever.
                waiting = list(self._waiting.values())
        for answers in waiting:
            if answers is not None:
                answers.put(answer)

    def end(self, reason: str) -> None:
        with self._lock:
            self.ended = reason
            waiting = list(self._waiting.values())
        for answers in waiting:
            answers.put(SessionEnded(reason))
        self.greeting.put(SessionEnded(reason))
        self.outgoing.put(None)


class Connection:
    """A session that has greeted."""

    def __init__(self, command: Sequence[str]) -> None:
        """Starts `command`; raises ProgramNotFound if it is no session."""
        errors = tempfile.TemporaryFile()
        try:
            # A session of its own: Ctrl-C, which a terminal sends to all in the foreground, is for Python to
            # pass on.
            self._process = subprocess.Popen(
                list(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, bufsize=1 << 16,
                start_new_session=True)
        except OSError as error:
            errors.close()
            raise ProgramNotFound(f"{command[0]} cannot be started: {error.strerror or error}") from None
        self._exchange = exchange = Exchange()
        self._numbers = itertools.count(1)
        reader = threading.Thread(
            target=_read, args=(self._process, exchange, errors), name="explainer answers", daemon=True)
        writer = threading.Thread(
            target=_write, args=(self._process, exchange), name="explainer questions", daemon=True)
        self._end = weakref.finalize(self, _end, self._process, exchange, reader, os.getpid())
        reader.start()
        writer.start()
        try:
            greeting = exchange.greeting.get(timeout=START)
        except Empty:
            greeting = SessionEnded(f"it said nothing for {START:g} seconds")
        except BaseException:
            self.close()
            raise
        if isinstance(greeting, SessionEnded) or greeting.get("session") != PROTOCOL:
            self.close()
            said = greeting.text if isinstance(greeting, SessionEnded) else f"it speaks {greeting.get('session')!r}"
            raise ProgramNotFound(
                f"{command[0]} does not answer as {PROTOCOL}: {said}\n"
                "  Is it this project's program? EXPLAINER=/path/to/explainer names another") from None
        self.version: str = greeting.get("version", "")
        self.warnings: list[str] = greeting.get("warnings", [])

    @property
    def is_open(self) -> bool:
        return self._exchange.ended is None and self._end.alive

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, method: str, params: dict[str, Any]) -> Call:
        """Sends a question; raises InvalidCall for what no line can carry."""
        number = next(self._numbers)
        try:
            text = json.dumps(
                {"id": number, "method": method, "params": params}, ensure_ascii=False, allow_nan=False,
                default=_plain)
            line = text.encode("utf-8")
        except (TypeError, ValueError) as error:
            raise InvalidCall(f"the question cannot be put into JSON: {error}") from None
        if len(line) >= MAXIMUM_LINE:
            raise InvalidCall(f"the question has {len(line)} bytes; expected less than {MAXIMUM_LINE}")
        answers = self._exchange.expect(number)
        self._exchange.outgoing.put(line + b"\n")
        return Call(number, answers, self._exchange)

    def close(self) -> None:
        """Ends the session and what it is doing."""
        self._end()

    def abandon(self) -> None:
        """Lets go of a parent's session after a fork, without a word to it."""
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (self._process.stdin, self._process.stdout):
            # Not closed: its lock may have been held by a thread that is not here.
            if stream is not None and not stream.closed:
                os.dup2(null, stream.fileno())
        os.close(null)


class Call:
    """A question and the answers to it."""

    def __init__(self, number: int, answers: SimpleQueue[Any], exchange: Exchange) -> None:
        self._number, self._answers, self._exchange = number, answers, exchange

    def next(self, timeout: float | None = None) -> Any:
        """The next line about it; raises queue.Empty after `timeout` seconds, SessionEnded if none will come."""
        answer = self._answers.get(timeout=timeout)
        if isinstance(answer, SessionEnded):
            raise SessionEnded(answer.text)
        return answer

    def cancel(self) -> None:
        """Stops it; whatever it still says is passed over."""
        line = {"id": f"cancel {self._number}", "method": "cancel", "params": {"id": self._number}}
        self._exchange.outgoing.put(json.dumps(line).encode() + b"\n")

    def forget(self) -> None:
        self._exchange.forget(self._number)


def _plain(value: Any) -> Any:
    """numpy's numbers and arrays, ranges, sets and paths as JSON has them."""
    for name in ("tolist", "item"):
        if callable(getattr(value, name, None)):
            return getattr(value, name)()
    if isinstance(value, (range, map, filter)):
        return list(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


# MARK: the threads, and the end


def _read(process: subprocess.Popen[bytes], exchange: Exchange, errors: BinaryIO) -> None:
    assert process.stdout is not None
    trouble = ""
    try:
        for count, line in enumerate(process.stdout):
            try:
                answer = json.loads(line)
                if not isinstance(answer, dict):
                    raise ValueError
            except ValueError:
                trouble = f"it said {line[:200]!r}"
                process.kill()
                break
            if count == 0:
                exchange.greeting.put(answer)
            else:
                exchange.deliver(answer)
    except (OSError, ValueError) as error:
        trouble = str(error)
    status = process.wait()
    exchange.end(_reason(status, trouble, errors))
    process.stdout.close()


def _reason(status: int, trouble: str, errors: BinaryIO) -> str:
    """Why a session is over, with the last lines it wrote for people."""
    how = f"exit code {status}"
    if status < 0:
        try:
            how = signal.Signals(-status).name
        except ValueError:
            how = f"signal {-status}"
    with errors:
        length = errors.seek(0, os.SEEK_END)
        errors.seek(max(0, length - 2000))
        last = errors.read().decode("utf-8", "replace").strip()
    return "; ".join(filter(None, [f"the program ended ({how})", trouble, last]))


def _write(process: subprocess.Popen[bytes], exchange: Exchange) -> None:
    assert process.stdin is not None
    while True:
        line = exchange.outgoing.get()
        if line is None:
            break
        try:
            view = memoryview(line)
            while view:
                # Not through the buffer of the file, which a fork would copy.
                view = view[os.write(process.stdin.fileno(), view):]
        except OSError:
            break
    try:
        process.stdin.close()
    except OSError:
        pass


def _end(process: subprocess.Popen[bytes], exchange: Exchange, reader: threading.Thread, owner: int) -> None:
    """Ends a session: when it is closed, collected, or when Python exits; not in a fork of who started it."""
    if os.getpid() != owner:
        return
    exchange.outgoing.put(b'{"id":"end","method":"shutdown","params":{"now":true}}\n')
    exchange.outgoing.put(None)
    if reader is threading.current_thread():  # collected while it was reading
        return
    reader.join(END)
    if reader.is_alive():
        process.kill()
        reader.join(END)
