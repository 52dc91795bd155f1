"""What one mutation is tried with, and what is wrong with how the program took it."""

import dataclasses
import os
import re

# The exit codes that README.md lists.
DOCUMENTED = {0, 64, 65, 66, 69, 70, 74, 75, 130}
SECONDS = 10
FRONT_MEMORY = 300 << 20
# What a crash of ours writes, and an error must not.
CRASH_WORDS = re.compile(
    r"Fatal error|Current stack trace|Illegal instruction|Program crashed|Stack overflow|Segmentation fault|malloc\(\)|free\(\)"
    r"|AddressSanitizer|runtime error:|NSCocoa|The operation couldn", re.I)
# Characters of an error's line: what it quotes of others' words is bounded.
LINE = 8000
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f]")


@dataclasses.dataclass
class Command:
    """One command of a case."""

    label: str
    words: list
    codes: frozenset = frozenset(DOCUMENTED)
    names: tuple = ()  # an error has to say one of these
    also: tuple = ()  # or one of these, which is counted
    many: bool = False  # may say several errors
    silent: bool = False  # may fail without an error line: what it prints says it
    prints: bool = False  # others' words are printed among its own
    seconds: float = SECONDS
    memory: int = FRONT_MEMORY
    environment: dict = dataclasses.field(default_factory=dict)
    input: bytes = b""
    outputs: tuple | None = ()  # what it may leave in the folder of outputs where it ends well; None: whatever it is
    after: object = None  # given the case's runs so far, says whether it is run at all
    cwd: str | None = None


@dataclasses.dataclass
class Case:
    """One mutation."""

    what: str  # in words
    target: str  # what was changed, for the table
    keep: list  # paths that show it
    commands: list
    size: int = 0  # bytes of what was changed: smaller is better to look at
    check: object = None  # called after all commands; gives the faults it finds


def faults(run, command, folder):
    """What is wrong with a run: [(category, words)]."""
    found = []
    first = run.error_lines[0] if run.error_lines else ""
    if run.code is None:
        found.append(("signal" if run.signal and run.seconds < SECONDS * 2 else "hang", f"ended by signal {run.signal} after {run.seconds:.1f} s"))
    elif run.code not in command.codes:
        found.append(("code", f"exit code {run.code}: {first}"))
    # Where others keep the machine busy, seconds are longer; what waits for ever is ended sooner or later all the same.
    crowd = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    if run.code is not None and (run.busy > command.seconds or run.seconds > command.seconds * crowd):
        found.append(("hang", f"took {run.seconds:.1f} s, {run.busy:.1f} s of a processor"))
    if run.front > command.memory:
        found.append(("memory", f"the front held {run.front >> 20} MiB"))
    crash = CRASH_WORDS.search(run.errors)
    if crash:
        found.append(("crash", crash.group(0)))
    if run.code and not command.prints:
        lines = len(run.error_lines)
        if (lines == 0 and not command.silent) or (lines > 1 and not command.many):
            found.append(("lines", f"{lines} error lines: {run.errors[:200]!r}"))
        if lines and command.names and not _says(run, command.names):
            other = _says(run, command.also)
            found.append(("other" if other else "cause", f"{run.code}, names {other or 'nothing of it'}: {first[:400]}"))
    elif run.code == 0 and run.error_lines and not command.prints:
        found.append(("lines", f"exit code 0 with {first}"))
    for line in [] if command.prints else run.error_lines:
        if CONTROLS.search(line):
            found.append(("words", f"control characters in {line[:100]!r}"))
            break
    longest = max(map(len, run.errors.split("\n")))
    if longest > LINE and not command.prints:
        found.append(("words", f"a line of {longest} characters: {run.errors[:200]!r}"))
    if run.orphans:
        found.append(("left", f"processes: {run.orphans}"))
    outputs = command.outputs if run.code == 0 or command.outputs is None else ()
    found += [("left", words) for words in left_behind(folder, outputs)]
    return found


def _says(run, words):
    text = run.errors if run.error_lines else run.errors + run.out.decode("utf-8", "replace")
    return next((word for word in words if word and word in text), None)


def left_behind(folder, allowed):
    """Scratch folders, and files where the outputs go, that should not be there; they are removed."""
    found = []
    for name in ("tmp", "output"):
        top = os.path.join(folder, name)
        for path, folders, files in os.walk(top, topdown=False):
            for file in files:
                full = os.path.join(path, file)
                relative = os.path.relpath(full, top)
                if name == "output" and (relative.startswith(".") if allowed is None else relative not in allowed):
                    found.append(f"output {relative}")
                if name == "tmp" and not file.endswith(".lock"):
                    found.append(f"scratch {relative}")
                os.unlink(full)
            for child in folders:
                full = os.path.join(path, child)
                if os.path.islink(full):
                    os.unlink(full)
                    continue
                if name == "tmp" and path != top:
                    found.append(f"scratch folder {os.path.relpath(full, top)}")
                if path != top or name == "output":
                    os.rmdir(full)
    return sorted(set(found))[:5]
