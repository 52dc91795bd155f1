"""Signals at every stage: interrupts, hang-ups, a reader that has gone, stopping and going on, on a terminal and without."""

import json
import os
import pty
import select
import signal
import subprocess
import termios
import time

from full_disk import Hub
from outcome import Outcome
from program import Place, await_end

QUESTION = ["--model", "demo-gpt2", "--text", "The keys to the cabinet"]
INTERRUPTS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


def run(program, quick, random):
    return [interrupted(program, 2 if quick else 40, random), installing(program, 3 if quick else 60, random),
            downloading(program, 3 if quick else 45, random), session(program, 3 if quick else 60, random),
            closed(program, quick, random), stopped(program, 3 if quick else 40, random),
            terminal(program, 3 if quick else 30, random)]


def duration(program, command, place):
    """About how long a command takes, in seconds."""
    start = time.monotonic()
    program.run(command, place)
    return time.monotonic() - start


def strike(program, command, place, number, after, environment=None, **options):
    """Runs a command and sends it a signal after a while."""
    process = program.start(command, place, environment, **options)
    time.sleep(after)
    if process.poll() is None:
        process.send_signal(number)
    return program.finish(process)


def end_of(ended):
    return f"signal {-ended.code}" if ended.code is not None and ended.code < 0 else ended.code


def codes(number):
    """130, 0 where it was done before, or the end by the signal itself where nothing has begun or all is done."""
    return {0, 130, -number}


def interrupted(program, times, random):
    outcome = Outcome(
        "INT, TERM, HUP at random moments of `run`, `trace`, `tokenize`, `models verify`, `chain`",
        "130 (or the signal's own end before and after the work) and one line; the earlier file or the new one; "
        "no process, no scratch folder left")
    with Place() as place:
        script = place.file("chain.json", """{"model": "demo-gpt2", "texts": ["a", "b", "c", "d", "e", "f"], "steps":
            [{"run": "predictions", "output": "chain-${index}.svg"}]}""")
        commands = [(["run", "predictions", *QUESTION, "-o", "out.svg"], ["out.svg"]),
                    (["trace", *QUESTION, "--sites", "*", "-o", "out.npz"], ["out.npz"]), (["tokenize", *QUESTION], []),
                    (["models", "verify", "demo-gpt2"], []),
                    (["chain", script, "--no-cache", "--quiet"], [f"chain-{n}.svg" for n in range(6)])]
        for command, files in commands:
            long = duration(program, command, place)
            whole = {name: open(os.path.join(place.work, name), "rb").read() for name in files}
            for number in INTERRUPTS:
                for trial in range(times):
                    for name in files:
                        place.file(name, b"earlier")
                    before = set(os.listdir(place.work))
                    after = random.random() * 1.1 * long
                    ended = strike(program, command, place, number, after)
                    complaints = ended.complaints(codes(number))
                    for name in files:
                        with open(os.path.join(place.work, name), "rb") as file:
                            if file.read() not in (b"earlier", whole[name]):
                                complaints.append(f"{name} is neither the earlier nor the new one")
                    complaints += [f"left {name}" for name in set(os.listdir(place.work)) - before]
                    # A scratch folder that an end by the signal itself leaves, the next call removes.
                    if ended.code is None or ended.code >= 0:
                        complaints += [f"left {path}" for path in place.leftovers()]
                    outcome.add(end_of(ended), complaints, f"{number.name} after {after:.3f} s: {command[0]}")
    return outcome


