"""The library that mutated registries and packages name, and what a registry says of it."""

import json
import os
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
HEADERS = os.path.join(HERE, "..", "..", "Sources", "CExplainerABI", "include")


def compile(*sources, library):
    """Builds C files into a library."""
    subprocess.run(
        [os.environ.get("CC", "cc"), "-O1", "-w", "-shared", "-fPIC", "-pthread", "-fvisibility=hidden", f"-I{HEADERS}",
         *(os.path.join(HERE, source) for source in sources), "-o", library, "-lm"], check=True)


def descriptor():
    """What the library says of itself: its C literals, joined."""
    with open(os.path.join(HERE, "tried.c"), encoding="utf-8") as file:
        text = file.read()
    literal = text[text.index("descriptor[] ="):text.index(";\n\nstatic xpl_status run")]
    words = [line.strip()[1:-1] for line in literal.split("\n")[1:]]
    return json.loads("".join(words).replace('\\"', '"'))


def plugins(library):
    """The entries of a registry: the plugin, and the same library as one of plain C functions."""
    function = {
        "symbol": "lengths_of_rows", "returns": "i32", "args": [
            {"name": "x", "type": "const f32*", "from": "capture:layers.*.residual.post"}, {"name": "rows", "type": "u64", "from": "x.shape[0]"},
            {"name": "width", "type": "u64", "from": "x.shape[1]"},
            {"name": "scale", "type": "f64", "param": {"default": 2, "minimum": 0.1, "maximum": 100, "summary": "how much"}},
            {"name": "sums", "type": "f32*", "result": {"shape": ["rows"], "summary": "sums of rows"}}]}
    return [
        {"library": library, "abi": "1.0", **descriptor()},
        {"library": library, "kind": "cfunctions", "explainer": "plain", "plugin": "plain", "version": "1.0.0", "license": "Apache-2.0",
         "entry_points": [{"name": "sums", "summary": "sums", "fits": ["causal"], "function": function}]}]
