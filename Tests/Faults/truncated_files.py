"""Files that are cut short while the program uses them, and before: models that are mapped, libraries, scripts, answers kept."""

import os
import shutil
import time

from outcome import Outcome
from program import Place, Session, children

QUESTION = ["--text", "The keys to the cabinet"]


def run(program, quick, random):
    return [mapped(program, 12 if quick else 200, random), session(program, 6 if quick else 60, random),
            before(program, quick, random), libraries(program, quick, random)]


def maps(process, name):
    """Whether a process, or one it has started, has mapped a file of this name."""
    for number in [process] + children(process):
        try:
            with open(f"/proc/{number}/maps", encoding="utf-8", errors="replace") as file:
                if name in file.read():
                    return True
        except OSError:
            pass
    return False


def mapped(program, trials, random):
    outcome = Outcome(
        "`model.safetensors` is cut short while it is mapped (`run`, `trace`, `chain`, `models verify`)",
        "a documented code (0 where it was read before), one line, no backtrace, no half-written file")
    with Place() as place:
        model = program.model("demo-gpt2", place)
        weights = os.path.join(model, "model.safetensors")
        with open(weights, "rb") as file:
            content = file.read()
        script = place.file("chain.yaml", f"""
model: {model}
texts: [The keys, The key, A cat]
steps: [{{run: predictions}}]
collect: [{{table: t, columns: {{x: "${{text}}"}}, output: t.csv}}]
""")
        out = os.path.join(place.work, "out")
        commands = [
            (["trace", "--model", model, *QUESTION, "--sites", "*", "-o", out + ".safetensors"], {0, 65, 66, 70, 74}),
            (["run", "predictions", "--model", model, *QUESTION, "-o", out + ".json"], {0, 65, 66, 70, 74}),
            (["chain", script, "--no-cache", "--quiet"], {0, 65, 66, 70, 74}),
            (["models", "verify", model], {0, 65, 66, 70, 74}),
        ]
        for number in range(trials):
            command, codes = commands[number % len(commands)]
            place.file("model", b"")
            with open(weights, "wb") as file:
                file.write(content)
            files = set(os.listdir(place.work))
            process = program.start(command, place)
            end = time.monotonic() + 2
            while process.poll() is None and not maps(process.pid, weights) and time.monotonic() < end:
                pass
            time.sleep(random.random() ** 2 * 0.02)
            size = random.choice([0, 1, 4096, len(content) // 2, random.randrange(len(content))])
            os.truncate(weights, size)
            ended = program.finish(process)
            complaints = ended.complaints(codes)
            new = set(os.listdir(place.work)) - files
            if ended.code != 0:
                complaints += [f"left {name}" for name in new]
            complaints += [f"left {path}" for path in place.leftovers()]
            outcome.add(f"{command[0]} {ended.code}", complaints, f"{' '.join(command[:2])} cut to {size}")
            for name in new:
                os.unlink(os.path.join(place.work, name))
    return outcome


def session(program, trials, random):
    outcome = Outcome(
        "a model's files are cut short under a session",
        "each request is answered once (65, 70 or 74, or the result from before); with the file back, the right result")
    with Place() as place:
        model = program.model("demo-gpt2", place)
        session = Session(program, place, stdin=-1)
        question = {"entry_point": "predictions", "model": model, "text": "The keys"}
        whole = session.ask(1, "run", question)["result"]["document"]["result"]
        for number in range(trials):
            name = random.choice(["model.safetensors", "config.json", "tokenizer.json"])
            path = os.path.join(model, name)
            with open(path, "rb") as file:
                content = file.read()
            session.send({"id": 10 + 2 * number, "method": "run", "params": question})
            time.sleep(random.random() ** 2 * 0.05)
            os.truncate(path, random.randrange(len(content)))
            answer = session.answer(10 + 2 * number)
            complaints = [] if answer else ["no answer"]
            code = answer["error"]["exit_code"] if answer and "error" in answer else 0
            if code not in (0, 65, 66, 70, 74) or code and "\n" in answer["error"]["message"]:
                complaints.append(f"unexpected: {answer['error']}")
            second = session.ask(9000 + number, "run", question)
            if second is None or "error" not in second or second["error"]["exit_code"] not in (65, 74):
                complaints.append(f"a cut {name} was not noticed")
            with open(path + ".new", "wb") as file:
                file.write(content)
            os.rename(path + ".new", path)
            again = session.ask(11 + 2 * number, "run", question)
            if again is None or again.get("result", {}).get("document", {}).get("result") != whole:
                complaints.append(f"another result than before: {again.get('error') if again else None}")
            outcome.add(code, complaints, f"{name}, trial {number}")
        ended = program.finish(session.process)
        if complaints := ended.complaints({0}):
            outcome.broken.append(("the end", complaints))
    return outcome


def before(program, quick, random):
    outcome = Outcome("a file that is cut short before it is read (model, script, explanation, kept answers, package, registry)",
                      "a documented code and one line; kept answers that are not whole are computed again")
    with Place() as place:
        model = program.model("demo-bert", place)
        script = place.file("chain.json", """{"model": "demo-gpt2", "texts": ["The keys"], "steps": [{"run": "predictions"}]}""")
        explanation = place.file("explanation.json", program.run(
            ["run", "predictions", "--model", "demo-gpt2", *QUESTION, "--format", "json"], place).output)
        cases = [(os.path.join(model, name), ["run", "predictions", "--model", model, "--text", "a [MASK]"], {0, 65, 66, 74})
                 for name in sorted(os.listdir(model)) if name.endswith((".json", ".txt", ".safetensors"))]
        cases += [(os.path.join(model, "model.safetensors"), ["models", "verify", model], {65, 74, 0}),
                  (script, ["chain", script, "--no-cache", "--quiet"], {65}),
                  (explanation, ["run", "rankings", "--from", explanation], {65})]
        program.run(["generate", "measure", "--language", "c"], place)
        if program.run(["build", "measure"], place, limit=120).code == 0:
            build = os.path.join(place.work, "measure", "build")
            [package] = [os.path.join(build, name) for name in os.listdir(build) if name.endswith(".explainer")]
            cases.append((package, ["install", package], {65, 69}))
            cases.append((package, ["extract", package, "-o", os.path.join(place.path, "extracted")], {65, 69}))
            program.run(["install", package], place)
            registry = os.path.join(place.home, ".config/explainer/registry.json")
            cases += [(registry, ["list"], {0, 65, 69}), (registry, ["run", "measure", "--model", "demo-gpt2", *QUESTION],
                                                       {64, 65, 69})]
        for path, command, codes in cases:
            with open(path, "rb") as file:
                content = file.read()
            for size in [0, len(content) // 2] if quick else [0, 1, len(content) // 3, len(content) // 2, len(content) * 9 // 10]:
                with open(path, "wb") as file:
                    file.write(content[:size])
                ended = program.run(command, place)
                outcome.add(f"{ended.code}", ended.complaints(codes),
                            f"{os.path.basename(path)} cut to {size} of {len(content)}: {' '.join(command)}")
            with open(path, "wb") as file:
                file.write(content)
        cache = os.path.join(place.path, "cache")
        command = ["chain", script, "--cache", cache, "--resume", "--quiet"]
        whole = program.run(command, place)
        for size in [0, 1, 100, 1000]:
            for folder, _, names in os.walk(cache):
                for name in names:
                    os.truncate(os.path.join(folder, name), size)
            ended = program.run(command, place)
            complaints = ended.complaints({0}) + ([] if ended.output == whole.output else ["another answer"])
            outcome.add(ended.code, complaints, f"kept answers cut to {size}")
    return outcome


def libraries(program, quick, random):
    outcome = Outcome("a plugin's library is cut short while its worker runs, or before",
                      "a documented code and one line; the program goes on")
    with Place() as place:
        program.run(["generate", "measure", "--language", "c"], place)
        if program.run(["install", "measure"], place, limit=120).code != 0:
            return outcome.skip("no plugin could be built here: a C compiler and make are needed")
        plugins = os.path.join(place.home, ".config/explainer/plugins")
        [library] = [os.path.join(folder, name) for folder, _, names in os.walk(plugins) for name in names
                     if name.endswith(".so")]
        copy = shutil.copy(library, place.path)
        os.chmod(library, 0o755)
        command = ["run", "measure", "--model", "demo-gpt2", *QUESTION]
        for number in range(6 if quick else 60):
            shutil.copyfile(copy, library)
            process = program.start(command, place)
            if number % 2:
                end = time.monotonic() + 2
                while process.poll() is None and not maps(process.pid, library) and time.monotonic() < end:
                    pass
            time.sleep(random.random() * 0.01)
            os.truncate(library, random.randrange(os.path.getsize(copy)))
            ended = program.finish(process)
            outcome.add(ended.code, ended.complaints({0, 69, 70, 74}) + [f"left {path}" for path in place.leftovers()],
                        f"trial {number}")
    return outcome
