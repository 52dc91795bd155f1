"""What the tests of the Python bridge run on: the installed package `explainer` and a built program.

    EXPLAINER=.build/release pytest Tests/PythonBridge

`run.sh` makes the environment. No test needs a network or a model beside the embedded ones; those of the notebook in a
browser need Chromium and are skipped without.
"""
import os
import pathlib
import subprocess
import sys

import pytest

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(ROOT / "Tests/Browser")]


@pytest.fixture(scope="session", autouse=True)
def surroundings(tmp_path_factory):
    """The same for every test: no cache of models, no network, nothing that stands in unless a test says so."""
    patch = pytest.MonkeyPatch()
    patch.setenv("HF_HOME", str(tmp_path_factory.mktemp("cache")))
    patch.setenv("HF_HUB_OFFLINE", "1")
    patch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    for name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "EXPLAINER_MODELS", "EXPLAINER_PROGRESS"):
        patch.delenv(name, raising=False)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def no_stand_ins():
    import explainer
    yield
    explainer.use_models(None)


@pytest.fixture
def session():
    import explainer
    with explainer.Session() as session:
        yield session


@pytest.fixture(scope="module")
def lm():
    """The explainer of the seed notebook, on the shared session."""
    import explainer
    from explainer.explainers import lm_layers_explainer
    yield lm_layers_explainer
    explainer.close()


@pytest.fixture(scope="session")
def program():
    from explainer._program import find_program
    return find_program()


@pytest.fixture
def command(program):
    """What the command prints: command("run", "predictions", …) → bytes."""
    def command(*words):
        return subprocess.run([program, *words], stdout=subprocess.PIPE, check=True).stdout
    return command


@pytest.fixture
def python():
    """Runs a script in a Python of its own; its standard output."""
    def python(script, *words, **options):
        return subprocess.run(
            [sys.executable, *words, "-c", script], capture_output=True, text=True, check=False, timeout=60, **options)
    return python


def is_running(pid):
    """Whether there is a process of that number that has not ended."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


os.environ.setdefault("JUPYTER_PLATFORM_DIRS", "1")
