"""One run of the program, and everything about it that a verdict needs."""

import ctypes
import dataclasses
import os
import select
import signal
import subprocess
import time

PR_SET_CHILD_SUBREAPER = 36
# Seconds after which a run is ended and called a hang, whatever it was allowed.
PATIENCE = 60
# Seconds that processes of a run may still need to end once the program has.
GRACE = 1.0


@dataclasses.dataclass
class Run:
    """What a run did."""

    arguments: list
    code: int | None  # None where it was ended by a signal
    signal: int | None
    seconds: float
    busy: float  # seconds of a processor that it used, or any process it waited for
    front: int  # bytes that the process we started held at most
    any: int  # bytes that it, or any process it waited for, held at most
    out: bytes
    errors: str
    orphans: list  # command lines of processes that outlived it

    @property
    def error_lines(self):
        return [line for line in self.errors.split("\n") if line.startswith("error: ")]


def adopt_orphans():
    """Makes processes whose parents have ended children of this one, so that they can be seen."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def run(arguments, folder, environment, standard_input=b"", cwd=None):
    """Runs a program; `folder` takes what it prints."""
    paths = [os.path.join(folder, name) for name in ("in", "out", "err")]
    with open(paths[0], "wb") as file:
        file.write(standard_input)
    streams = [open(paths[0], "rb"), open(paths[1], "wb"), open(paths[2], "wb")]
    start = time.monotonic()
    try:
        process = subprocess.Popen(
            arguments, stdin=streams[0], stdout=streams[1], stderr=streams[2], env=environment, cwd=cwd,
            start_new_session=True)
    finally:
        for stream in streams:
            stream.close()
    front, status, usage, hung = _wait(process.pid, start)
    seconds = time.monotonic() - start
    process.returncode = 0  # it was waited for here
    orphans = _orphans()
    with open(paths[1], "rb") as file:
        out = file.read()
    with open(paths[2], "rb") as file:
        errors = file.read().decode("utf-8", "replace")
    ended_by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
    return Run(
        arguments, None if ended_by is not None or hung else os.WEXITSTATUS(status), ended_by, seconds, usage.ru_utime + usage.ru_stime, front,
        usage.ru_maxrss * 1024, out, errors, orphans)


def _wait(pid, start):
    """Waits for a process, and looks every few milliseconds at how much memory it has held at most."""
    front, hung = 0, False
    descriptor = os.pidfd_open(pid)
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    try:
        while not poll.poll(4):
            front = max(front, _high_water(pid))
            if not hung and time.monotonic() - start > PATIENCE:
                hung = True
                os.killpg(pid, signal.SIGKILL)
    finally:
        os.close(descriptor)
    _, status, usage = os.wait4(pid, 0)
    return front, status, usage, hung


def _high_water(pid):
    try:
        with open(f"/proc/{pid}/status", "rb") as file:
            for line in file:
                if line.startswith(b"VmHWM:"):
                    return int(line.split()[1]) * 1024
    except (OSError, IndexError, ValueError):
        pass
    return 0


def _orphans():
    """The processes that are still ours after the grace; they are ended."""
    deadline = time.monotonic() + GRACE
    while True:
        _reap()
        children = _children()
        if not children or time.monotonic() > deadline:
            break
        time.sleep(0.005)
    found = []
    for child in children:
        try:
            with open(f"/proc/{child}/cmdline", "rb") as file:
                found.append(file.read().replace(b"\0", b" ").decode("utf-8", "replace") or str(child))
            os.kill(child, signal.SIGKILL)
        except OSError:
            pass
    if children:
        time.sleep(0.05)
        _reap()
    return found


def _reap():
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def _children():
    found = []
    for task in os.listdir("/proc/self/task"):
        try:
            with open(f"/proc/self/task/{task}/children") as file:
                found += [int(word) for word in file.read().split()]
        except OSError:
            pass
    return found
