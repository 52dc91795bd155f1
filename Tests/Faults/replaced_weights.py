"""A model's weights replaced under a session and under a chain: by a file of the same name, and in place."""

import json
import os
import struct
import time

from outcome import Outcome
from program import Place, Session

TEXT = "The keys to the cabinet"


def run(program, quick, random):
    return [session(program, 2 if quick else 40), chain(program, 2 if quick else 60, random)]


def other(content):
    """The same weights with the sign of a third of them turned."""
    changed = bytearray(content)
    for index in range(8 + struct.unpack("<Q", content[:8])[0] + 3, len(changed), 12):
        changed[index] ^= 0x80
    return bytes(changed)


def put(path, content, how):
    if how == "rename":
        with open(path + ".new", "wb") as file:
            file.write(content)
        os.rename(path + ".new", path)
    else:
        with open(path, "r+b") as file:
            file.write(content)


def session(program, trials):
    outcome = Outcome(
        "weights replaced between two requests of a session, by a rename and in place",
        "the next answer is from the new ones: what a new session says")
    with Place() as place:
        model = program.model("demo-gpt2", place)
        path = os.path.join(model, "model.safetensors")
        with open(path, "rb") as file:
            first = file.read()
        versions = [first, other(first)]
        question = {"entry_point": "predictions", "model": model, "text": TEXT}

        def ask(session, number):
            answer = session.ask(number, "run", question)
            return answer.get("result", {}).get("document", {}).get("result", answer)

        fresh = []
        for version in versions:
            put(path, version, "rename")
            new = Session(program, place, stdin=-1)
            fresh.append(ask(new, 1))
            program.finish(new.process)
        if fresh[0] == fresh[1]:
            outcome.broken.append(("before", ["both weights give the same answer"]))
        for how in ("rename", "in place"):
            session = Session(program, place, stdin=-1)
            put(path, versions[0], how)
            for number in range(trials):
                now = number % 2
                put(path, versions[now], how)
                found = ask(session, number)
                complaints = [] if found == fresh[now] else [
                    "the old weights' answer" if found == fresh[1 - now] else "an answer of neither weights"]
                outcome.add("the new weights" if not complaints else "not", complaints, f"{how}, trial {number}")
            program.finish(session.process)
    return outcome


def chain(program, trials, random):
    outcome = Outcome(
        "weights replaced while a chain runs",
        "all answers are of one of them, or the chain stops (65); with the old ones back, --resume gives their answers")
    with Place() as place:
        model = program.model("demo-gpt2", place)
        path = os.path.join(model, "model.safetensors")
        with open(path, "rb") as file:
            first = file.read()
        second = other(first)
        script = place.file("chain.json", json.dumps({
            "model": model, "texts": [f"{TEXT} {n}" for n in range(40)],
            "steps": [{"id": "a", "run": "predictions"}],
            "collect": [{"table": "t", "columns": {"layers": "${a.result.layers[*].tokens[0].probability}"}}]}))

        def command(cache):
            return ["chain", script, "--format", "json", "--quiet", "--cache", os.path.join(place.path, cache), "--resume"]

        def collected(ended):
            return json.loads(ended.output)["collected"] if ended.output else None

        old = collected(program.run(command("old"), place))
        start = time.monotonic()
        program.run(command("timed"), place)
        duration = time.monotonic() - start
        put(path, second, "rename")
        new = collected(program.run(command("new"), place))
        for number in range(trials):
            how = ("rename", "in place")[number % 2]
            put(path, first, "rename")
            # (What was written a moment ago is not remembered by its stamp.)
            process = program.start(command(f"cache-{number}"), place)
            time.sleep((0.1 + 0.9 * random.random()) * duration)
            put(path, second, how)
            ended = program.finish(process)
            complaints = ended.complaints({0, 65, 70, 74})
            rows = collected(ended)
            label = f"stopped, {ended.code}" if ended.code else "old" if rows == old else "new" if rows == new else "mixed"
            if label == "mixed":
                complaints.append("answers of both weights in one study")
            put(path, first, "rename")
            resumed = program.run(command(f"cache-{number}"), place)
            complaints += resumed.complaints({0})
            if collected(resumed) != old:
                complaints.append("with the old weights back, --resume gives other answers than theirs")
            put(path, second, "rename")
            resumed = program.run(command(f"cache-{number}"), place)
            if collected(resumed) != new:
                complaints.append("with the new weights, --resume gives other answers than theirs")
            outcome.add(label, complaints, f"{how}, trial {number}")
    return outcome
