#!/usr/bin/env python3
"""Feeds arbitrary bytes to whatever reads what comes from outside, by libFuzzer with the address sanitizer.

    Tests/Fuzzing/run.py [--seconds N] [--replay] [--no-build] [TARGET …]

Builds Tests/Fuzzing into .build/fuzzing, then runs each target for N seconds (60), from its seeds and from what earlier
runs have found (.build/fuzzing/corpus). Prints for each how many inputs were tried, how many a second, how many edges of
the program they reach and how many inputs reach something of their own; ends with 1 where one of them crashed, took
longer than ten seconds or more memory than 2 GiB, and says where that input lies.

--replay tries every seed once and nothing else: what CI does.
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import time

FOLDER = pathlib.Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]
BUILD = ROOT / ".build/fuzzing"
PROGRAM = BUILD / "release/Fuzz"
# (gold, the usual linker, fails on the sanitizer's symbols.)
FLAGS = [
    "-Xswiftc", "-enable-testing", "-Xswiftc", "-sanitize=fuzzer,address", "-Xswiftc", "-use-ld=lld",
    "-Xcc", "-fsanitize=fuzzer-no-link,address",
]
# Of a claimed tensor the memory is reserved at once, 4 GiB at most, and used only as it comes.
LIMITS = ["-timeout=10", "-rss_limit_mb=2048", "-malloc_limit_mb=5000", "-detect_leaks=0"]


def build() -> None:
    command = ["swift", "build", "-c", "release", "--package-path", str(FOLDER), "--scratch-path", str(BUILD), *FLAGS]
    result = subprocess.run([*command, "--product", "Fuzz"], capture_output=True, text=True, check=False)
    if result.returncode != 0:
        sys.exit(result.stdout + result.stderr)


def run(target: str, largest: str, seconds: int, replay: bool) -> bool:
    """Runs one target and prints its line; gives whether all went well."""
    seeds, corpus, found = (folder / target for folder in (FOLDER / "Seeds", BUILD / "corpus", BUILD / "found"))
    corpus.mkdir(parents=True, exist_ok=True)
    found.mkdir(parents=True, exist_ok=True)
    options = [*LIMITS, f"-artifact_prefix={found}/", f"-max_len={largest}"]
    if replay:
        inputs = [str(path) for path in sorted(seeds.iterdir())]
    else:
        dictionary = FOLDER / "Dictionaries" / f"{target}.dict"
        inputs = [f"-dict={dictionary}", f"-max_total_time={seconds}", "-print_final_stats=1", str(corpus), str(seeds)]
    # Which words a program may say of itself changes nothing here.
    environment = {**os.environ, "EXPLAINER_FUZZ": target, "ASAN_OPTIONS": "allocator_may_return_null=1:detect_leaks=0"}
    start = time.monotonic()
    log = BUILD / f"{target}.log"
    with log.open("wb") as output:
        status = subprocess.run([PROGRAM, *options, *inputs], env=environment, stdout=output, stderr=output,
                                check=False).returncode
    text = log.read_text(encoding="utf-8", errors="replace")
    took = time.monotonic() - start
    if replay:
        print(f"{target:14} {len(inputs):5} seeds in {took:.1f} s", end="")
    else:
        states = re.findall(r"cov: (\d+) ft: \d+ corp: (\d+)", text)
        edges, kept = states[-1] if states else ("0", "0")
        tried = int((re.findall(r"number_of_executed_units: (\d+)", text) or re.findall(r"^#(\d+)", text, re.M) or ["0"])[-1])
        print(f"{target:14} {tried:9} inputs {tried / took:8.0f} a second {edges:>7} edges {kept:>6} kept", end="")
    print("" if status == 0 else f"  FAILED, see {log}", flush=True)
    if status != 0:
        for line in re.findall(r"^(?:==\d+== ?ERROR:.*|.*Fatal error:.*|Test unit written to .*|SUMMARY:.*)$", text, re.M):
            print(f"    {line}")
    return status == 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", metavar="TARGET", nargs="*")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--replay", action="store_true")
    parser.add_argument("--no-build", action="store_true")
    options = parser.parse_args()
    if not options.no_build:
        build()
    lines = subprocess.run([PROGRAM, "--list"], capture_output=True, text=True, check=True).stdout.split("\n")
    known = dict(line.split() for line in lines if line)
    for target in options.targets:
        if target not in known:
            sys.exit(f"there is no target '{target}'; there are {', '.join(known)}")
    results = [run(target, known[target], options.seconds, options.replay) for target in options.targets or known]
    sys.exit(0 if all(results) else 1)


main()
