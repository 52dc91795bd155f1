"""No memory: limits of the address space and of data around the whole program, small --memory, and allocations that fail."""

import os
import resource
import shutil
import subprocess

from outcome import Outcome
from program import Place, Program

QUESTION = ["--model", "demo-gpt2", "--text", "The keys to the cabinet"]
MIB = 1 << 20
# What Swift's runtime and the program itself need; with less, the first allocation that fails is its end.
LEAST = 32 * MIB


def commands(place):
    script = place.file("chain.json", '{"model": "demo-gpt2", "texts": ["The keys"], "steps": [{"run": "predictions"}]}')
    return [
        ["run", "predictions", *QUESTION], ["trace", *QUESTION, "--sites", "*", "-o", place.work + "/out.npz"],
        ["tokenize", *QUESTION], ["list"], ["models", "verify", "demo-gpt2"], ["chain", script, "--no-cache", "--quiet"],
        ["run", "attention_model_view", "--model", "demo-bert", "--text", "The cat sat on the mat", "-o",
         place.work + "/out.html"],
    ]


def run(program, quick, random):
    return [around(program, quick, "address space (`ulimit -v`)", resource.RLIMIT_AS, 8 if quick else 60, 700),
            around(program, quick, "private memory (`ulimit -d`)", resource.RLIMIT_DATA, 8 if quick else 60, 120),
            inside(program, quick), *failing(program, quick, random)]


def around(program, quick, name, limit, steps, most):
    """The limit from 4 MiB on, in steps, to what is enough."""
    outcome = Outcome(f"{name} of the whole program, from 4 MiB to what is enough",
                      "the answer, or 75 (69, 70 and 74 where a library or a worker could not be begun), one line; below 32 MiB "
                      "Swift may end the program by a signal")
    with Place() as place:
        for command in commands(place)[:: 3 if quick else 1]:
            for step in range(steps):
                size = int(4 * MIB * (most / 4) ** (step / (steps - 1)))

                def bound():
                    resource.setrlimit(limit, (size, size))

                ended = program.run(command, place, preexec_fn=bound)
                # Below what the loader needs, the program has not begun.
                if b"error while loading shared libraries" in ended.errors or (
                        ended.code is not None and ended.code < 0 and not ended.errors):
                    outcome.add("not begun", [])
                    continue
                complaints = ended.complaints({0, 69, 70, 74, 75}) + [f"left {path}" for path in place.leftovers()]
                if size < LEAST and (ended.code or 0) < 0:
                    complaints = [f"left processes behind: {ended.orphans}"] if ended.orphans else []
                label = f"signal {-ended.code}" if (ended.code or 0) < 0 else ended.code
                outcome.add(label, complaints, f"{size / MIB:.0f} MiB: {' '.join(command[:2])}")
    return outcome


def inside(program, quick):
    outcome = Outcome("`--memory` from 16 to 256 MiB, and below 16", "the answer, or 75 and one line; below 16 MiB 64")
    with Place() as place:
        for command in commands(place):
            if command[0] not in ("run", "trace"):
                continue
            for size in [1, 16, 24, 64] if quick else [1, 15, *range(16, 64, 2), 80, 96, 128, 160, 256]:
                ended = program.run([*command, "--memory", f"{size}M"], place)
                complaints = ended.complaints({64} if size < 16 else {0, 75})
                outcome.add(ended.code, complaints + [f"left {path}" for path in place.leftovers()],
                            f"{size} MiB: {' '.join(command[:2])}")
    return outcome


def failing(program, quick, random):
    workers = Outcome("an allocation fails in a worker (one in 20,000 to 200, at random)",
                      "the answer, or a documented code and one line")
    fronts = Outcome("an allocation fails in the program itself (one in 20,000 to 200, at random)",
                     "Swift ends it by a signal: the earlier file is intact, no worker stays")
    if not (shutil.which("cc") and shutil.which("patchelf")):
        return [each.skip("cc and patchelf are needed") for each in (workers, fronts)]
    for outcome, place_of_failure in ((workers, 1), (fronts, 0)):
        with Place() as place:
            for trial in range(2 if quick else 30):
                one_in = int(20000 / 100 ** random.random())
                faulty = faulted(program, place, trial, random.randrange(1, 1 << 20), one_in, place_of_failure)
                for command in commands(place)[:: 3 if quick else 1]:
                    for name in ("out.npz", "out.html"):
                        place.file(name, b"earlier")
                    ended = faulty.run(command, place, {"SWIFT_BACKTRACE": "enable=no"})
                    complaints = ended.complaints({0, 65, 69, 70, 74, 75})
                    if outcome is fronts and ended.code is not None and ended.code < 0:
                        complaints = [f"left processes behind: {ended.orphans}"] if ended.orphans else []
                    for name in ("out.npz", "out.html"):
                        with open(os.path.join(place.work, name), "rb") as file:
                            if ended.code != 0 and file.read() != b"earlier":
                                complaints.append(f"{name} is not what it was")
                    label = f"signal {-ended.code}" if (ended.code or 0) < 0 else ended.code
                    outcome.add(label, complaints, f"one in {one_in}: {' '.join(command[:2])}")
                shutil.rmtree(os.path.dirname(faulty.executable))
    return [workers, fronts]


def faulted(program, place, trial, seed, one_in, workers):
    folder = place.folder(f"faulty-{trial}")
    for name in os.listdir(program.build):
        path = os.path.join(program.build, name)
        if name.endswith((".so", ".resources")) or name == "explainer-yaml":
            (shutil.copytree if os.path.isdir(path) else shutil.copy)(path, os.path.join(folder, name))
    library = os.path.join(folder, "libfailing.so")
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "failing_allocations.c")
    subprocess.run(["cc", "-O1", "-shared", "-fPIC", f"-DSEED={seed}", f"-DONE_IN={one_in}", f"-DWORKERS={workers}",
                    "-o", library, source],
                   check=True)
    shutil.copy(program.executable, folder)
    subprocess.run(["patchelf", "--add-needed", library, os.path.join(folder, "explainer")], check=True)
    return Program(folder)
