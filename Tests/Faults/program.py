"""The program under a fault: started in a place of its own, and looked at afterwards for what must not stay."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time

# What the README lists; a shell says 128 and the signal's number where one ended the program.
DOCUMENTED = {0, 64, 65, 66, 69, 70, 74, 75, 130}

# What only a crash of the program itself, or Swift's report of one, writes.
CRASH_MARKS = ("💣", "Backtrace", "Fatal error", "Stack dump", "*** Signal", "terminate called", "Traceback")


class Place:
    """Folders for one trial (home, temporary files, work) and the environment that names them; removed at the end."""

    def __init__(self, parent=None):
        self.path = tempfile.mkdtemp(prefix="faults.", dir=parent)
        self.home, self.temporary, self.work = (self.folder(name) for name in ("home", "tmp", "work"))
        self.environment = {
            "PATH": "/usr/bin:/bin", "HOME": self.home, "TMPDIR": self.temporary, "LANG": "C.UTF-8",
            "HF_HUB_OFFLINE": "1"}

    def folder(self, name):
        path = os.path.join(self.path, name)
        os.makedirs(path, exist_ok=True)
        return path

    def file(self, name, content):
        path = os.path.join(self.work, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return path

    def leftovers(self):
        """Scratch folders and half-written files that are still there."""
        found = []
        for folder, folders, files in os.walk(self.path):
            if os.path.basename(folder).startswith("explainer-") and folder.startswith(self.temporary):
                found += [os.path.join(folder, name) for name in folders + files]
                folders.clear()
            found += [os.path.join(folder, name) for name in files if name.endswith(".partial")]
        return found

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)


class Ended:
    """How a run ended: `code` is the exit code, or minus the signal's number; None where it had to be killed."""

    def __init__(self, code, output, errors, orphans, seconds):
        self.code, self.output, self.errors, self.orphans, self.seconds = code, output, errors, orphans, seconds

    def complaints(self, codes=DOCUMENTED, lines=True):
        """What breaks the promise of one clear line and a documented code; empty where nothing does.

        `lines`: whether an error must have left its one line (not where standard error itself was the fault).
        """
        found = []
        text = self.errors.decode(errors="replace")
        if self.code is None:
            found.append(f"did not end within {self.seconds:.0f} s")
        elif self.code not in codes:
            found.append(f"ended with {self.code}, expected {sorted(codes)}: {text[-200:]!r}")
        found += [f"wrote {mark!r}: {text[:200]!r}" for mark in CRASH_MARKS if mark in text]
        count = sum(line.startswith("error: ") for line in text.splitlines())
        if lines and self.code is not None and self.code > 0 and count != 1:
            found.append(f"ended with {self.code} and {count} lines 'error: …': {text[:200]!r}")
        if self.orphans:
            found.append(f"left processes behind: {self.orphans}")
        return found


class Program:
    """The executable of a build folder."""

    def __init__(self, build):
        self.build = os.path.realpath(build)
        self.executable = os.path.join(self.build, "explainer")

    def start(self, arguments, place, environment=None, **options):
        """Starts the program as the leader of a session of its own, by which its processes are found later."""
        options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE,
                   "cwd": place.work, **options}
        command = options.pop("command", [self.executable]) + list(arguments)
        return subprocess.Popen(
            command, env={**place.environment, **(environment or {})}, start_new_session=True, **options)

    def finish(self, process, limit=60, input=None):
        """Waits for its end, kills it where that does not come, and looks for what it left running."""
        start = time.monotonic()
        said = []
        reader = threading.Thread(target=lambda: said.extend(process.communicate(input)))
        reader.start()
        # Not for the end of its output: what it left running may hold that open.
        while not has_ended(process.pid) and time.monotonic() < start + limit:
            time.sleep(0.002)
        is_late = not has_ended(process.pid)
        seconds = time.monotonic() - start
        orphans = [] if is_late else await_end(process.pid)
        end_session(process.pid)
        reader.join()
        output, errors = said
        return Ended(None if is_late else process.returncode, output or b"", errors or b"", orphans, seconds)

    def run(self, arguments, place, environment=None, limit=60, input=None, **options):
        """Runs the program to its end."""
        if input is not None:
            options["stdin"] = subprocess.PIPE
        return self.finish(self.start(arguments, place, environment, **options), limit, input)

    def model(self, name, place):
        """A copy of an embedded model's folder, to be damaged."""
        found = self.run(["models", "path", name], place).output.decode().strip()
        copy = os.path.join(place.path, "models", name)
        shutil.copytree(found, copy)
        return copy


def has_ended(process):
    """Whether a child of ours has ended; who waits for it still learns how."""
    try:
        return os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    except ChildProcessError:
        return True


def processes():
    """(number, parent, session, state) of every process that can be seen."""
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            continue
        yield int(name), int(fields[1]), int(fields[3]), fields[0]


def children(parent):
    """The processes it has started that still run: its workers."""
    found = []
    try:
        for task in os.listdir(f"/proc/{parent}/task"):
            with open(f"/proc/{parent}/task/{task}/children", encoding="ascii") as file:
                found += [int(number) for number in file.read().split()]
    except OSError:
        found = [number for number, its_parent, _, state in processes() if its_parent == parent and state != "Z"]
    return found


def members(session):
    """The processes of a session that still run."""
    return [number for number, _, its_session, state in processes() if its_session == session and state != "Z"]


def await_end(session, seconds=3):
    """What of a session still runs after a short while, in which the kernel takes down what was killed."""
    end = time.monotonic() + seconds
    while (left := members(session)) and time.monotonic() < end:
        time.sleep(0.01)
    return left


def end_session(session):
    """Kills what is left of a session that a trial has started."""
    for number in members(session):
        try:
            os.kill(number, signal.SIGKILL)
        except ProcessLookupError:
            pass


class Session:
    """`explainer session`, spoken to line by line."""

    def __init__(self, program, place, options=(), **others):
        self.process = program.start(["session", *options], place, **others)
        self.lines = []
        self.greeting = self.receive()

    def send(self, request):
        self.process.stdin.write(json.dumps(request).encode() + b"\n")
        self.process.stdin.flush()

    def receive(self):
        """The next line; None at the end."""
        line = self.process.stdout.readline()
        return json.loads(line) if line else None

    def answer(self, number):
        """The next answer to the request of this number, others passed over."""
        while (line := self.receive()) is not None:
            if line.get("id") == number and ("result" in line or "error" in line):
                return line
        return None

    def ask(self, number, method, parameters=None):
        self.send({"id": number, "method": method, "params": parameters or {}})
        return self.answer(number)
