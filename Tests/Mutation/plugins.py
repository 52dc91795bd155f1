"""Plugins that have lost their way, in C (`behaviours`): what they do, what their tables are, and what they do while they are loaded."""

import glob
import json
import os
import re
import subprocess

import tried
from case import DOCUMENTED, Case, Command

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(HERE, "behaviours")
MACROS = re.compile(r"^(?:BEHAVIOUR|JSON|FIGURE|SIZED|RETURNS|FAILS|TENSOR|NAMED|CALLS|PASSES|FLOOD|FORGES)\((\w+), ([\d ]+)[,)]", re.M)
OTHERS = re.compile(r"^(TABLE|LOADING)\((\w+), ([\d ]+)\)", re.M)


def _found():
    """All behaviours: (kind, name, exit codes)."""
    found = []
    for path in sorted(glob.glob(os.path.join(FOLDER, "*.c"))):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        found += [("entry", name, _codes(codes)) for name, codes in MACROS.findall(text)]
        found += [(kind.lower(), name, _codes(codes)) for kind, name, codes in OTHERS.findall(text)]
    return found


def _codes(text):
    return frozenset(int(word) for word in text.split())


BEHAVIOURS = _found()
COUNT = len(BEHAVIOURS)
ENTRIES = []


def prepare(build, folder):
    """Builds the behaviours into one library, and a copy of it for each that is a matter of loading."""
    library = os.path.join(folder, "liblost.so")
    tried.compile(*(os.path.relpath(path, HERE) for path in sorted(glob.glob(os.path.join(FOLDER, "*.c")))), library=library)
    # What the library says of itself is in the order in which the linker has put the behaviours: the program reads it.
    environment = {"PATH": "/usr/bin:/bin", "HOME": os.path.join(folder, "home"), "TMPDIR": os.path.join(folder, "tmp"),
                   "XDG_CONFIG_HOME": os.path.join(folder, "config")}
    made = subprocess.run([os.path.join(build, "explainer"), "install", library, "--symbol", "lost"], env=environment, capture_output=True)
    if made.returncode:
        raise RuntimeError(f"the behaviours cannot be installed: {made.stderr.decode()}")
    with open(os.path.join(folder, "config", "explainer", "registry.json"), encoding="utf-8") as file:
        entries = [entry["name"] for entry in json.load(file)["plugins"][0]["entry_points"]]
    if sorted(entries) != sorted(name for kind, name, _ in BEHAVIOURS if kind == "entry"):
        raise RuntimeError("the behaviours that are read from the sources are not those of the library")
    ENTRIES[:] = entries


def case(build, folder, number):
    """The behaviour of that number."""
    kind, name, codes = BEHAVIOURS[number]
    top = os.path.join(folder, "case")
    os.makedirs(top)
    library = os.path.join(top, f"loading_{name}.so" if kind == "loading" else "liblost.so")
    os.link(os.path.join(folder, "liblost.so"), library)
    entries = ENTRIES if kind == "entry" else ["alone"]
    registry = os.path.join(top, "registry.json")
    symbol = {"entry": "lost", "table": f"table_{name}", "loading": "explainer_plugin_entry"}[kind]
    with open(registry, "w", encoding="utf-8") as file:
        json.dump({"schema": "explainer/registry/1", "plugins": [{
            "library": os.path.basename(library), "symbol": symbol, "abi": "1.0", "explainer": "lost", "plugin": "lost", "version": "1.0.0",
            "license": "Apache-2.0", "entry_points": [{"name": entry, "summary": "is lost", "texts": [0, 2]} for entry in entries]}]}, file)
    environment = {"EXPLAINER_REGISTRY": registry, "XDG_CONFIG_HOME": os.path.join(top, "config")}
    program, output = os.path.join(build, "explainer"), os.path.join(folder, "output")
    entry = name if kind == "entry" else "alone"
    limits = ["--memory", "200M", "--timeout", "3"]
    commands = [Command(
        "run", [program, "run", f"lost/{entry}", "--model", "demo-gpt2", "--text", "a", "-o", f"{output}/out.html", "--tensors",
                f"{output}/out.safetensors", *limits],
        environment=environment, codes=codes, outputs=("out.html", "out.safetensors"),
        # What a plugin says itself, and prints, are its own words.
        names=() if kind == "entry" else ("lost", "the plugin"), prints=name.startswith(("floods", "logs")))]
    if kind != "entry":
        commands.append(Command("install", [program, "install", library, "--symbol", symbol], environment=environment,
                                codes=DOCUMENTED - {64, 74}, names=(os.path.basename(library), "lost")))
    return Case(f"{kind} {name}", kind, [registry], commands, number)
