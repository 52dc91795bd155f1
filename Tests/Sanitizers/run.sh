#!/usr/bin/env bash
# The test suite under a sanitizer: Tests/Sanitizers/run.sh address|thread|undefined [--pure]
#
# Builds into .build/SANITIZER, so that nothing else is built anew, and runs all suites but those that the sanitizer itself
# breaks, which are listed below with the reason. --pure runs those of modules that start no process and fork nothing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

kind=${1:-address}
part=${2:-}
build=.build/$kind
flags=(--scratch-path "$build" -Xcc "-fsanitize-ignorelist=$PWD/Tests/Sanitizers/ignored.txt")
if [ "$kind" = undefined ]; then
  # Of C alone, for Swift traps by itself; what is undefined traps here too, and so needs nothing beside it.
  flags+=(-Xcc -fsanitize=undefined -Xcc -fsanitize-trap=undefined)
else
  # (gold, the usual linker, fails on the sanitizers' symbols.) SANITIZED: no bounds where the sanitizer's own memory counts.
  # Plugins find the sanitizer in the program.
  flags+=(--sanitize="$kind" -Xswiftc -use-ld=lld -Xlinker --export-dynamic -Xswiftc -DSANITIZED)
fi

# No leak detector: it traces the process, which a worker's walls forbid; Tests/Performance/session_memory.py looks for
# what grows. What cannot be allocated is nil, as without a sanitizer.
# Crashes on purpose are signals, as they are without one.
export ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1:abort_on_error=1:handle_segv=0:handle_sigbus=0:handle_sigill=0:handle_sigfpe=0
# The program copies itself before it has threads (decision 026); the runner of tests has some.
export TSAN_OPTIONS=die_after_fork=0:allocator_may_return_null=1:halt_on_error=1

pure='JSONTests|DiagnosticsTests|EncodingsTests|DigestsTests|TensorsTests|TokenizationTests|CheckpointsTests|ExplainerCoreTests|ExplainerViewsTests|TransformerModelsTests|FactorizationTests|WorkerMessageTests|HostileMessageTests|TarArchiveTests|PluginPackageTests|RegistryTests|ExpressionTests|TemplateTests'

# What a sanitizer itself breaks: suites that say how much memory a process may have or hold, for most of what one has is
# the sanitizer's; those that let a plugin do what the sanitizer catches before the system does; and chains that end with
# much in use, which the leak detector of a program without these options takes for lost, behind tagged pointers.
breaks='WallsTests|LimitsInForceTests|FloodTests|StandardLimitsTests|RoguePluginTests|RogueCommandTests'
breaks+='|FunctionGuardTests|FunctionWorkerTests|ConformanceTests|KeptWorkerTests.manyCalls|SessionTests.(crashes|warmWorkers)'
breaks+='|ImportCommandTests.broken|ChainCommandTests.(interrupted|failures|fullDisk|killedAndResumed)'
skips=()
if [ "$kind" != undefined ]; then
  skips=(--skip "$breaks")
  export SWIFT_BACKTRACE=enable=no
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
swift build --build-tests "${flags[@]}" >"$log" 2>&1 || { grep -v '^\[' "$log"; exit 1; }
if [ "$part" = --pure ]; then
  "$build/debug/explainerPackageTests.xctest" --testing-library swift-testing --filter "^($pure)" "${skips[@]}" \
    >"$log" 2>&1 </dev/null || { grep -vE '^(◇|✔)' "$log"; exit 1; }
  grep -E '^✔ Test run with ' "$log"
else
  Tests/run.sh "$build/debug" "${skips[@]}"
fi
