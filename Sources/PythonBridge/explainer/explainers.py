"""Explainers by name: `from explainer.explainers import lm_layers_explainer`.

Any explainer the program knows can be imported from here; which there are: `explainer.session().explainers`.
"""
from __future__ import annotations

import difflib
import functools
import html
import inspect
import os
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Callable

from . import _models
from ._default import session as _session
from ._explanation import FORMATS, Explanation, Rankings
from ._session import Session
from .errors import ExplainerError, InvalidCall, ModelNotFound, NoSuchEntryPoint

#: What an explanation is beyond the common, by entry point.
_KINDS = {"lm_layers_explainer/rankings": Rankings}

#: Names for texts that a call may use in place of a position.
_TEXTS = (("text", "sentence_a"), ("sentence_b",))


class Explainer(Mapping[str, "EntryPoint"]):
    """A group of entry points, by name: `explainer["activations"]`, or `explainer.activations`.

    `explainer.entry_points` is a table of them.
    """

    def __init__(self, name: str, session: Callable[[], Session]) -> None:
        self._name, self._session = name, session
        self._points: EntryPointTable | None = None

    @property
    def name(self) -> str:
        return self._name

    @property
    def entry_points(self) -> EntryPointTable:
        """What can be asked, in a table."""
        if self._points is None:
            there = self._session().entry_points()
            own = [EntryPoint(one, self._session) for one in there if one["explainer"] == self._name]
            if not own:
                names = list(dict.fromkeys(one["explainer"] for one in there))
                raise NoSuchEntryPoint(
                    f"there is no explainer {self._name!r}; there {_are(names)}{_nearest(self._name, names)}\n"
                    "  What is installed: `explainer list`; after an installation: explainer.close()")
            self._points = EntryPointTable(self._name, own)
        return self._points

    def __getitem__(self, name: str) -> EntryPoint:
        short = name[len(self._name) + 1:] if name.startswith(f"{self._name}/") else name
        for point in self.entry_points:
            if short == point.name or short in point.aliases:
                return point
        names = [point.name for point in self.entry_points]
        raise NoSuchEntryPoint(
            f"{self._name} has no entry point {name!r}; there {_are(names)}{_nearest(name, names)}")

    def __iter__(self) -> Iterator[str]:
        return (point.name for point in self.entry_points)

    def __len__(self) -> int:
        return len(self.entry_points)

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = object.__hash__

    def __getattr__(self, name: str) -> EntryPoint:
        # Of whoever merely looks (IPython, pickle, copy) the program need not be started.
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self[name]
        except NoSuchEntryPoint as error:
            raise AttributeError(str(error)) from None

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._names()})

    def _ipython_key_completions_(self) -> list[str]:
        return self._names()

    def _names(self) -> list[str]:
        try:
            return list(self)
        except ExplainerError:
            return []

    def __repr__(self) -> str:
        return f"<explainer {self._name}; its entry points: .entry_points>"

    def __reduce__(self) -> tuple[Any, ...]:
        # Another process has other sessions.
        return Explainer, (self._name, _session)


class EntryPoint:
    """One question that can be asked of a model and a text.

    Calling it with a model, and texts if you like, gives what asks: `entry_point(model)(text, parameter=value)` or
    `entry_point(model, text)(parameter=value)`. The usage stands in `__doc__`.
    """

    def __init__(self, description: dict[str, Any], session: Callable[[], Session]) -> None:
        self._description, self._session = description, session
        self.name: str = description["name"]
        self.explainer: str = description["explainer"]
        self.summary: str = description.get("summary", "")
        self.aliases: list[str] = description.get("aliases", [])
        #: Kinds of models it fits; empty for all.
        self.fits: list[str] = description.get("fits", [])
        #: How many texts it reads, at least and at most (None: any number).
        self.texts: tuple[int, int | None] = tuple(description.get("texts", (1, 1)))
        #: Its parameters, as `explainer list-entry-points --json` has them.
        self.parameters: list[dict[str, Any]] = description.get("parameters", [])
        parameter = inspect.Parameter
        self.__signature__ = inspect.Signature([
            parameter("model", parameter.POSITIONAL_OR_KEYWORD), parameter("texts", parameter.VAR_POSITIONAL),
            *self._keywords()])

    @property
    def id(self) -> str:
        """The name nobody else has: `explainer/name`."""
        return f"{self.explainer}/{self.name}"

    @functools.cached_property
    def info(self) -> dict[str, Any]:
        """Documentation and provenance, as `explainer info --json` prints them."""
        return self._session().info(self.id)

    def __call__(self, model: Any, *texts: Any, **named: Any) -> Question:
        """Binds a model, and texts and parameters if any are given."""
        return Question(self, model)._with(texts, named)

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        return _usage(self)

    def __repr__(self) -> str:
        return f"<entry point {self.id}: {self.summary}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return EntryPoint, (self._description, _session)

    def _keywords(self) -> list[inspect.Parameter]:
        keywords = []
        for one in self.parameters:
            name = one["name"]
            if name.isidentifier():
                keywords.append(inspect.Parameter(
                    name, inspect.Parameter.KEYWORD_ONLY, default=one.get("default")))
        return keywords


