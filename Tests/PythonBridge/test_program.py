"""Which program is started."""
import os
import shutil

import pytest
from explainer import ProgramNotFound, Session, _program
from explainer._program import find_program


def executable(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A source tree that the package is taken to lie in, without a build."""
    tree = tmp_path / "tree"
    bridge = tree / "Sources/PythonBridge"
    bridge.mkdir(parents=True)
    (tree / "Package.swift").touch()
    monkeypatch.setattr(_program, "_installed_from", lambda: bridge)
    return tree


def test_the_variable_goes_first(tree, tmp_path):
    """EXPLAINER is the program or its folder, before every other place."""
    executable(tree / ".build/release/explainer")
    own = executable(tmp_path / "own/explainer")
    assert find_program({"EXPLAINER": str(own)}) == str(own)
    assert find_program({"EXPLAINER": str(own.parent)}) == str(own)


def test_a_wrong_variable_is_an_error(tree, tmp_path):
    """What EXPLAINER names and is not there is not replaced in silence by something else."""
    executable(tree / ".build/release/explainer")
    with pytest.raises(ProgramNotFound, match="EXPLAINER is '/nowhere'"):
        find_program({"EXPLAINER": "/nowhere"})


def test_release_before_debug_before_path(tree, tmp_path):
    """The tree's own builds go before what is on PATH."""
    on_path = executable(tmp_path / "bin/explainer")
    environment = {"PATH": str(on_path.parent)}
    assert find_program(environment) == str(on_path)
    debug = executable(tree / ".build/debug/explainer")
    assert find_program(environment) == str(debug)
    release = executable(tree / ".build/release/explainer")
    assert find_program(environment) == str(release)


def test_nowhere(tree):
    """Without a program the error says where it was looked for, and what to do."""
    with pytest.raises(ProgramNotFound) as caught:
        find_program({"PATH": "/nonexistent"})
    for words in ("EXPLAINER", str(tree / ".build/release/explainer"), "PATH", "swift build -c release"):
        assert words in str(caught.value)


def test_a_program_that_is_no_session():
    """Another program of that name is told from ours by its greeting."""
    with pytest.raises(ProgramNotFound, match="explainer/session/1"):
        Session(shutil.which("true")).ping()
    with pytest.raises(ProgramNotFound, match="cannot be started"):
        Session(os.devnull).ping()
