"""Whether a session's memory stays as it is: 10,000 calls, and the resident memory of the front and of its kept workers.

    session_memory.py [--program PATH] [--model MODEL] [--calls N]

Asks a session for predictions, rankings, tokens and, each tenth time, for something that fails, with texts that change.
Prints what each process holds after every tenth of the calls, and fails where what one holds at the end is more than 1 %
above what it held after the first tenth.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import time

WORDS = "the keys to the cabinet are on a table and Heathrow airport is in the city of London".split()
MOST = 0.01


class Session:
    def __init__(self, program: str, model: str):
        self.model = model
        self.process = subprocess.Popen([program, "session"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.process.stdout.readline()

    def ask(self, number: int, method: str, fails: bool = False, **params) -> None:
        request = {"id": number, "method": method, "params": {"model": self.model, **params}}
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        while True:
            line = self.process.stdout.readline()
            if not line:
                sys.exit(f"the session ended at call {number}")
            answer = json.loads(line)
            if "error" in answer and not fails:
                sys.exit(answer["error"]["text"])
            if "error" in answer or "result" in answer:
                return

    def call(self, number: int) -> None:
        """One of the calls."""
        start = number % len(WORDS)
        text = " " + " ".join((WORDS + WORDS)[start:start + 3 + number % 11])
        if number % 10 == 9:
            self.ask(number, "run", fails=True, entry_point="predictions", text=text, parameters={"topk": -1})
        elif number % 10 == 8:
            self.ask(number, "tokenize", text=text)
        elif number % 2:
            self.ask(number, "run", entry_point="rankings", text=text, parameters={"watch": [" is", " are"]})
        else:
            self.ask(number, "run", entry_point="predictions", text=text, formats=["terminal"] if number % 50 == 0 else [])

    def memory(self) -> dict[str, int]:
        """KiB resident, by process: the front first, then each worker by its number."""
        folder = pathlib.Path(f"/proc/{self.process.pid}/task")
        children = {child for task in folder.iterdir() for child in children_of(task)}
        held = {}
        for name, identifier in [("front", str(self.process.pid))] + [(f"worker {pid}", pid) for pid in sorted(children)]:
            status = pathlib.Path(f"/proc/{identifier}/status").read_text()
            held[name] = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
        return held


def children_of(task: pathlib.Path) -> list[str]:
    """The processes a thread has started; none of one that has just ended, for another has them then."""
    try:
        return (task / "children").read_text().split()
    except FileNotFoundError:
        return []


def main() -> None:
    root = pathlib.Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", default=str(root / ".build/release/explainer"))
    parser.add_argument("--model", default="demo-gpt2")
    parser.add_argument("--calls", type=int, default=10_000)
    options = parser.parse_args()
    session = Session(options.program, options.model)
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    start = time.monotonic()
    for number in range(1, options.calls + 1):
        session.call(number)
        if number % (options.calls // 10) == 0:
            last = session.memory()
            first = first or last
            words = ", ".join(f"{name} {size:,} KiB" for name, size in last.items())
            print(f"{number:6} calls, {time.monotonic() - start:5.0f} s: {words}", flush=True)
    session.process.stdin.close()
    session.process.wait()
    flat = first.keys() == last.keys()
    if not flat:
        print("the workers at the end are not those of the beginning")
    for name in first.keys() & last.keys():
        growth = last[name] / first[name] - 1
        print(f"{name.split()[0]}: {growth:+.2%} (at most {MOST:+.0%})")
        flat = flat and growth <= MOST
    sys.exit(0 if flat else 1)


main()
