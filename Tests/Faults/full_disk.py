"""A disk that is full: every output of every command, on a small file system, and on /dev/full."""

import ctypes
import json
import os
import resource
import shutil
import subprocess
import sys
import time

from outcome import Outcome
from program import Place

QUESTION = ["--model", "demo-gpt2", "--text", "The keys to the cabinet"]
CHAIN = """
title: Outputs
model: demo-gpt2
texts: [The keys]
steps:
  - {id: first, run: predictions, outputs: [%s]}
collect:
  - {table: words, columns: {text: "${text}"}, outputs: [%s]}
"""
STEP_ENDINGS = ["html", "svg", "json", "txt", "safetensors", "npz"]
COLLECTION_ENDINGS = ["csv", "tsv", "jsonl", "json", "svg", "html", "txt"]


def commands(place, disk):
    """Every command that writes a file: what it is called, its words, the file, and what it needs before."""
    def chain(name, steps, collections):
        path = place.file(name, CHAIN % (steps, collections))
        return ["chain", path, "-o", disk, "--no-cache", "--quiet"]

    for ending in ["html", "svg", "json", "jsonl", "txt"]:
        yield f"run -o .{ending}", ["run", "predictions", *QUESTION, "-o", f"{disk}/out.{ending}"], f"out.{ending}"
    for ending in ["safetensors", "npz"]:
        yield (f"run --tensors .{ending}", ["run", "attention_head_view", *QUESTION, "-q", "-o", os.devnull, "--format",
               "json", "--tensors", f"{disk}/out.{ending}"], f"out.{ending}")
        yield f"trace -o .{ending}", ["trace", *QUESTION, "--sites", "*", "-o", f"{disk}/out.{ending}"], f"out.{ending}"
    for ending in STEP_ENDINGS:
        yield f"chain step .{ending}", chain(f"step-{ending}.yaml", f"out.{ending}", ""), f"out.{ending}"
    for ending in COLLECTION_ENDINGS:
        yield f"chain collection .{ending}", chain(f"table-{ending}.yaml", "", f"out.{ending}"), f"out.{ending}"
    yield "chain --report", [*chain("report.yaml", "", ""), "--report", f"{disk}/out.html"], "out.html"
    yield ("session tensor_file", ["session"], "out.safetensors")


def run(program, quick, random):
    if not (disk := SmallDisk()).is_there:
        reason = "mounting a small file system needs root"
        return [limited(program, quick), *devices(program, quick)] + [
            Outcome("no room on the disk", "74, one line, the earlier file intact").skip(reason)]
    with disk:
        return [files(program, disk, quick), caches(program, disk), registry(program, disk, quick),
                downloads(program, disk, quick), *devices(program, quick), limited(program, quick)]


