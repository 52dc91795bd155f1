#!/usr/bin/env python3
"""Tries the program on what is almost right: mutated checkpoints, registries, packages, chain scripts, answers of the Hub, and plugins
that misbehave.

    Tests/Mutation/run.py BUILD [--kind KIND] [--count N] [--seed S] [--only CASE] [--jobs N] [--keep FOLDER] [--quick] [--verbose]

BUILD is the folder of a built program (.build/release). The same seed gives the same cases; --only N tries one of them again and leaves
it in the folder of kept cases. --quick tries a few of each, in under a minute, for CI.

Every run must end by itself within ten seconds (on a machine that others keep busy, as many times longer), with a documented code and one
line of error that names what is wrong; the process the user starts must hold no more than 300 MiB; nothing may be left behind. Of
each fault the smallest case is kept, with the command that shows it. Exit code 1 where there is any fault.

Needs Python 3.9 and a C compiler (for the plugins); nothing leaves this machine.
"""

import argparse
import collections
import importlib
import json
import multiprocessing
import os
import queue
import random
import shutil
import sys
import tempfile
import time
import traceback

import case as cases
import watched

# How many of each are tried: all, and for CI.
KINDS = {"checkpoints": (2000, 60), "registries": (700, 30), "packages": (100, 10), "scripts": (200, 20), "hub": (100, 10), "plugins": (None, 40)}
# Where an error names another file than the one that was changed, both may be at odds: counted, and no fault.
COUNTED = {"other"}


def main():
    # Names of what was mutated may be no text at all.
    sys.stdout.reconfigure(errors="backslashreplace")
    arguments = _arguments()
    build = os.path.abspath(arguments.build)
    keep = os.path.abspath(arguments.keep)
    shutil.rmtree(keep, ignore_errors=True)
    kinds = [arguments.kind] if arguments.kind else list(KINDS)
    worst = 0
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        os.chmod(folder, 0o755)
        summaries = []
        for kind in kinds:
            summary = Summary(kind, keep)
            _try(kind, build, os.path.join(folder, kind), arguments, summary)
            summary.finish()
            summaries.append(summary)
        print(f"\n{'kind':<12} {'cases':>6} {'runs':>6} {'seconds':>8} {'slowest':>8} {'busiest':>8} {'front MiB':>10} {'other file':>11} {'faults':>7}")
        for summary in summaries:
            worst |= 1 if summary.faults else 0
            print(summary.row())
    sys.exit(worst)


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("--kind", choices=list(KINDS))
    parser.add_argument("--count", type=int)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--only", type=int)
    parser.add_argument("--skip", type=int, default=0, help="cases that are left out at the beginning")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", ".build", "mutation"))
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    return parser.parse_args()


