"""The answer to one question."""
from __future__ import annotations

import copy
import json
import os
import tempfile
import zlib
from typing import IO, Any, Callable, TypedDict

from ._notebook import embedded
from ._progress import in_notebook
from ._tensors import Tensor, TensorFile, write_npz
from .errors import ExplainerError, InvalidCall

#: The forms every run is asked for.
FORMATS = ("html", "svg", "terminal")


class Document(TypedDict):
    """What is read here of an explanation document (Docs/explanation.schema.json)."""

    entry_point: str
    model: dict[str, Any]
    plugin: dict[str, Any]
    texts: list[str]
    parameters: dict[str, Any]
    tokens: list[dict[str, Any]]
    result: dict[str, Any]
    figures: list[dict[str, Any]]
    checks: dict[str, Any]


class Explanation:
    """What an entry point found: shown where it is the last line of a cell, and open to programs.

    - `result`: what was found, by the entry point's own schema; `explanation["name"]` is `result["name"]`
    - `tokens`, `texts`, `model`, `parameters` (defaults filled in), `plugin`, `entry_point`
    - `figures`: the pictures as data; `checks`: residuals by name that tell how far to trust the
      result, each with `value`, `passed` and `meaning`
    - `seconds`: how long it took
    - `stands_in_for`: the model's name that was asked for, where another stood in; else None
    - `tensors`: the numbers behind it, by name

    Everything in one piece: `to_dict()`, the explanation document (Docs/explanation.schema.json).
    """

    def __init__(
        self, answer: dict[str, Any], stands_in_for: str | None, again: Callable[..., dict[str, Any]],
        ask: Callable[..., Explanation],
    ) -> None:
        """An explanation of an answer of `Session.run`.

        - `again`: makes the same run once more, with more members of `run`'s params
        - `ask`: asks the same of the same model with other texts or parameters
        """
        self._document: Document = answer["document"]
        # A page is two hundred thousand characters and more, and many explanations may be kept.
        self._rendered = {name: zlib.compress(text.encode(), 1) for name, text in answer["rendered"].items()}
        self.seconds: float = answer["seconds"]
        self.stands_in_for = stands_in_for
        self._again, self._ask = again, ask
        self._tensors: TensorFile | None = None

    # MARK: data

    @property
    def entry_point(self) -> str:
        return self._document["entry_point"]

    @property
    def model(self) -> dict[str, Any]:
        return self._document["model"]

    @property
    def plugin(self) -> dict[str, Any]:
        return self._document["plugin"]

    @property
    def texts(self) -> list[str]:
        return self._document["texts"]

    @property
    def parameters(self) -> dict[str, Any]:
        return self._document["parameters"]

    @property
    def tokens(self) -> list[dict[str, Any]]:
        return self._document["tokens"]

    @property
    def result(self) -> dict[str, Any]:
        return self._document["result"]

    @property
    def figures(self) -> list[dict[str, Any]]:
        return self._document["figures"]

    @property
    def checks(self) -> dict[str, Any]:
        return self._document["checks"]

    def __getitem__(self, name: str) -> Any:
        return self.result[name]

    @property
    def tensors(self) -> TensorFile:
        """The numbers behind it, by name.

        They are large and seldom wanted, so the first use makes the same run once more; raises ExplainerError
        if that has another result.
        """
        if self._tensors is None:
            with tempfile.TemporaryDirectory(prefix="explainer-tensors-") as folder:
                path = os.path.join(folder, "tensors.safetensors")
                answer = self._again(tensor_file=path)
                if answer["document"]["result"] != self.result:
                    raise ExplainerError(
                        "the same run has another result now, so its tensors are not this explanation's; run it again\n"
                        "  Has the model or the plugin changed?")
                self._tensors = TensorFile(path)
        return self._tensors

    def to_numpy(self, name: str | None = None) -> Any:
        """The tensor of that name as a numpy array; without a name, all of them in a dictionary."""
        if name is None:
            return {key: tensor.numpy() for key, tensor in self.tensors.items()}
        return self._tensor(name).numpy()

    def to_dict(self) -> dict[str, Any]:
        """The explanation document, a copy."""
        return dict(copy.deepcopy(self._document))

    def to_html(self) -> str:
        """The page: interactive, self-contained, works with the network off."""
        return self._form("html")

    def to_svg(self) -> str:
        """The drawing, all figures below each other."""
        return self._form("svg")

    def to_text(self) -> str:
        """What a terminal shows."""
        return self._form("terminal")

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes it in the form the path's ending says.

        `.html` the interactive page, `.svg` the drawing, `.json` the document, `.txt` what a terminal shows,
        `.safetensors` and `.npz` the tensors. The file is there whole or not at all.
        """
        path = os.path.abspath(os.path.expanduser(os.fspath(path)))
        ending = os.path.splitext(path)[1].lower()
        makers: dict[str, Callable[[IO[bytes]], Any]] = {
            ".html": lambda file: file.write(self.to_html().encode()),
            ".svg": lambda file: file.write(self.to_svg().encode()),
            ".txt": lambda file: file.write(self.to_text().encode()),
            ".json": lambda file: file.write(
                (json.dumps(self._document, ensure_ascii=False, indent=2) + "\n").encode()),
            ".safetensors": lambda file: file.write(self.tensors.content),
            ".npz": lambda file: write_npz(self.tensors, file),
        }
        if ending not in makers:
            raise InvalidCall(
                f"{os.path.basename(path)!r} has an ending that says no form; expected one of {', '.join(makers)}")
        folder, name = os.path.split(path)
        beside, temporary = tempfile.mkstemp(prefix=f".{name}.", dir=folder)
        try:
            with os.fdopen(beside, "wb") as file:
                makers[ending](file)
            mask = os.umask(0)
            os.umask(mask)
            os.chmod(temporary, 0o666 & ~mask)
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise

    # MARK: shown

    def show(self) -> None:
        """Shows it here: in a notebook the interactive view, elsewhere the text.

        The last line of a cell shows itself; this is for the lines before, and for loops.
        """
        if in_notebook():
            from IPython.display import display
            display(self)
        else:
            print(self)

    def __repr__(self) -> str:
        return self._said() + self.to_text().rstrip("\n")

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        forms: dict[str, Callable[[], str]] = {
            "text/plain": lambda: repr(self),
            "text/html": lambda: embedded(
                self.to_html(), self._title(), self._said().strip(), self.to_text(), self.to_svg),
        }
        wanted = [
            name for name in forms
            if (include is None or name in include) and not (exclude is not None and name in exclude)
        ]
        if not in_notebook() and include is None:
            wanted = [name for name in wanted if name == "text/plain"]
        return {name: forms[name]() for name in wanted}

    def _title(self) -> str:
        texts = ", ".join(f"“{text.strip()[:60]}”" for text in self.texts)
        return f"{self.entry_point.split('/')[-1]} of {self.model['id']}: {texts}"

    def _said(self) -> str:
        """What a reader must know before looking."""
        if self.stands_in_for is None:
            return ""
        return f"{self.model['id']} stands in for {self.stands_in_for}, which is not on this machine.\n"

    # MARK: inside

    def _form(self, name: str) -> str:
        return zlib.decompress(self._rendered[name]).decode()

    def _tensor(self, name: str) -> Tensor:
        if name not in self.tensors:
            raise InvalidCall(f"there is no tensor {name!r}; there are: {', '.join(self.tensors) or 'none'}")
        return self.tensors[name]

    def __getstate__(self) -> dict[str, Any]:
        # Another process has other sessions: it gets what was found, and asks afresh for what was not.
        state = dict(self.__dict__)
        state["_tensors"] = None
        return state


class Rankings(Explanation):
    """The ranks of what the model generated, of which candidates can be followed."""

    def rankings(self, **parameters: Any) -> Explanation:
        """The rank every layer gives to each generated token."""
        return self._ask(**parameters) if parameters else self

    def rankings_watch(
        self, watch: Any = (), position: int | None = None, **parameters: Any,
    ) -> Explanation:
        """The rank every layer gives to candidates.

        - `watch`: tokens, by id (318) or text (" is")
        - `position`: the position, from 0, they compete for; the last generated token's otherwise (also for −1)
        """
        watch = [watch] if isinstance(watch, (str, int)) else list(watch)
        return self._ask(watch=watch, position=None if position == -1 else position, **parameters)