class SmallDisk:
    """A file system of 64 MiB that can be filled to so many bytes."""

    size = 64 << 20

    def __init__(self):
        self.place = Place()
        self.path = self.place.folder("disk")
        library = ctypes.CDLL(None, use_errno=True)
        self.is_there = os.geteuid() == 0 and library.mount(
            b"tmpfs", self.path.encode(), b"tmpfs", 0, f"size={self.size}".encode()) == 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        ctypes.CDLL(None).umount2(self.path.encode(), 2)
        shutil.rmtree(self.place.path, ignore_errors=True)

    def empty(self):
        for name in os.listdir(self.path):
            path = os.path.join(self.path, name)
            shutil.rmtree(path) if os.path.isdir(path) and not os.path.islink(path) else os.unlink(path)
        # A worker that was ended a moment ago may have mapped what was there.
        end = time.monotonic() + 3
        while (state := os.statvfs(self.path)).f_bfree < state.f_blocks and time.monotonic() < end:
            time.sleep(0.01)

    def fill(self, left):
        """Leaves `left` bytes, in whole pages."""
        with open(os.path.join(self.path, "filler"), "wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"x" * (1 << 16))
            except OSError:
                pass
        free = os.statvfs(self.path)
        there = os.path.getsize(os.path.join(self.path, "filler"))
        wanted = max(0, left - free.f_bavail * free.f_frsize)
        os.truncate(os.path.join(self.path, "filler"), max(0, there - wanted) >> 12 << 12)


def ask_session(program, place, path):
    """A session's request for tensors at `path`: the session itself must go on."""
    requests = [
        {"id": 1, "method": "run", "params": {"entry_point": "attention_head_view", "model": "demo-gpt2",
                                              "text": "The keys to the cabinet", "tensor_file": path}},
        {"id": 2, "method": "ping"}]
    ended = program.run(["session"], place, input="".join(json.dumps(each) + "\n" for each in requests).encode())
    answers = {line["id"]: line for line in map(json.loads, ended.output.decode().splitlines()[1:]) if "id" in line
               and ("result" in line or "error" in line)}
    complaints = ended.complaints({0}) + ([] if "result" in answers.get(2, {}) else ["the session did not go on"])
    return answers.get(1, {}).get("error", {}).get("exit_code", 0), complaints


def files(program, disk, quick):
    outcome = Outcome(
        "no room for a command's file (every form of `run`, `trace`, `chain`, `session`), with 0 bytes left, half of what "
        "it takes, and a page less", "74, one line, the earlier file intact, nothing half-written beside it")
    with Place() as place:
        for name, command, file in list(commands(place, disk.path))[:: 3 if quick else 1]:
            path = os.path.join(disk.path, file)
            disk.empty()

            def act():
                if command == ["session"]:
                    return ask_session(program, place, path)
                ended = program.run(command, place)
                return ended.code, ended.complaints({0, 74})

            code, complaints = act()
            size = os.path.getsize(path) if os.path.exists(path) else 0
            if code != 0 or size == 0:
                outcome.add(code, complaints + ["did not work with room"], name)
                continue
            for left in [0] if quick else sorted({0, size // 2 >> 12 << 12, (size - 1) >> 12 << 12}):
                disk.empty()
                with open(path, "wb") as earlier:
                    earlier.write(b"earlier")
                disk.fill(left)
                code, complaints = act()
                with open(path, "rb") as earlier:
                    if earlier.read() != b"earlier":
                        complaints.append("the earlier file is gone")
                if code != 74:
                    complaints.append(f"ended with {code}, expected 74")
                complaints += [f"left {each}" for each in os.listdir(disk.path) if each not in (file, "filler")]
                complaints += [f"left {each}" for each in place.leftovers()]
                outcome.add(code, complaints, f"{name}, {left} of {size} bytes left")
    return outcome


def caches(program, disk):
    outcome = Outcome(
        "no room in the caches (answers of chains, pins of libraries), nor for the scratch folder",
        "the answer is there; one warning says what is not kept; a scratch folder needs no room")
    with Place() as place:
        script = place.file("chain.yaml", CHAIN % ("out.json", "out.csv"))
        for name, command, environment, codes in [
            ("answers of a chain", ["chain", script, "-o", place.work, "--cache", f"{disk.path}/cache"], {}, {0}),
            ("pins of libraries", ["run", "predictions", *QUESTION], {"XDG_CACHE_HOME": f"{disk.path}/cache"}, {0}),
            ("scratch folder", ["run", "predictions", *QUESTION], {"TMPDIR": disk.path}, {0}),
        ]:
            disk.empty()
            disk.fill(0)
            ended = program.run(command, place, environment)
            complaints = ended.complaints(codes)
            warnings = [line for line in ended.errors.decode().splitlines() if line.startswith("warning: ")]
            if name == "answers of a chain" and len(warnings) != 1:
                complaints.append(f"{len(warnings)} warnings: {ended.errors[-300:]}")
            complaints += [f"left {path}" for path in place.leftovers()]
            outcome.add(ended.code, complaints, name)
    return outcome


def registry(program, disk, quick):
    outcome = Outcome(
        "no room for `install`, `update`, `uninstall`, `build`, `extract`, `generate`",
        "74, one line; the registry and what is installed as before, or the whole of it done")
    with Place() as place:
        made = program.run(["generate", "measure", "--language", "c"], place)
        made = program.run(["build", "measure"], place, limit=120)
        if made.code != 0:
            return outcome.skip("no package could be built here: a C compiler and make are needed")
        project = os.path.join(place.work, "measure")
        [package] = [f"{project}/build/{name}" for name in os.listdir(f"{project}/build") if name.endswith(".explainer")]
        registry = f"{disk.path}/config/registry.json"
        on_disk = {"XDG_CONFIG_HOME": disk.path}

        def installed():
            program.run(["install", package], place, on_disk)

        cases = [
            ("install", ["install", package], lambda: None),
            ("update", ["update", package], installed),
            ("uninstall", ["uninstall", "measure"], installed),
            ("extract", ["extract", package, "-o", f"{disk.path}/sources"], lambda: None),
            ("build", ["build", project, "-o", f"{disk.path}/out.explainer"], lambda: None),
            ("generate", ["generate", "other", "--language", "c"], lambda: None),
        ]
        for name, command, before in cases:
            for left in [0] if quick else [0, 4096, 8192, 16384, 65536]:
                disk.empty()
                before()
                state = tree(disk.path)
                disk.fill(left)
                ended = program.run(command, place, on_disk, cwd=disk.path)
                os.unlink(f"{disk.path}/filler")
                after = tree(disk.path)
                complaints = ended.complaints({0, 74})
                if ended.code != 0:
                    # A folder that was made on the way says nothing; a file would.
                    changed = {path for path in after.keys() | state.keys() if after.get(path) != state.get(path)}
                    changed = {path for path in changed if after.get(path) is not None or state.get(path) is not None}
                    complaints += [f"changed {path}" for path in sorted(changed) if not path.endswith(".lock")]
                listed = program.run(["list"], place, on_disk)
                complaints += listed.complaints({0})
                outcome.add(f"{name} {ended.code}", complaints, f"{name}, {left} bytes left")
    return outcome


def tree(folder):
    """Every path below `folder` with its content; None for folders."""
    found = {}
    for path, folders, names in os.walk(folder):
        for name in folders:
            found[os.path.relpath(os.path.join(path, name), folder)] = None
        for name in names:
            with open(os.path.join(path, name), "rb") as file:
                found[os.path.relpath(os.path.join(path, name), folder)] = file.read()
    return found


class Hub:
    """The tests' own Hub on loopback, with one model."""

    def __init__(self, program, place):
        root = place.folder("hub")
        models = os.path.join(root, "models", "some")
        os.makedirs(models)
        shutil.copytree(program.model("demo-gpt2", place), os.path.join(models, "gpt2"))
        server = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "HubServer", "hub_server.py")
        self.process = subprocess.Popen(
            [sys.executable, server, root], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.address = self.process.stdout.readline().decode().split()[0]
        self.environment = {"HF_ENDPOINT": self.address, "HF_HUB_OFFLINE": "", "NO_PROXY": "*"}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()


def downloads(program, disk, quick):
    outcome = Outcome(
        "no room for `models download`, or for a model that `run` fetches",
        "74, one line; nothing passes for whole; with room the next try goes on")
    with Place() as place, Hub(program, place) as hub:
        environment = {**hub.environment, "HF_HOME": f"{disk.path}/hf"}
        for command in [["models", "download", "some/gpt2"],
                        ["run", "predictions", "--model", "some/gpt2", "--text", "The keys"]]:
            for left in [0, 1 << 20] if quick else [0, 4096, 65536, 1 << 20, 4 << 20]:
                disk.empty()
                disk.fill(left)
                ended = program.run(command, place, environment)
                complaints = ended.complaints({74})
                local = program.run(["models", "path", "some/gpt2"], place, {**environment, "HF_HUB_OFFLINE": "1"})
                if local.code == 0:
                    complaints.append("a model that is not whole passes for one")
                os.unlink(f"{disk.path}/filler")
                again = program.run(command, place, environment)
                complaints += again.complaints({0})
                verified = program.run(["models", "verify", "some/gpt2"], place, environment)
                complaints += verified.complaints({0})
                outcome.add(ended.code, complaints, f"{command[0]}, {left} bytes left")
    return outcome


def devices(program, quick):
    outcome = Outcome("standard output is full (/dev/full), of every command that writes to it", "74 and one line")
    errors = Outcome("standard error is full", "the command's own code, and its whole answer")
    with Place() as place:
        script = place.file("chain.yaml", CHAIN % ("", ""))
        explanation = place.file("explanation.json", program.run(
            ["run", "predictions", *QUESTION, "--format", "json"], place).output)
        commands = [
            [], ["--help"], ["--version"], ["list"], ["list-entry-points"], ["list-entry-points", "--json"],
            ["info", "predictions"], ["run", "predictions", "--help"], ["doctor"], ["models"], ["models", "list", "--json"],
            ["models", "info", "demo-gpt2"], ["models", "path", "demo-gpt2"], ["models", "verify", "demo-gpt2"],
            ["tokenize", *QUESTION], ["tokenize", *QUESTION, "--json"], ["import", "rankings"],
            ["completions", "bash"], ["__manual"], ["session"], ["chain", script, "--no-cache"],
            ["chain", script, "--no-cache", "--format", "json"], ["chain", script, "--dry-run"],
            ["trace", *QUESTION, "--sites", "logits", "-o", f"{place.work}/out.npz"],
            ["run", "rankings", "--from", explanation, "--watch", " is"],
        ] + [["run", "predictions", *QUESTION, "--format", form] for form in ("terminal", "html", "svg", "json", "jsonl")]
        for command in commands[::4] if quick else commands:
            whole = program.run(command, place)
            with open("/dev/full", "wb") as full:
                ended = program.run(command, place, stdout=full)
                outcome.add(ended.code, ended.complaints({74} if whole.output else {whole.code}), " ".join(command))
                ended = program.run(command, place, stderr=full)
            same = ended.output == whole.output or command[0] in ("run", "doctor", "chain")
            errors.add(ended.code, ended.complaints({whole.code}, lines=False) + ([] if same else ["another answer"]),
                       " ".join(command))
    return [outcome, errors]


def limited(program, quick):
    outcome = Outcome("files may have no more than 4 KiB (`ulimit -f`)", "74, one line, the earlier file intact")

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    with Place() as place:
        for name, command, file in list(commands(place, place.work))[:: 5 if quick else 1]:
            if command == ["session"]:
                continue
            size = os.path.join(place.work, file)
            program.run(command, place)
            is_small = os.path.getsize(size) <= 4096
            place.file(file, b"earlier")
            before = set(os.listdir(place.work))
            ended = program.run(command, place, preexec_fn=limit)
            complaints = ended.complaints({0} if is_small else {74})
            with open(size, "rb") as earlier:
                if not is_small and earlier.read() != b"earlier":
                    complaints.append("the earlier file is gone")
            complaints += [f"left {each}" for each in set(os.listdir(place.work)) - before]
            outcome.add(ended.code, complaints, name)
    return outcome
