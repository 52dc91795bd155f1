"""Two hundred sessions at once, each with a question of its own."""

import time

from outcome import Outcome
from program import Place, Session


def run(program, quick, random):
    count = 10 if quick else 200
    outcome = Outcome(f"{count} sessions at once, each with two runs and a tokenizing under way",
                      "every request is answered once and right; no process and no scratch folder stays")
    with Place() as place:
        start = time.monotonic()
        sessions = [Session(program, place, stdin=-1) for _ in range(count)]
        question = {"entry_point": "predictions", "model": "demo-gpt2", "timeout": 0}
        for number, session in enumerate(sessions):
            text = f"The keys to cabinet {number % 7}"
            for n in (1, 2):
                session.send({"id": n, "method": "run", "params": {**question, "text": text}})
            session.send({"id": 3, "method": "tokenize", "params": {"model": "demo-gpt2", "text": text}})
        answers = {}
        for number, session in enumerate(sessions):
            found = {}
            while len(found) < 3 and (line := session.receive()) is not None:
                if "result" in line or "error" in line:
                    found.setdefault(line["id"], []).append(line)
            results = [found[n][0].get("result", {}).get("document", {}).get("result") for n in (1, 2) if n in found]
            complaints = [] if len(found) == 3 else [f"{len(found)} of 3 requests were answered"]
            errors = [each[0]["error"]["text"] for each in found.values() if "error" in each[0]]
            complaints += errors
            if results != [answers.setdefault(number % 7, results[0] if results else None)] * 2:
                complaints.append("another answer than another session's to the same question")
            outcome.add("answered" if not complaints else "not", complaints, f"session {number}")
        memory = sum(private_memory(session.process.pid) for session in sessions) / count
        for number, session in enumerate(sessions):
            session.process.stdin.close()
        for number, session in enumerate(sessions):
            session.process.stdin = None
            ended = program.finish(session.process, limit=120)
            if complaints := ended.complaints({0}):
                outcome.broken.append((f"the end of session {number}", complaints))
        if left := place.leftovers():
            outcome.broken.append(("the end", [f"left {left}"]))
        outcome.notes.append(f"{time.monotonic() - start:.0f} s, {memory / 1024:.0f} MB in each front process")
    return [outcome]


def private_memory(process):
    """Kilobytes of memory that is a process's own."""
    with open(f"/proc/{process}/status", encoding="utf-8") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("RssAnon"))
