"""Few descriptors: every limit from 3 on, for every kind of command."""

import json
import os
import resource

from outcome import Outcome
from program import Place

QUESTION = ["--model", "demo-gpt2", "--text", "The keys to the cabinet"]


def run(program, quick, random):
    outcome = Outcome("3 to 40 descriptors (`ulimit -n`)", "the answer, or 69, 74 or 75 and one line; nothing stays behind")
    with Place() as place:
        script = place.file(
            "chain.json", '{"model": "demo-gpt2", "texts": ["a", "b"], "steps": [{"run": "predictions", "output": "x-${index}.svg"}]}')
        requests = "".join(json.dumps(each) + "\n" for each in [
            {"id": 1, "method": "run", "params": {"entry_point": "predictions", "model": "demo-gpt2", "text": "The keys"}},
            {"id": 2, "method": "tokenize", "params": {"model": "demo-gpt2", "text": "The keys"}},
            {"id": 3, "method": "ping"}])
        program.run(["generate", "measure", "--language", "c"], place)
        has_package = program.run(["build", "measure"], place, limit=120).code == 0
        package = os.path.join(place.work, "measure/build/measure-0.1.0.explainer")
        commands = [["run", "predictions", *QUESTION, "-o", place.work + "/out.html"], ["list"], ["tokenize", *QUESTION],
                    ["trace", *QUESTION, "--sites", "*", "-o", place.work + "/out.npz"],
                    ["models", "verify", "demo-gpt2"], ["chain", script, "--no-cache", "--quiet"], ["session"]]
        if has_package:
            commands += [["update", package], ["uninstall", "measure"]]
            program.run(["install", package], place)
        for command in commands:
            for count in range(3, 40, 6) if quick else range(3, 41):
                if command[0] == "uninstall":
                    program.run(["update", package], place)

                def bound():
                    resource.setrlimit(resource.RLIMIT_NOFILE, (count, count))

                input = requests.encode() if command == ["session"] else None
                ended = program.run(command, place, preexec_fn=bound, input=input)
                if b"error while loading shared libraries" in ended.errors:
                    outcome.add("not begun", [])
                    continue
                complaints = ended.complaints({0, 69, 74, 75})
                if command == ["session"] and ended.code == 0:
                    complaints += session_complaints(ended)
                complaints += [f"left {path}" for path in place.leftovers()]
                outcome.add(ended.code, complaints, f"{count}: {' '.join(command[:2])}")
    return [outcome]


def session_complaints(ended):
    """Each of three requests is answered once, an error with a documented code."""
    lines = [json.loads(line) for line in ended.output.decode().splitlines()]
    found = []
    for number in (1, 2, 3):
        answers = [line for line in lines if line.get("id") == number and ("result" in line or "error" in line)]
        if len(answers) != 1:
            found.append(f"request {number} was answered {len(answers)} times")
        elif "error" in answers[0] and answers[0]["error"]["exit_code"] not in (69, 74, 75):
            found.append(f"request {number}: {answers[0]['error']['text']}")
    return found
