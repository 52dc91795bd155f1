"""What a warm worker saves: one question to a session, again and again, beside the same by the command, in one go.

    session.py [--program PATH] [--model MODEL …] [--rounds N]

Prints medians and least times in milliseconds, and the private memory the session's workers hold after a few and after many questions.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import time

TEXT = " Heathrow airport is in the city of"


class Session:
    def __init__(self, program: str):
        self.process = subprocess.Popen([program, "session"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.process.stdout.readline()
        self.count = 0

    def ask(self, **params) -> float:
        """Milliseconds until the answer."""
        self.count += 1
        start = time.perf_counter()
        self.process.stdin.write(json.dumps({"id": self.count, "method": "run", "params": params}) + "\n")
        self.process.stdin.flush()
        while True:
            answer = json.loads(self.process.stdout.readline())
            if "error" in answer:
                raise SystemExit(answer["error"]["text"])
            if "result" in answer:
                return (time.perf_counter() - start) * 1000

    def memory(self) -> list[int]:
        """KiB of private memory of each worker."""
        path = pathlib.Path(f"/proc/{self.process.pid}/task")
        children = {child for task in path.iterdir() for child in (task / "children").read_text().split()}
        statuses = [pathlib.Path(f"/proc/{child}/status").read_text() for child in sorted(children)]
        return [int(line.split()[1]) for status in statuses for line in status.splitlines() if "RssAnon" in line]


def main() -> None:
    root = pathlib.Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", default=str(root / ".build/release/explainer"))
    parser.add_argument("--model", action="append")
    parser.add_argument("--rounds", type=int, default=60)
    options = parser.parse_args()
    session = Session(options.program)
    for model in options.model or ["demo-gpt2"]:
        warm, cold = [], []
        for _ in range(options.rounds):
            warm.append(session.ask(entry_point="predictions", model=model, text=TEXT))
            start = time.perf_counter()
            command = [options.program, "run", "predictions", "--model", model, "--text", TEXT, "--format", "json"]
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
            cold.append((time.perf_counter() - start) * 1000)
        print(f"{model}: first {warm[0]:.1f} ms")
        print(f"  session  median {statistics.median(warm[1:]):.1f}  least {min(warm[1:]):.1f}")
        print(f"  command  median {statistics.median(cold):.1f}  least {min(cold):.1f}")
    for rounds in (20, 380):
        for _ in range(rounds):
            session.ask(entry_point="activations", model="demo-bert", text="The cat sat on the mat. " * 8)
        print(f"private memory of the workers after {rounds} more factorisations, KiB: {session.memory()}")


main()
