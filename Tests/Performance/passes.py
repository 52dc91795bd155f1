"""What sharing forward passes saves: all of the program's own explainers on one text, through a session.

    passes.py [--program PATH] [--model MODEL …] [--tokens N] [--rounds N]

Every round is a text of its own, asked about in four ways, in turns:

    apart     each entry point in a worker of its own, as before passes were shared
    learning  one worker, which captures what each call asks for
    sharing   one worker that is told with the first call what will be asked
    again     the same once more: nothing is left to compute but the explanations

Prints medians and least times of all calls together, in milliseconds, and the passes they made; ends with an error where
two ways give different documents.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import time

WORDS = "the keys to the cabinet are on the table and the city of London is in England where rain falls often".split()


class Session:
    def __init__(self, program: str):
        self.process = subprocess.Popen(
            [program, "session", "--keep", "16"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.process.stdout.readline()
        self.count = 0

    def ask(self, method: str, **params) -> dict:
        self.count += 1
        self.process.stdin.write(json.dumps({"id": self.count, "method": method, "params": params}) + "\n")
        self.process.stdin.flush()
        while True:
            answer = json.loads(self.process.stdout.readline())
            if "error" in answer:
                sys.exit(answer["error"]["text"])
            if "result" in answer:
                return answer["result"]


def text(number: int, tokens: int, mask: str) -> str:
    words = [WORDS[(number * 7 + place * (1 + number % 5)) % len(WORDS)] for place in range(tokens - 1)]
    return " ".join(words) + (f" {mask}" if mask else f" {number % 10}")


def main() -> None:
    root = pathlib.Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", default=str(root / ".build/release/explainer"))
    parser.add_argument("--model", action="append")
    parser.add_argument("--tokens", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    session = Session(options.program)
    names = [entry["name"] for entry in session.ask("list_entry_points")]
    names.sort(key=lambda name: name != "predictions")

    def calls(way: str, model: str, words: str) -> tuple[float, int, list[dict]]:
        seconds, passes, documents = 0.0, 0, []
        for place, name in enumerate(names):
            params = {"entry_point": name, "model": model, "text": words}
            if name == "activations":
                params["parameters"] = {"max_iter": 5}
            # Another memory limit is another worker.
            params["memory"] = (4 << 30) + {"apart": 1 + place, "learning": 0}.get(way, 100)
            if way == "sharing":
                params["sharing"] = names
            start = time.perf_counter()
            result = session.ask("run", **params)
            seconds += time.perf_counter() - start
            passes += result["passes"]
            documents.append(result["document"])
        return seconds * 1000, passes, documents

    for model in options.model or ["demo-gpt2", "demo-bert", "demo-bart"]:
        mask = "[MASK]" if "bert" in model else ""
        seen: dict[str, list[tuple[float, int]]] = {way: [] for way in ("apart", "learning", "sharing", "again")}
        for number in range(options.rounds + 1):
            words, documents = text(number, options.tokens, mask), {}
            for way in seen:
                milliseconds, passes, documents[way] = calls(way, model, words)
                # The first round starts the workers.
                if number:
                    seen[way].append((milliseconds, passes))
            for way in seen:
                if documents[way] != documents["apart"]:
                    sys.exit(f"{model}: '{way}' gives other documents than 'apart' for {words!r}")
        print(f"{model}, {len(names)} entry points, texts of {options.tokens} words")
        for way, all_rounds in seen.items():
            times = [milliseconds for milliseconds, _ in all_rounds]
            counts = sorted({passes for _, passes in all_rounds})
            print(f"  {way:9} median {statistics.median(times):8.1f}  least {min(times):8.1f}  passes {counts}")


main()
