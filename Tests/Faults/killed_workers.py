"""Workers killed (SIGKILL) at random moments of a session and of chains: a thousand times in all."""

import json
import os
import signal
import threading
import time

from outcome import Outcome
from program import Place, Session, children

QUESTIONS = [
    ("run", {"entry_point": "predictions", "model": "demo-gpt2", "text": "The keys to the cabinet"}),
    ("run", {"entry_point": "rankings", "model": "demo-gpt2", "text": "The keys", "parameters": {"watch": [" is"]}}),
    ("run", {"entry_point": "attention_head_view", "model": "demo-bert", "text": "The cat sat on the mat"}),
    ("tokenize", {"model": "demo-gpt2", "text": "The keys to the cabinet"}),
]

def script_of(texts, on_error):
    """A chain of so many texts; in JSON, so that nothing but workers is started."""
    return {
        "title": "Kills", "model": "demo-gpt2", "texts": [f"The keys to cabinet {n}" for n in range(texts)],
        "on_error": on_error,
        "steps": [{"id": "first", "run": "predictions", "output": "first-${index}.json"},
                  {"id": "second", "run": "attention_head_view", "output": "second-${index}.json"}],
        "collect": [{"table": "words", "output": "words.csv", "columns": {
            "text": "${text}", "word": "${first.result.layers[-1].tokens[0].id}"}}]}


def run(program, quick, random):
    return [
        session(program, 24 if quick else 700, random), stopping(program, 10 if quick else 150, random),
        going_on(program, 6 if quick else 150, random),
    ]


def content(answer):
    """An answer without what hangs on the clock."""
    result = answer.get("result", {})
    document = result.get("document", result)
    return json.dumps({name: document.get(name) for name in ("result", "tokens", "figures")}, sort_keys=True)


def session(program, kills, random):
    outcome = Outcome(
        f"a worker of a session is killed, {kills} times",
        "each request is answered once, by its result or one error (70); the session goes on; nothing stays behind")
    with Place() as place:
        session = Session(program, place, ["--jobs", "2"], stdin=-1)
        expected = [content(session.ask(n, *question_of(n))) for n in range(len(QUESTIONS))]
        killer = Killer(session.process.pid, kills, random)
        answers, number = {}, 100
        while killer.left:
            # Two at a time, as many as go on at once.
            asked = range(number, number + 2)
            number += 2
            for n in asked:
                session.send({"id": n, "method": question_of(n)[0], "params": question_of(n)[1]})
            killer.strike()
            missing = set(asked)
            while missing and (line := session.receive()) is not None:
                if "result" in line or "error" in line:
                    answers.setdefault(line["id"], []).append(line)
                    missing.discard(line["id"])
            if missing:
                outcome.add("lost", ["the session ended"], f"requests {missing}")
                break
        for n, lines in answers.items():
            error = lines[0].get("error")
            complaints = [] if len(lines) == 1 else [f"answered {len(lines)} times"]
            if error and (error["exit_code"] != 70 or "\n" in error["message"]):
                complaints.append(f"unexpected error {error}")
            if not error and content(lines[0]) != expected[n % len(QUESTIONS)]:
                complaints.append("another answer than before")
            outcome.add("an error" if error else "the result", complaints, f"request {n}")
        last = [content(session.ask(n, *question_of(n))) for n in range(len(QUESTIONS))]
        if last != expected:
            outcome.broken.append(("afterwards", ["answers differ"]))
        ended = program.finish(session.process)
        if complaints := ended.complaints({0}) + [f"left {path}" for path in place.leftovers()]:
            outcome.broken.append(("the end", complaints))
        outcome.notes.append(f"{killer.struck} workers killed")
    return outcome


def question_of(number):
    method, parameters = QUESTIONS[number % len(QUESTIONS)]
    return method, parameters