def installing(program, times, random):
    outcome = Outcome(
        "INT, TERM, HUP at random moments of `install`, `update`, `uninstall` and of a project's build",
        "done or not done: the registry is whole, what it names is there, the next call removes what else was begun; "
        "the build's own processes end")
    with Place() as place:
        program.run(["generate", "measure", "--language", "c"], place)
        if program.run(["build", "measure"], place, limit=120).code != 0:
            return outcome.skip("no package could be built here: a C compiler and make are needed")
        package = os.path.join(place.work, "measure/build/measure-0.1.0.explainer")
        slow = place.folder("work/slow")
        with open(os.path.join(place.work, "measure", "explainer.json"), encoding="utf-8") as file:
            project = json.load(file)
        project["build"] = "sleep 5"
        with open(os.path.join(slow, "explainer.json"), "w", encoding="utf-8") as file:
            json.dump(project, file)
        config = os.path.join(place.home, ".config/explainer")
        long = duration(program, ["install", package], place)
        for trial in range(times):
            number = random.choice(INTERRUPTS)
            command = random.choice([["install", package], ["update", package], ["uninstall", "measure"], ["build", slow]])
            if command[0] == "install":
                program.run(["uninstall", "measure"], place)
            else:
                program.run(["update", package], place)
            ended = strike(program, command, place, number, random.random() * (0.3 if command[0] == "build" else 1.1 * long))
            complaints = ended.complaints(codes(number) | {-number}, lines=ended.code == 130)
            listed = program.run(["list"], place)
            complaints += listed.complaints({0})
            ran = program.run(["run", "measure", *QUESTION], place)
            complaints += ran.complaints({0, 64})
            done = program.run(["update", package], place)
            complaints += done.complaints({0})
            folders = [name for name in os.listdir(os.path.join(config, "plugins"))]
            if len(folders) != 1:
                complaints.append(f"plugins: {folders}")
            outcome.add(f"{command[0]} {end_of(ended)}", complaints, f"{number.name}: {' '.join(command[:1])}")
    return outcome


def downloading(program, times, random):
    outcome = Outcome("INT, TERM, HUP at random moments of `models download`",
                      "130 (or the signal's own end); nothing passes for whole; the next try goes on and is right")
    with Place() as place, Hub(program, place) as hub:
        environment = {**hub.environment, "HF_HOME": os.path.join(place.path, "hf")}
        command = ["models", "download", "some/gpt2"]
        start = time.monotonic()
        program.run(command, place, environment)
        long = time.monotonic() - start
        for trial in range(times):
            subprocess.run(["rm", "-rf", environment["HF_HOME"]], check=True)
            number = INTERRUPTS[trial % 3]
            ended = strike(program, command, place, number, random.random() * long, environment)
            complaints = ended.complaints(codes(number))
            local = program.run(["models", "verify", "some/gpt2"], place, {**environment, "HF_HUB_OFFLINE": "1"})
            if local.code == 65:
                complaints.append("what is not whole passes for a model")
            again = program.run(command, place, environment)
            complaints += again.complaints({0})
            complaints += program.run(["models", "verify", "some/gpt2"], place, environment).complaints({0})
            outcome.add(end_of(ended), complaints, f"{number.name}, trial {trial}")
    return outcome


def session(program, times, random):
    outcome = Outcome("INT, TERM, HUP at random moments of a session with runs under way",
                      "what was asked is answered (130), the session ends with 130 or 0; no process, no scratch folder left")
    with Place() as place:
        for trial in range(times):
            number = INTERRUPTS[trial % 3]
            process = program.start(["session"], place, stdin=-1)
            process.stdin.write(b"".join(
                b'{"id": %d, "method": "run", "params": {"entry_point": "predictions", "model": "demo-gpt2", "text": "The '
                b'keys"}}\n' % n for n in range(6)))
            process.stdin.flush()
            first = process.stdout.readline()
            time.sleep(random.random() * 0.15)
            process.send_signal(number)
            # (The input stays open: only the signal ends the session.)
            ended = finish_open(program, process)
            complaints = ended.complaints({0, 130}, lines=False)
            answers = {}
            for line in map(json.loads, ended.output.decode().splitlines()):
                if "result" in line or "error" in line:
                    answers[line["id"]] = answers.get(line["id"], 0) + 1
            if sorted(answers) != list(range(6)) or max(answers.values()) > 1:
                complaints.append(f"answered: {answers}")
            complaints += [f"left {path}" for path in place.leftovers()]
            outcome.add(end_of(ended), complaints, f"{number.name}, trial {trial}")
    return outcome


def finish_open(program, process):
    """Waits for a process whose input is left open."""
    input, process.stdin = process.stdin, None
    ended = program.finish(process, limit=20)
    input.close()
    return ended