class Question:
    """An entry point with a model and perhaps texts and parameters: calling it runs it.

    The call takes texts (or `text=`, `sentence_a=`, `sentence_b=`), the entry point's parameters, and

    - `truncate`: whether a text that is too long is cut
    - `timeout`: how long it may take, in seconds (0 is without limit)
    - `memory`: how much memory it may take, in bytes
    - `trust`: whether the plugin runs without its walls

    and returns an Explanation.
    """

    _OPTIONS = ("truncate", "timeout", "memory", "trust")

    def __init__(self, entry_point: EntryPoint, model: Any) -> None:
        self.entry_point, self.model = entry_point, model
        self.texts: tuple[str, ...] = ()
        self.parameters: dict[str, Any] = {}
        self.options: dict[str, Any] = {}
        parameter = inspect.Parameter
        self.__signature__ = inspect.Signature(
            [parameter("texts", parameter.VAR_POSITIONAL), *entry_point._keywords()])

    def __call__(self, *texts: Any, **named: Any) -> Explanation:
        """Runs it."""
        asked = self._with(texts, named)
        least, name = asked.entry_point.texts[0], asked.entry_point.name
        if len(asked.texts) < least:
            raise InvalidCall(
                f"{name} needs {'a text' if least == 1 else f'{least} texts'}: "
                f"{name}({asked.model!r})(text), or {name}({asked.model!r}, text)()")
        return asked._run()

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        return _usage(self.entry_point)

    def __repr__(self) -> str:
        texts = ", ".join(repr(textwrap.shorten(text, 40, placeholder="…")) for text in self.texts)
        what = f"{self.entry_point.name} of {self.model}" + (f" on {texts}" if texts else "")
        missing = "" if texts else "text, "
        return f"<{what}; call it to run it: …({missing}parameter=value); what there is: .__doc__>"

    # MARK: inside

    def _with(self, texts: Sequence[Any], named: dict[str, Any]) -> Question:
        """Another one, with these texts in place of its own and these parameters over its own."""
        other = Question(self.entry_point, self.model)
        known = {one["name"] for one in self.entry_point.parameters}
        parameters = {name: value for name, value in named.items() if value is not None}
        options = {name: parameters.pop(name) for name in self._OPTIONS if name in parameters and name not in known}
        given = _flat(texts)
        by_name = [
            parameters.pop(name) for place in _TEXTS for name in place if name in parameters and name not in
            known]
        if "texts" in parameters and "texts" not in known:
            by_name += _flat([parameters.pop("texts")])
        if given and by_name:
            raise InvalidCall("texts were given in two ways; give them by position or by name")
        given = given or by_name
        for text in given:
            if not isinstance(text, str):
                raise InvalidCall(f"a text is a {type(text).__name__}, expected a string")
        # Told from the names here, so that a misspelt one is an error where it is written; the program has
        # the last word.
        for name in parameters:
            if name not in known:
                raise InvalidCall(
                    f"{self.entry_point.name} has no parameter {name!r}; there "
                    f"{_are(sorted(known))}{_nearest(name, known)}")
        other.texts = tuple(given) or self.texts
        files = {one["name"] for one in self.entry_point.parameters if one["type"] == "file"}
        for name in files & parameters.keys():
            # From where this program is now, which is not where the session was started.
            path = parameters[name]
            if not isinstance(path, (str, os.PathLike)):
                raise InvalidCall(f"{name} is a {type(path).__name__}, expected the path of a file")
            parameters[name] = os.path.abspath(os.fspath(path))
        other.parameters = {**self.parameters, **parameters}
        # None takes back what was bound.
        for name, value in named.items():
            if value is None:
                other.parameters.pop(name, None)
        other.options = {**self.options, **options}
        return other

    def _answer(self, formats: Sequence[str], model: str, **more: Any) -> dict[str, Any]:
        return self.entry_point._session().run(
            self.entry_point.id, model, self.texts, self.parameters, formats=formats, **self.options, **more)

    def _run(self) -> Explanation:
        model, stands_in_for = _models.resolve(self.model)
        try:
            answer = self._answer(FORMATS, model)
        except ModelNotFound as error:
            if stands_in_for is not None:
                raise
            raise _models.with_stand_in_remedy(error, model) from None
        kind = _KINDS.get(self.entry_point.id, Explanation)
        return kind(answer, stands_in_for, functools.partial(self._answer, (), model), self)