class Killer:
    """Kills children of a process until it has killed so many."""

    def __init__(self, parent, kills, random, longest=0.05):
        self.parent, self.left, self.random, self.longest, self.struck = parent, kills, random, longest, 0

    def strike(self):
        """Kills one after a random while, where there is one."""
        time.sleep(self.random.random() ** 2 * self.longest)
        victims = children(self.parent)
        if victims and self.left:
            try:
                os.kill(self.random.choice(victims), signal.SIGKILL)
            except ProcessLookupError:
                return
            self.left -= 1
            self.struck += 1


def script(place, texts, on_error):
    return place.file("kills.json", json.dumps(script_of(texts, on_error)))


def outputs(folder):
    """The files of a chain, without what hangs on the clock."""
    found = {}
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), "rb") as file:
            found[name] = file.read()
        if name.endswith(".json"):
            document = json.loads(found[name])
            found[name] = json.dumps({key: document[key] for key in ("result", "tokens", "figures")})
    return found


def chain(program, place, folder, *options):
    return program.start(
        ["chain", os.path.join(place.work, "kills.json"), "-o", place.folder(folder), "--cache",
         os.path.join(place.path, "cache-" + folder), "--quiet", *options], place)


def finish_while(program, process, work):
    """Waits for a process while `work` goes on beside it, until it says False."""
    ended = threading.Event()

    def go_on():
        while not ended.is_set() and work():
            pass

    thread = threading.Thread(target=go_on)
    thread.start()
    result = program.finish(process)
    ended.set()
    thread.join()
    return result


def stopping(program, kills, random):
    outcome = Outcome(
        f"the worker of a chain is killed, {kills} times",
        "the chain ends with 70 and one line, or goes on with a new worker; --resume ends with the same bytes")
    with Place() as place:
        script(place, 8, "stop")
        program.finish(chain(program, place, "whole"))
        expected = outputs(place.folder("whole"))
        number = struck = 0
        while struck < kills:
            number += 1
            folder = f"chain-{number}"
            process = chain(program, place, folder)
            killer = Killer(process.pid, 1, random, longest=0.3)

            def strike():
                killer.strike()
                return killer.left > 0

            ended = finish_while(program, process, strike)
            struck += killer.struck
            complaints = ended.complaints({0, 70})
            written = outputs(place.folder(folder))
            complaints += [f"{name} is not whole" for name in written if written[name] != expected[name]]
            resumed = program.finish(chain(program, place, folder, "--resume"))
            complaints += resumed.complaints({0})
            if outputs(place.folder(folder)) != expected:
                complaints.append("what was resumed is not the same")
            complaints += [f"left {path}" for path in place.leftovers()]
            outcome.add(ended.code, complaints, f"chain {number}")
        outcome.notes.append(f"{struck} workers killed")
    return outcome


def going_on(program, kills, random):
    outcome = Outcome(
        f"workers of chains that go on after errors are killed, {kills} times",
        "no more steps fail than workers were killed; --resume ends with the same bytes")
    with Place() as place:
        script(place, 30, "continue")
        program.finish(chain(program, place, "whole"))
        expected = outputs(place.folder("whole"))
        number = struck = 0
        while struck < kills:
            number += 1
            folder = f"chain-{number}"
            process = chain(program, place, folder, "--format", "json")
            killer = Killer(process.pid, min(10, kills - struck), random, longest=0.2)

            def strike():
                killer.strike()
                time.sleep(0.02)
                return killer.left > 0

            ended = finish_while(program, process, strike)
            struck += killer.struck
            complaints = ended.complaints({0, 70}, lines=False)
            # Where what reads the model for the check was killed, nothing has been done.
            failed = json.loads(ended.output)["summary"]["failed"] if ended.output else ended.code == 70
            if failed > killer.struck:
                complaints.append(f"{failed} steps failed of {killer.struck} kills")
            resumed = program.finish(chain(program, place, folder, "--resume"))
            complaints += resumed.complaints({0})
            if outputs(place.folder(folder)) != expected:
                complaints.append("what was resumed is not the same")
            complaints += [f"left {path}" for path in place.leftovers()]
            outcome.add(ended.code, complaints, f"chain {number}")
        outcome.notes.append(f"{struck} workers killed")
    return outcome
