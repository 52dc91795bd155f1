"""Where the native program is."""
from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path
from urllib.parse import unquote, urlparse

from .errors import ProgramNotFound

NAME = "explainer"


def find_program(environment: Mapping[str, str] | None = None) -> str:
    """The path of the program.

    In this order: the environment variable EXPLAINER (the program, or the folder it is in), the builds of the
    source tree this package lies in or was installed from (release before debug), PATH.

    Raises ProgramNotFound, which says where it was looked for.
    """
    environment = os.environ if environment is None else environment
    given = environment.get("EXPLAINER")
    if given:
        path = Path(given).expanduser()
        path = path / NAME if path.is_dir() else path
        if _is_program(path):
            return str(path.absolute())
        raise ProgramNotFound(
            f"EXPLAINER is {given!r}, and there is no program there\n"
            "  Set it to the program or the folder it is in, e.g. EXPLAINER=.build/release/explainer")
    builds = [tree / ".build" / kind / NAME for tree in _source_trees() for kind in ("release", "debug")]
    for path in builds:
        if _is_program(path):
            return str(path)
    on_path = shutil.which(NAME, path=environment.get("PATH"))
    if on_path:
        return on_path
    looked = ["the environment variable EXPLAINER", *map(str, builds), "PATH"]
    raise ProgramNotFound(
        f"the program 'explainer' was not found; looked in {', '.join(looked)}\n"
        "  Build it with `swift build -c release` in its repository, and name it: "
        "EXPLAINER=/path/to/.build/release/explainer")


def _is_program(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)


def _source_trees() -> Iterator[Path]:
    """The repository around this file, and the one `pip install` was given (PEP 610)."""
    for start in (Path(__file__).resolve().parent.parent, _installed_from()):
        # …/Sources/PythonBridge
        if start is not None and len(start.parents) > 1 and (start.parents[1] / "Package.swift").is_file():
            yield start.parents[1]


def _installed_from() -> Path | None:
    try:
        url = json.loads(metadata.distribution(NAME).read_text("direct_url.json") or "{}").get("url", "")
    except (metadata.PackageNotFoundError, ValueError, OSError):
        return None
    parts = urlparse(url)
    return Path(unquote(parts.path)) if parts.scheme == "file" else None
