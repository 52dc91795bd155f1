"""Folders that cannot be written to, or are not there: home, cache, temporary files, the current one, those of outputs."""

import os

from full_disk import Hub
from outcome import Outcome
from program import Place
from scarce_memory import commands
from scarce_processes import STRANGER

QUESTION = ["--model", "demo-gpt2", "--text", "The keys"]


def run(program, quick, random):
    return [surroundings(program, quick), outputs(program), keeping(program)]


def without_rights():
    """Root may write everywhere; another user may not."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(STRANGER, STRANGER, STRANGER)
        os.setresuid(STRANGER, STRANGER, STRANGER)


def open_to_all(place):
    """Lets another user read everything, and write to the folders meant for that."""
    for folder, _, files in os.walk(place.path):
        os.chmod(folder, 0o755)
        for name in files:
            os.chmod(os.path.join(folder, name), 0o644)
    for folder in (place.home, place.temporary, place.work):
        os.chmod(folder, 0o777)


def surroundings(program, quick):
    outcome = Outcome(
        "home, caches, temporary and current folder read-only, missing, no folder, or not said",
        "the same answer; without a place for the scratch folder 74, one line that says TMPDIR")
    with Place() as place:
        made = commands(place)[:6]
        closed = place.folder("closed")
        nothing = os.path.join(place.path, "missing")
        file = place.file("file", "x")
        open_to_all(place)
        os.chmod(closed, 0o555)
        cases = []
        for what, path in [("read-only", closed), ("missing", nothing), ("a file", file), ("empty", ""), ("relative", "x")]:
            cases += [(f"HOME {what}", {"HOME": path}, {}), (f"XDG_CACHE_HOME {what}", {"XDG_CACHE_HOME": path}, {}),
                      (f"XDG_CONFIG_HOME {what}", {"XDG_CONFIG_HOME": path}, {}),
                      (f"HF_HOME {what}", {"HF_HOME": path}, {}), (f"TMPDIR {what}", {"TMPDIR": path}, {})]
        cases += [("the current folder read-only", {}, {"cwd": closed}), ("no environment", None, {})]
        for command in made[:: 3 if quick else 1]:
            plain = program.run(command, place, preexec_fn=without_rights)
            for name, environment, options in cases[:: 3 if quick else 1]:
                if environment is None:
                    options = {"command": ["/usr/bin/env", "-i", program.executable]}
                ended = program.run(command, place, environment, preexec_fn=without_rights, **options)
                needs_scratch = command[0] in ("run", "chain") and name in (
                    "TMPDIR read-only", "TMPDIR missing", "TMPDIR a file")
                complaints = ended.complaints({74} if needs_scratch else {0})
                if needs_scratch and b"TMPDIR" not in ended.errors:
                    complaints.append("TMPDIR is not named")
                if not needs_scratch and ended.output != plain.output:
                    complaints.append("another answer")
                outcome.add(ended.code, complaints, f"{name}: {' '.join(command[:2])}")
        # A folder that is gone while one is in it.
        gone = place.folder("gone")

        def in_gone():
            os.chdir(gone)
            os.rmdir(gone)
            without_rights()

        for command in made[:: 3 if quick else 1]:
            os.makedirs(gone, exist_ok=True)
            ended = program.run(command, place, preexec_fn=in_gone)
            outcome.add(ended.code, ended.complaints({0}), f"the current folder is gone: {' '.join(command[:2])}")
    return outcome


def outputs(program):
    outcome = Outcome("the folder of an output is read-only, missing or a file; the output is a folder",
                      "74 and one line, before any work is done where that can be known; the earlier file intact")
    with Place() as place:
        closed = place.folder("closed")
        for ending in ("html", "safetensors", "npz", "csv"):
            with open(os.path.join(closed, f"out.{ending}"), "w", encoding="ascii") as file:
                file.write("earlier")
        os.makedirs(os.path.join(place.work, "folder.html"))
        os.makedirs(os.path.join(place.work, "folder.npz"))
        file = place.file("file", "x")
        script = place.file("chain.json", """{"model": "demo-gpt2", "texts": ["a"], "steps": [{"run": "predictions"}],
            "collect": [{"table": "t", "columns": {"a": "${text}"}, "output": "out.csv"}]}""")
        open_to_all(place)
        os.chmod(closed, 0o555)
        for folder in (closed, os.path.join(place.path, "missing"), file):
            for command in [
                ["run", "predictions", *QUESTION, "-o", f"{folder}/out.html"],
                ["run", "predictions", *QUESTION, "--tensors", f"{folder}/out.safetensors"],
                ["trace", *QUESTION, "--sites", "*", "-o", f"{folder}/out.npz"],
                ["chain", script, "--no-cache", "--quiet", "--report", f"{folder}/out.html"],
                ["chain", script, "--no-cache", "--quiet", "-o", folder],
                ["generate", "measure", "--language", "c"],
            ]:
                options = {}
                if command[0] == "generate":
                    if folder != closed:
                        continue
                    options = {"cwd": closed}
                ended = program.run(command, place, preexec_fn=without_rights, **options)
                # Chains make the folders they need; the parent of the missing one is root's.
                outcome.add(ended.code, ended.complaints({74}), f"{folder}: {' '.join(command[:2])}")
        for command in [["run", "predictions", *QUESTION, "-o", f"{place.work}/folder.html"],
                        ["trace", *QUESTION, "--sites", "*", "-o", f"{place.work}/folder.npz"]]:
            ended = program.run(command, place, preexec_fn=without_rights)
            outcome.add(ended.code, ended.complaints({74}), "a folder in its place: " + command[0])
        for name in os.listdir(closed):
            with open(os.path.join(closed, name), encoding="ascii") as earlier:
                if earlier.read() != "earlier":
                    outcome.broken.append((name, ["is not what it was"]))
    return outcome


def keeping(program):
    outcome = Outcome(
        "registry or model cache read-only, or no home, for `install`, `uninstall`, `models download` and a run that fetches",
        "74 or 66 and one line; nothing is changed")
    with Place() as place, Hub(program, place) as hub:
        program.run(["generate", "measure", "--language", "c"], place)
        if program.run(["build", "measure"], place, limit=120).code != 0:
            return outcome.skip("no package could be built here: a C compiler and make are needed")
        package = os.path.join(place.work, "measure/build/measure-0.1.0.explainer")
        closed = place.folder("closed")
        installed = place.folder("installed")
        program.run(["install", package], place, {"XDG_CONFIG_HOME": installed})
        open_to_all(place)
        os.chmod(package, 0o644)
        for folder, _, _ in os.walk(installed):
            os.chmod(folder, 0o555)
        if os.geteuid() == 0:
            for folder, folders, files in os.walk(installed):
                for each in ["", *folders, *files]:
                    os.chown(os.path.join(folder, each), STRANGER, STRANGER)
        os.chmod(closed, 0o555)
        for name, command, environment, codes in [
            ("a read-only home", ["install", package], {"XDG_CONFIG_HOME": closed}, {74}),
            ("no home", ["install", package], {"HOME": "", "XDG_CONFIG_HOME": ""}, {66}),
            ("a read-only registry", ["uninstall", "measure"], {"XDG_CONFIG_HOME": installed}, {74}),
            ("a read-only registry", ["update", package], {"XDG_CONFIG_HOME": installed}, {0, 74}),
            ("a read-only registry", ["list"], {"XDG_CONFIG_HOME": installed}, {0}),
            ("a read-only registry", ["run", "measure", *QUESTION], {"XDG_CONFIG_HOME": installed}, {0}),
            ("a read-only cache", ["models", "download", "some/gpt2"], {**hub.environment, "HF_HOME": closed}, {74}),
            ("a read-only cache", ["run", "predictions", "--model", "some/gpt2", "--text", "a"],
             {**hub.environment, "HF_HOME": closed}, {74}),
            ("no home", ["models", "download", "some/gpt2"], {**hub.environment, "HOME": ""}, {74}),
        ]:
            ended = program.run(command, place, environment, preexec_fn=without_rights)
            outcome.add(ended.code, ended.complaints(codes), f"{name}: {' '.join(command[:2])}")
    return outcome