def closed(program, quick, random):
    outcome = Outcome("the reader of standard output has gone, before or amid an answer (SIGPIPE)",
                      "the program ends quietly; its worker too")
    with Place() as place:
        script = place.file("chain.json", '{"model": "demo-gpt2", "texts": ["a", "b", "c"], "steps": [{"run": "predictions"}]}')
        for command in [["list"], ["run", "predictions", *QUESTION, "--format", "html"], ["tokenize", *QUESTION, "--json"],
                        ["chain", script, "--no-cache"], ["session"], ["run", "predictions", *QUESTION, "--format", "json"],
                        ["__manual"], ["completions", "bash"]]:
            for read in [0] if quick else [0, 1, 100, 5000]:
                reader, writer = os.pipe()
                process = program.start(command, place, stdout=writer)
                os.close(writer)
                if read:
                    os.read(reader, read)
                os.close(reader)
                ended = program.finish(process)
                complaints = ended.complaints({0, -signal.SIGPIPE}) + [f"left {path}" for path in place.leftovers()]
                outcome.add(end_of(ended), complaints, f"{read} bytes read: {' '.join(command[:2])}")
    return outcome


def stopped(program, times, random):
    outcome = Outcome("stopped (TSTP, STOP) at a random moment and continued, the program and its worker",
                      "the same answer as without")
    with Place() as place:
        command = ["run", "predictions", *QUESTION, "--format", "svg"]
        plain = program.run(command, place)
        long = duration(program, command, place)
        for trial in range(times):
            process = program.start(command, place)
            time.sleep(random.random() * long)
            number = (signal.SIGTSTP, signal.SIGSTOP)[trial % 2]
            os.kill(process.pid, number)
            time.sleep(0.05)
            os.kill(process.pid, signal.SIGCONT)
            ended = program.finish(process)
            complaints = ended.complaints({0}) + ([] if ended.output == plain.output else ["another answer"])
            outcome.add(end_of(ended), complaints, f"{number.name}, trial {trial}")
    return outcome


def terminal(program, times, random):
    outcome = Outcome("Control-C on a terminal at random moments of a download with its bar, a run and a chain",
                      "130; the terminal's settings as before, the line begun is ended or taken away, no colour stays")
    with Place() as place, Hub(program, place) as hub:
        environment = {**hub.environment, "HF_HOME": os.path.join(place.path, "hf"), "TERM": "xterm-256color"}
        script = place.file("chain.json", """{"model": "demo-gpt2", "texts": ["a", "b", "c", "d", "e", "f"], "steps":
            [{"run": "predictions"}]}""")
        commands = [["models", "download", "some/gpt2"], ["run", "predictions", *QUESTION], ["chain", script, "--no-cache"]]
        for trial in range(times):
            command = commands[trial % 3]
            subprocess.run(["rm", "-rf", environment["HF_HOME"]], check=True)
            front, back = pty.openpty()
            before = termios.tcgetattr(back)

            def take():
                import fcntl
                fcntl.ioctl(0, termios.TIOCSCTTY, 0)

            process = program.start(command, place, environment, stdin=back, stdout=back, stderr=back, preexec_fn=take)
            time.sleep(random.random() * 0.4)
            try:
                os.write(front, b"\x03")
            except OSError:
                pass
            text = b""
            end = time.monotonic() + 20
            while process.poll() is None and time.monotonic() < end:
                if select.select([front], [], [], 0.05)[0]:
                    text += os.read(front, 1 << 16)
            while select.select([front], [], [], 0.05)[0]:
                text += os.read(front, 1 << 16)
            complaints = [] if termios.tcgetattr(back) == before else ["the terminal's settings have changed"]
            code = process.returncode
            if code not in (0, 130, -signal.SIGINT):
                complaints.append(f"ended with {code}")
            shown = text.replace(b"^C", b"")
            if code == 130 and shown and not shown.endswith(b"\n"):
                complaints.append(f"ends in the middle of a line: {shown[-80:]}")
            if shown.rfind(b"\x1b[0m") < max(shown.rfind(b"\x1b[1m"), shown.rfind(b"\x1b[3")) and code == 130:
                complaints.append("a colour stays")
            complaints += [f"left {path}" for path in place.leftovers() if code in (0, 130)]
            if orphans := await_end(process.pid):
                complaints.append(f"left processes behind: {orphans}")
            process.wait()
            os.close(front)
            os.close(back)
            outcome.add(f"signal {-code}" if code is not None and code < 0 else code, complaints,
                        f"trial {trial}: {' '.join(command[:2])}")
    return outcome
