"""What can go wrong, as exceptions that carry what the program said."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class ExplainerError(Exception):
    """Something that could not be done: `str()` says what, where, what was expected and found, and what to
    do.

    Attributes are None where the program said nothing of the kind:

    - `message`: what went wrong, alone
    - `expected`, `found`, `remedy`, `place` (outermost first)
    - `code`: the program's number for it (its ABI's status)
    - `exit_code`: what the command would have ended with
    """

    def __init__(self, text: str, *, answer: Mapping[str, Any] | None = None) -> None:
        super().__init__(text)
        answer = answer or {}
        self.text = text
        self.message: str = answer.get("message", text)
        self.expected: str | None = answer.get("expected")
        self.found: str | None = answer.get("found")
        self.remedy: str | None = answer.get("remedy")
        self.place: list[str] | None = answer.get("place")
        self.code: int | None = answer.get("code")
        self.exit_code: int | None = answer.get("exit_code")

    def __str__(self) -> str:  # not as KeyError's, which is the text in quotes
        return self.text

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self.args, self.__dict__)


def _again(kind: type[ExplainerError], args: tuple[Any, ...], attributes: dict[str, Any]) -> ExplainerError:
    """An error out of a pickle (an error of a worker process, say)."""
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(attributes)
    return error


class InvalidCall(ExplainerError, ValueError):
    """A parameter, text or entry point that does not fit (exit code 64)."""


class NoSuchEntryPoint(InvalidCall, KeyError):
    """There is no entry point, or no explainer, of that name."""


class DataError(ExplainerError, ValueError):
    """A text or model that cannot be used (exit code 65)."""


class ModelNotFound(ExplainerError, LookupError):
    """There is no model of that name on this machine (exit code 66)."""


class LimitReached(ExplainerError):
    """Time, memory or another limit was used up (exit code 75)."""


class ProgramNotFound(ExplainerError):
    """The program `explainer` was not found, or does not speak the protocol."""


class SessionEnded(ExplainerError):
    """The program ended, or was ended, before it answered. The next question starts it again."""


_KINDS = {64: InvalidCall, 65: DataError, 75: LimitReached}


def error_of(answer: Mapping[str, Any]) -> ExplainerError:
    """The exception for an error as the session sends it."""
    text = answer.get("text") or answer.get("message") or "the program reports an error without words"
    message = str(answer.get("message", ""))
    kind = _KINDS.get(answer.get("exit_code", 70), ExplainerError)
    if message.startswith("there is no model "):
        kind = ModelNotFound
    elif message.startswith("there is no entry point "):
        kind = NoSuchEntryPoint
    return kind(text, answer=answer)