class EntryPointTable(Sequence[EntryPoint]):
    """Entry points, shown as a table."""

    def __init__(self, explainer: str, points: list[EntryPoint]) -> None:
        self._explainer, self._points = explainer, points

    def __getitem__(self, index: Any) -> Any:
        return self._points[index]

    def __len__(self) -> int:
        return len(self._points)

    def __repr__(self) -> str:
        lines = [f"{self._explainer}: {len(self)} entry points", ""]
        width = max(len(point.name) for point in self)
        room = max(30, 98 - width)
        for point in self:
            about = textwrap.wrap(point.summary, room) + textwrap.wrap(
                _call(point), room, subsequent_indent="  ", break_long_words=False)
            for place, line in enumerate(about):
                lines.append(f"{point.name if place == 0 else '':{width}}  {line}")
        lines += ["", f"what one does and how it is read: print({self._explainer}[…].__doc__)"]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        rows = []
        for point in self:
            names = " or ".join(f"<code>{html.escape(name)}</code>" for name in (point.name, *point.aliases))
            parameters = ", ".join(
                f'<span title="{html.escape(_about(one))}"><code>{html.escape(_default(one))}</code></span>'
                for one in point.parameters)
            cells = (names, html.escape(point.summary), html.escape(_reads(point)), parameters or "none")
            rows.append("<tr>" + "".join(
                f'<td style="text-align:left;vertical-align:top">{cell}</td>' for cell in cells) + "</tr>")
        heads = "".join(
            f'<th style="text-align:left">{head}</th>' for head in ("entry point", "shows", "reads", "parameters"))
        return f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


# MARK: words

def _usage(point: EntryPoint) -> str:
    """What `print(entry_point.__doc__)` prints."""
    parts = [_call(point), textwrap.fill(point.summary, 88), f"Reads {_reads(point)}."]
    try:
        parts += _paragraphs(point.info.get("documentation", []))
    except ExplainerError as error:
        parts.append(f"(Its documentation cannot be had: {error})")
    if point.parameters:
        parts.append(_heading("Parameters", "-"))
        for one in point.parameters:
            parts.append(_default(one) + "\n" + textwrap.fill(
                _about(one), 88, initial_indent="    ", subsequent_indent="    "))
    return "\n\n".join(parts)


def _paragraphs(lines: Sequence[str]) -> list[str]:
    """Paragraphs of Markdown as plain text."""
    parts = []
    for block in (part.strip("\n") for part in "\n".join(lines).split("\n\n")):
        if block.startswith("#"):
            parts.append(_heading(block.lstrip("#").strip(), "-"))
        elif block.startswith(("    ", "- ", "* ", "|", "```")):
            parts.append(block)
        elif block:
            parts.append(textwrap.fill(" ".join(block.split()), 88))
    return parts


def _heading(text: str, rule: str) -> str:
    return f"{text}\n{rule * len(text)}"


def _call(point: EntryPoint) -> str:
    texts = "sentence_a, sentence_b=None" if point.texts[1] == 2 else "text" if point.texts[1] == 1 else "*texts"
    return f"{point.name}(model)({', '.join([texts, *map(_default, point.parameters)])})"


def _default(parameter: dict[str, Any]) -> str:
    return f"{parameter['name']}={parameter.get('default')!r}"


_TYPES = {
    "integer": "a whole number", "number": "a number", "boolean": "True or False", "string": "a string",
    "token": "a token, by text or id",
}


def _about(parameter: dict[str, Any]) -> str:
    """A parameter in words: what it is for, what it may be."""
    kind = parameter.get("type", "")
    may = [_TYPES.get(kind, kind)]
    if parameter.get("list"):
        may = [f"a list, each {may[0]}"]
    least, most = parameter.get("minimum"), parameter.get("maximum")
    if least is not None and most is not None:
        may.append(f"{least} to {most}")
    elif least is not None:
        may.append(f"{least} or more")
    elif most is not None:
        may.append(f"{most} or less")
    if parameter.get("choices"):
        may.append("one of " + ", ".join(map(repr, parameter["choices"])))
    if parameter.get("absence"):
        may.append(f"None: {parameter['absence']}")
    return f"{parameter.get('summary', '')} ({'; '.join(filter(None, may))})"


def _reads(point: EntryPoint) -> str:
    least, most = point.texts
    if most is None:
        texts = f"{least} texts or more"
    elif least == most:
        texts = "one text" if least == 1 else f"{least} texts"
    else:
        texts = "a text or two" if (least, most) == (1, 2) else f"{least} to {most} texts"
    return texts + (f"; fits {', '.join(point.fits)} models" if point.fits else "")


def _are(names: Sequence[str]) -> str:
    names = list(names)
    return f"{'is' if len(names) == 1 else 'are'} {', '.join(names) or 'none'}"


def _nearest(name: str, names: Any) -> str:
    near = difflib.get_close_matches(name, list(names), 1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _flat(texts: Sequence[Any]) -> list[Any]:
    """Texts given one by one or as a list of them; None, for no second one, is passed over."""
    flat: list[Any] = []
    for text in texts:
        flat += [one for one in text if one is not None] if isinstance(text, (list, tuple)) else [text]
    return [text for text in flat if text is not None]


# MARK: by name

lm_layers_explainer = Explainer("lm_layers_explainer", _session)


def __getattr__(name: str) -> Explainer:
    # Dunder and private names are asked for by import machinery and inspection; the program need not be
    # started for them.
    if name.startswith("_"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    names = _session().explainers
    if name not in names:
        raise AttributeError(f"there is no explainer {name!r}; there {_are(names)}{_nearest(name, names)}")
    return Explainer(name, _session)


def __dir__() -> list[str]:
    try:
        names = _session().explainers
    except ExplainerError:
        names = []
    return sorted({"lm_layers_explainer", "Explainer", "EntryPoint", *names})
