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
# (gold, the usual linker, fails on the sanitizers' symbols.)
flags=(--sanitize="$kind" --scratch-path "$build" -Xswiftc -use-ld=lld)

# No leak detector: it traces the process, which a worker's walls forbid; Tests/Performance/session_memory.py looks for
# what grows. What cannot be allocated is nil, as without a sanitizer.
export ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1:abort_on_error=1
# The program copies itself before it has threads (decision 026); the runner of tests has some.
export TSAN_OPTIONS="die_after_fork=0:halt_on_error=1:suppressions=$PWD/Tests/Sanitizers/thread.txt"
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1

pure='JSONTests|DiagnosticsTests|EncodingsTests|DigestsTests|TensorsTests|TokenizationTests|CheckpointsTests|ExplainerCoreTests|ExplainerViewsTests|TransformerModelsTests|FactorizationTests|WorkerMessageTests|HostileMessageTests|TarArchiveTests|PluginPackageTests|RegistryTests|ExpressionTests|TemplateTests'

# Suites that say how much memory a process may have or hold: most of what one has under a sanitizer is the sanitizer's.
memory='WallsTests|LimitsInForceTests|FloodTests|StandardLimitsTests|RoguePluginTests|RogueCommandTests'
skips=()
if [ "$kind" != undefined ]; then skips=(--skip "$memory"); fi

swift build --build-tests "${flags[@]}" | grep -E 'error:|warning:|Compiling|Build' | tail -3
if [ "$part" = --pure ]; then
  swift test --skip-build "${flags[@]}" --filter "^($pure)"
else
  swift test --skip-build "${flags[@]}" "${skips[@]}"
fi
