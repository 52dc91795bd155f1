"""The program itself killed (SIGKILL) at random moments: what it was writing, and what it leaves running."""

import os
import signal
import time

import killed_workers
from outcome import Outcome
from program import Place


def run(program, quick, random):
    return [
        one_file(program, 8 if quick else 100, random), chains(program, 4 if quick else 60, random),
        sessions(program, 6 if quick else 60, random),
    ]


def kill_after(process, seconds):
    time.sleep(seconds)
    os.kill(process.pid, signal.SIGKILL)


def next_call_removes(program, place):
    """What the next call leaves of scratch folders: nothing."""
    ended = program.run(["run", "predictions", "--model", "demo-gpt2", "--text", "The keys"], place)
    return ended.complaints({0}) + [f"left {path}" for path in place.leftovers() if not path.endswith(".partial")]


def one_file(program, kills, random):
    outcome = Outcome(
        "`run -o`, `trace -o` killed", "the earlier file or the whole new one is there; its worker ends; "
        "the next call removes its scratch folder")
    commands = [
        ["run", "predictions", "--model", "demo-gpt2", "--text", "The keys", "-o"],
        ["trace", "--model", "demo-gpt2", "--text", "The keys", "--sites", "*", "-o"],
    ]
    with Place() as place:
        for number in range(kills):
            command = commands[number % 2]
            path = os.path.join(place.work, "out." + ("html" if number % 2 == 0 else "safetensors"))
            whole = program.run(command + [path], place)
            with open(path, "rb") as file:
                new = file.read()
            place.file(os.path.basename(path), b"earlier")
            process = program.start(command + [path], place)
            kill_after(process, random.random() * 0.08)
            ended = program.finish(process)
            with open(path, "rb") as file:
                found = file.read()
            # (Of a page the time is another; its length is not.)
            complaints = [] if found == b"earlier" or len(found) == len(new) else [f"{len(found)} of {len(new)} bytes"]
            complaints += [f"left processes behind: {ended.orphans}"] if ended.orphans else []
            complaints += whole.complaints({0}) + next_call_removes(program, place)
            outcome.add("the earlier file" if found == b"earlier" else "the new file", complaints, f"kill {number}")
    return outcome


def chains(program, kills, random):
    outcome = Outcome(
        "`chain` killed", "whole files only; its workers end; --resume ends with the same bytes")
    with Place() as place:
        killed_workers.script(place, 12, "stop")
        program.finish(killed_workers.chain(program, place, "whole"))
        expected = killed_workers.outputs(place.folder("whole"))
        for number in range(kills):
            folder = f"chain-{number}"
            process = killed_workers.chain(program, place, folder)
            kill_after(process, random.random() * 0.5)
            ended = program.finish(process)
            written = killed_workers.outputs(place.folder(folder))
            complaints = [f"{name} is not whole" for name in written if written[name] != expected.get(name)]
            complaints += [f"left processes behind: {ended.orphans}"] if ended.orphans else []
            resumed = program.finish(killed_workers.chain(program, place, folder, "--resume"))
            complaints += resumed.complaints({0})
            if killed_workers.outputs(place.folder(folder)) != expected:
                complaints.append("what was resumed is not the same")
            complaints += [f"left {path}" for path in place.leftovers()]
            outcome.add("ended before" if ended.code == 0 else "killed", complaints, f"kill {number}")
    return outcome


def sessions(program, kills, random):
    outcome = Outcome("`session` killed with runs under way", "its workers end; the next call removes its scratch folders")
    with Place() as place:
        for number in range(kills):
            process = program.start(["session", "--jobs", "4"], place, stdin=-1)
            for n in range(4):
                process.stdin.write(
                    b'{"id": %d, "method": "run", "params": {"entry_point": "predictions", "model": "demo-gpt2", '
                    b'"text": "The keys"}}\n' % n)
            process.stdin.flush()
            kill_after(process, random.random() * 0.1)
            ended = program.finish(process)
            complaints = [f"left processes behind: {ended.orphans}"] if ended.orphans else []
            outcome.add("killed", complaints + next_call_removes(program, place), f"kill {number}")
    return outcome
