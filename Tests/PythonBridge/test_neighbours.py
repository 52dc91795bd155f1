"""What Docs/neighbours.md shows works: its commands, and those of its Python blocks whose tools are installed."""

import importlib.util
import os
import pathlib
import re
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
TEXT = (ROOT / "Docs/neighbours.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"^## (\w+)\n.*?^```python\n(.*?)^```$", TEXT, re.M | re.S))


@pytest.fixture(scope="module")
def folder(tmp_path_factory, program):
    folder = tmp_path_factory.mktemp("neighbours")
    commands = re.search(r"^```sh\n(.*?)^```$", TEXT, re.M | re.S).group(1)
    environment = {**os.environ, "PATH": f"{pathlib.Path(program).parent}:{os.environ['PATH']}"}
    subprocess.run(["bash", "-euc", commands], cwd=folder, env=environment, check=True)
    return folder


@pytest.mark.parametrize("tool", sorted(BLOCKS))
def test_block(tool, folder):
    modules = set(re.findall(r"^(?:from|import) ([\w, ]+)", BLOCKS[tool], re.M))
    for module in {name.strip().split(".")[0] for names in modules for name in names.split(",")}:
        if importlib.util.find_spec(module) is None:
            pytest.skip(f"{module} is not installed")
    done = subprocess.run([sys.executable, "-c", BLOCKS[tool]], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
