"""Reads and writes that do less than asked, and interrupted calls: every answer is what it is without them, to the last bit.

A library (short_calls.c) stands before the C library's calls: in the program by LD_PRELOAD, and in its workers, whose
environment is empty, because a copy of the program names it as one it needs (patchelf).
"""

import os
import shutil
import subprocess

from full_disk import Hub
from outcome import Outcome
from program import Place, Program

QUESTION = ["--model", "demo-gpt2", "--text", "The keys to the cabinet"]
CHAIN = """
title: Short
model: demo-gpt2
texts: [The keys, The key]
steps:
  - {id: first, run: predictions, output: "first-${index}.svg"}
collect:
  - {table: words, columns: {text: "${text}", word: "${first.result.layers[-1].tokens[0].id}"}, output: words.csv}
"""


def commands(place):
    """Commands whose answers hang on nothing but what they are asked: words, input, files."""
    script = place.file("chain.yaml", CHAIN)
    yield ["list-entry-points", "--json"], None, []
    yield ["tokenize", *QUESTION, "--json"], None, []
    yield ["tokenize", "--model", "demo-bert", "--text", "-", "--json"], b"The cat sat on the mat. " * 5000, []
    yield ["run", "predictions", *QUESTION, "--format", "svg"], None, []
    yield ["run", "attention_head_view", *QUESTION, "--format", "terminal", "--tensors", "out.npz"], None, ["out.npz"]
    yield ["run", "activations", "--model", "demo-bert", "--text", "-", "--format", "terminal"], b"The cat sat. " * 30, []
    yield ["trace", *QUESTION, "--sites", "*", "-o", "out.safetensors"], None, ["out.safetensors"]
    yield ["models", "verify", "demo-gpt2"], None, []
    yield ["models", "info", "demo-bert", "--json"], None, []
    yield (["chain", script, "--no-cache", "--quiet"], None, ["first-0.svg", "first-1.svg", "words.csv"])
    yield (["session"], b"".join(
        b'{"id": %d, "method": "tokenize", "params": {"model": "demo-gpt2", "text": "The keys"}}\n' % n for n in range(20)),
        [])


def run(program, quick, random):
    outcome = Outcome(
        "reads and writes that do less than asked, interrupted calls (half and a quarter of all, in the program and in its "
        "workers)", "every answer and every file is the same to the last bit")
    packages = Outcome("the same while a package is built and installed, and a model is downloaded", "done, and whole")
    if not (shutil.which("cc") and shutil.which("patchelf")):
        return [outcome.skip("cc and patchelf are needed")]
    with Place() as place:
        plain = whole(program, place)
        for seed in random.sample(range(1, 1 << 20), 1 if quick else 12):
            faulty = faulted(program, place, seed)
            for number, (command, input, files) in enumerate(commands(place)):
                found = answer(faulty, place, command, input, files)
                complaints = found[0].complaints({plain[number][0].code})
                # (The copy's models lie elsewhere; a session's answers come as they are ready.)
                lines = [ended.output.replace(each.build.encode(), b"BUILD").splitlines()
                         for each, ended in ((program, plain[number][0]), (faulty, found[0]))]
                same = sorted(lines[0]) == sorted(lines[1]) if command == ["session"] else lines[0] == lines[1]
                if not same or found[0].errors != plain[number][0].errors:
                    complaints.append(f"another answer: {found[0].errors[:200]}")
                complaints += ["another file"] if found[1] != plain[number][1] else []
                complaints += [f"left {path}" for path in place.leftovers()]
                outcome.add("same" if not complaints else "not", complaints, f"seed {seed}: {' '.join(command)}")
            installing(faulty, packages, seed)
    return [outcome, packages]


def whole(program, place):
    return [answer(program, place, *command) for command in commands(place)]


def answer(program, place, command, input, files):
    for name in files:
        if os.path.exists(os.path.join(place.work, name)):
            os.unlink(os.path.join(place.work, name))
    ended = program.run(command, place, input=input)
    contents = []
    for name in files:
        try:
            with open(os.path.join(place.work, name), "rb") as file:
                contents.append(file.read())
        except FileNotFoundError:
            contents.append(None)
    return ended, contents


def faulted(program, place, seed):
    """A copy of the program in which, and in whose workers, calls do less than asked."""
    folder = place.folder(f"faulty-{seed}")
    for name in os.listdir(program.build):
        path = os.path.join(program.build, name)
        if name.endswith((".so", ".resources")) or name == "explainer-yaml":
            (shutil.copytree if os.path.isdir(path) else shutil.copy)(path, os.path.join(folder, name))
    library = os.path.join(folder, "libshort.so")
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "short_calls.c")
    subprocess.run(["cc", "-O1", "-shared", "-fPIC", f"-DSEED={seed}", "-o", library, source, "-ldl"], check=True)
    shutil.copy(program.executable, folder)
    subprocess.run(["patchelf", "--add-needed", library, os.path.join(folder, "explainer")], check=True)
    return Program(folder)


def installing(program, outcome, seed):
    with Place() as place:
        for command in [["generate", "measure", "--language", "c"], ["install", "measure"],
                        ["run", "measure", *QUESTION], ["uninstall", "measure"]]:
            ended = program.run(command, place, limit=120)
            outcome.add("done" if ended.code == 0 else ended.code, ended.complaints({0}), f"seed {seed}: {command[0]}")
        with Hub(program, place) as hub:
            for command in [["models", "download", "some/gpt2"], ["models", "verify", "some/gpt2"]]:
                ended = program.run(command, place, {**hub.environment, "HF_HOME": f"{place.path}/hf"})
                outcome.add("done" if ended.code == 0 else ended.code, ended.complaints({0}),
                            f"seed {seed}: {' '.join(command)}")