def _try(kind, build, folder, arguments, summary):
    module = importlib.import_module(kind)
    everything = getattr(module, "COUNT", None)
    count = arguments.count or KINDS[kind][1 if arguments.quick else 0] or everything
    if everything:
        count = min(count, everything)
    numbers = list(range(arguments.skip, count)) if arguments.only is None else [arguments.only]
    if everything and count < everything:
        numbers = [number * everything // count for number in numbers] if arguments.only is None else numbers
    os.makedirs(folder)
    answers = multiprocessing.Queue()
    workers = [
        multiprocessing.Process(target=_work, daemon=True, args=(kind, build, os.path.join(folder, str(job)), numbers[job::arguments.jobs], arguments, answers))
        for job in range(min(arguments.jobs, len(numbers)))]
    for worker in workers:
        worker.start()
    waiting = len(workers)
    while waiting:
        try:
            answer = answers.get(timeout=5)
        except queue.Empty:
            if not any(worker.is_alive() for worker in workers) and answers.empty():
                raise SystemExit(f"{kind}: a process of the mutator has ended")
            continue
        if isinstance(answer, str):
            raise SystemExit(f"{kind}: the mutator itself failed\n{answer}")
        if answer is None:
            waiting -= 1
        else:
            summary.add(answer, arguments)
    for worker in workers:
        worker.join()


def _work(kind, build, folder, numbers, arguments, answers):
    """One process: prepares, and tries its cases one after the other."""
    try:
        watched.adopt_orphans()
        module = importlib.import_module(kind)
        for name in ("tmp", "output", "home"):
            os.makedirs(os.path.join(folder, name))
        module.prepare(build, folder)
        for number in numbers:
            _one(module, kind, build, folder, number, arguments, answers)
        answers.put(None)
    except Exception:
        answers.put(traceback.format_exc())


def _one(module, kind, build, folder, number, arguments, answers):
    shutil.rmtree(os.path.join(folder, "case"), ignore_errors=True)
    chance = random.Random(f"{arguments.seed}/{kind}/{number}")
    tried = module.case(build, folder, number if hasattr(module, "COUNT") else chance)
    runs, found, done = [], [], []
    for command in tried.commands:
        if command.after and not command.after(done):
            continue
        environment = {"PATH": "/usr/bin:/bin", "HOME": os.path.join(folder, "home"), "TMPDIR": os.path.join(folder, "tmp"),
                       "SWIFT_BACKTRACE": "enable=no", **command.environment}
        run = watched.run(command.words, folder, environment, command.input, cwd=command.cwd or os.path.join(folder, "output"))
        done.append(run)
        faults = cases.faults(run, command, folder)
        runs.append((command.label, run.code, run.seconds, run.busy, run.front))
        found += [(category, command.label, words, run, command.environment) for category, words in faults]
        if arguments.verbose or arguments.only is not None:
            print(f"{number} {tried.what[:150]} | {command.label}: {run.code} {run.seconds:.2f} s {run.front >> 20} MiB\n"
                  f"{run.errors[:600]}", flush=True)
    if tried.check:
        found += [("left", "afterwards", words, None, {}) for words in tried.check()]
    kept = None
    if any(fault[0] not in COUNTED for fault in found) or arguments.only is not None:
        kept = os.path.join(folder, f"kept-{number}")
        os.makedirs(kept)
        for path in tried.keep:
            _copy(path, os.path.join(kept, os.path.basename(path)))
    answers.put({
        "number": number, "what": tried.what, "target": tried.target, "size": tried.size, "runs": runs, "kept": kept,
        "faults": [
            {"category": category, "command": label, "words": words,
             "line": " ".join([*(f"{name}={value}" for name, value in environment.items()), *(run.arguments if run else [])]).replace(
                 folder, "FOLDER"),
             "errors": run.errors[:2000] if run else ""}
            for category, label, words, run, environment in found]})


def _copy(path, target):
    """Copies what was tried; pipes, devices and links as what they are, and nothing of great size."""
    if os.path.isdir(path) and not os.path.islink(path):
        os.makedirs(target)
        for name in os.listdir(path):
            _copy(os.path.join(path, name), os.path.join(target, name))
    elif os.path.islink(path):
        os.symlink(os.readlink(path), target)
    elif os.path.isfile(path):
        if os.path.getsize(path) < 16 << 20:
            shutil.copy2(path, target)
    else:
        with open(target + ".is-no-file", "w") as file:
            file.write("a pipe, a socket or a device stood here\n")


class Summary:
    """What was seen of one kind."""

    def __init__(self, kind, keep):
        self.kind, self.keep = kind, os.path.join(keep, kind)
        self.cases = self.runs = self.faults = 0
        self.slowest = self.busiest = self.front = 0
        self.start = time.monotonic()
        self.codes = collections.Counter()
        self.other = collections.Counter()
        self.smallest = {}

    def add(self, answer, arguments):
        self.cases += 1
        for label, code, seconds, busy, front in answer["runs"]:
            self.runs += 1
            self.codes[(label, code)] += 1
            self.slowest, self.busiest, self.front = max(self.slowest, seconds), max(self.busiest, busy), max(self.front, front)
        for fault in answer["faults"]:
            if fault["category"] in COUNTED:
                self.other[(answer["target"], fault["words"].split(":")[0])] += 1
                continue
            self.faults += 1
            print(f"FAULT {self.kind} {answer['number']}: {answer['what'][:200]} | {fault['command']} | {fault['category']}: "
                  f"{fault['words'][:500]}", flush=True)
            group = (fault["category"], fault["command"], answer["target"])
            if group not in self.smallest or self.smallest[group]["size"] > answer["size"]:
                self._keep(group, answer, fault)
        if answer["kept"]:
            if arguments.only is not None and not answer["faults"]:
                self._keep(("none", "", answer["target"]), answer, {})
            shutil.rmtree(answer["kept"], ignore_errors=True)

    def _keep(self, group, answer, fault):
        self.smallest[group] = answer
        target = os.path.join(self.keep, "-".join(word.replace(" ", "_").replace("/", "_") for word in group if word))
        shutil.rmtree(target, ignore_errors=True)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if answer["kept"]:
            shutil.copytree(answer["kept"], target, symlinks=True)
        else:
            os.makedirs(target)
        with open(os.path.join(target, "fault.json"), "w", encoding="utf-8") as file:
            json.dump({"case": answer["number"], "what": answer["what"], **fault}, file, indent=1)

    def finish(self):
        self.seconds = time.monotonic() - self.start
        print(f"{self.kind}: exit codes")
        labels = sorted({label for label, _ in self.codes})
        for label in labels:
            counts = sorted(((code, count) for (other, code), count in self.codes.items() if other == label), key=lambda pair: str(pair[0]))
            print(f"  {label:<20} " + "  ".join(f"{'signal' if code is None else code}: {count}" for code, count in counts))
        for (target, words), count in self.other.most_common(12):
            print(f"  {target}: {words}: {count}")

    def row(self):
        return (f"{self.kind:<12} {self.cases:>6} {self.runs:>6} {self.seconds:>8.1f} {self.slowest:>8.2f} {self.busiest:>8.2f} {self.front / 2**20:>10.0f} "
                f"{sum(self.other.values()):>11} {self.faults:>7}")


main()
