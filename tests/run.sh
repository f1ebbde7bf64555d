#!/usr/bin/env bash
# Runs every test, on a fresh Debian 12 too, and ends with one line: "N passed, N failed, N skipped".
# What each step is, and how to run one test alone: tests/README.md.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

usage() {
  cat <<'END'
Usage: tests/run.sh [--only STEP[,STEP...]] [--jobs N]

Without --only, all steps in this order:
  dev       builds everything (GCC, ASan, UBSan) and runs all tests of CTest
  clang     builds with clang and runs unit, contract and simulation tests
  tsan      builds what has a thread of its own with ThreadSanitizer and runs its tests
  simulation  plays 2,000 virtual weeks under every fault (200 under ASan), a crash after every step, planted defects
  fuzz      builds the fuzzers with clang and runs each for some seconds from its corpus
  interop   Alibaba's own client against our emulator, our requests against its signature function, our reader against the JSON Schemas
  e2e       the programs as a user runs them (tests/e2e)
  package   builds the Debian package, looks at it (lintian), and boots a container in which it is installed and serves (needs root)

interop and e2e take the programs from $ECDSNAP_BIN, if that is set, else from build/dev/bin, where they build them.

--jobs N    compile and test with N processes (default: one per core)
Exit code: 0 when nothing failed, 1 when something did, 2 when packages are missing or the command line is wrong.
Logs: build/test-logs/STEP.log
END
}

all_steps=(dev clang tsan simulation fuzz interop e2e package)
steps=()
jobs=$(nproc)
while [ $# -gt 0 ]; do
  case $1 in
    --only) IFS=, read -r -a named <<<"${2:-}"; steps+=("${named[@]}"); shift ;;
    --jobs) jobs=${2:-}; shift ;;
    -h|--help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
  shift || { usage >&2; exit 2; }
done
[ ${#steps[@]} -gt 0 ] || steps=("${all_steps[@]}")
for step in "${steps[@]}"; do
  case " ${all_steps[*]} " in *" $step "*) ;; *) usage >&2; exit 2 ;; esac
done
[[ $jobs =~ ^[1-9][0-9]*$ ]] || { usage >&2; exit 2; }

daemon/cmake/install_packages.sh build tests || exit 2

logs=$PWD/build/test-logs
mkdir -p "$logs"
given=${ECDSNAP_BIN:-}
export ECDSNAP_BIN=${given:-$PWD/build/dev/bin}
passed=0 failed=0 skipped=0

# The sanitizers of Debian 12 want less address space randomisation than newer kernels have.
fixed_addresses=()
setarch -R true 2>/dev/null && fixed_addresses=(setarch -R)

# count PASSED FAILED SKIPPED: adds to the totals.
count() { passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3)); }

# quietly NAME COMMAND...: runs it; what it prints goes into its log, how it ended and how long it took beside it.
quietly() {
  local started=$SECONDS code=0 log=$logs/${1// /-}
  shift
  rm -f "$log.ended"
  "${fixed_addresses[@]}" "$@" >"$log.log" 2>&1 </dev/null || code=$?
  echo "$code $((SECONDS - started))" >"$log.ended"
}

# told NAME SECONDS: what became of it, in one line; with its output when it failed.
told() {
  local log=$logs/${1// /-} code took note=
  if ! read -r code took 2>/dev/null <"$log.ended"; then
    echo "  $1: was ended from outside"
    return 1
  fi
  [ "$took" -le "$2" ] || note=" (slow: expected at most $2 s)"
  if [ "$code" -eq 0 ]; then
    echo "  $1: $took s$note"
  else
    echo "  $1: FAILED with exit code $code after $took s$note"
    sed 's/^/    /' "$log.log"
  fi
  return "$code"
}

# part NAME SECONDS COMMAND...: runs it quietly and tells of it.
part() { quietly "$1" "${@:3}"; told "$1" "$2"; }

# What does not get as far as its tests is one failure.
broken() { echo "  $1 did not run its tests"; count 0 1 0; }

build() {
  local preset=$1 expected=$2
  shift 2
  part "$preset configure" 60 cmake --preset "$preset" || return
  part "$preset build" "$expected" cmake --build --preset "$preset" -j "$jobs" --target "$@"
}

run_ctest() {
  local preset=$1 expected=$2
  shift 2
  local report=$logs/$preset-ctest.xml counts
  rm -f "$report"
  part "$preset ctest" "$expected" ctest --preset "$preset" -j "$jobs" --no-tests=error --output-junit "$report" "$@"
  local code=$?
  counts=$(python3 tests/count_ctest.py "$report") || { broken "$preset"; return; }
  echo "  $preset: $counts"
  # shellcheck disable=SC2086
  set -- $counts
  count "$1" "$3" "$5"
  # CTest is not content, yet no test failed: the step itself broke.
  if [ $code -ne 0 ] && [ "$3" -eq 0 ]; then broken "$preset"; fi
}

# count_cases NAME SECONDS: of a command that printed one line a case (tests/README.md): "ok ...", "not ok ...", "skip ...".
count_cases() {
  local name=$1 code=0
  told "$@" || code=$?
  local log="$logs/${name// /-}.log" good bad left
  bad=$(grep -cE '^not ok( |$)' "$log")
  left=$(grep -cE '^skip( |$)|^ok .*# SKIP' "$log")
  good=$(($(grep -cE '^ok( |$)' "$log") - $(grep -cE '^ok .*# SKIP' "$log")))
  grep -E '^skip( |$)|^ok .*# SKIP' "$log" | sed 's/^/    /'
  echo "  $name: $good passed, $bad failed, $left skipped"
  count "$good" "$bad" "$left"
  if [ $((good + bad + left)) -eq 0 ]; then broken "$name"
  elif [ $code -ne 0 ] && [ "$bad" -eq 0 ]; then broken "the rest of $name"; fi
}

# run_cases NAME SECONDS COMMAND...
run_cases() { quietly "$1" "${@:3}"; count_cases "$1" "$2"; }

# run_files STEP SECONDS COMMAND... -- FILE...: each file's cases, several files side by side since they mostly wait.
run_files() {
  local step=$1 expected=$2 command=() file name
  shift 2
  while [ "$1" != -- ]; do command+=("$1"); shift; done
  shift
  for file; do
    while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do wait -n; done
    name=$(basename "$file")
    quietly "$step ${name%_*}" "${command[@]}" "$file" &
  done
  wait
  for file; do
    name=$(basename "$file")
    count_cases "$step ${name%_*}" "$expected"
  done
}

# The programs that interop and e2e start; nothing to do after dev.
programs() { [ -n "$given" ] || build dev 900 ecdsnapd ecdsnap ecd-emulator key_printer; }

step_dev() { if build dev 1200 all; then run_ctest dev 300; else broken dev; fi; }
step_clang() { if build clang 900 unit_tests; then run_ctest clang 200 -L 'unit|contract|simulation'; else broken clang; fi; }
step_tsan() { if build tsan 300 thread_tests; then run_ctest tsan 200 -L threads; else broken tsan; fi; }

step_fuzz() {
  if build fuzz 300 fuzzers; then run_cases "fuzz runs" 60 tests/fuzz/run.sh; else broken fuzz; fi
}

step_simulation() {
  if build simulation 600 simulation; then
    run_cases "simulation seeds" 400 build/simulation/bin/simulation --jobs "$jobs" --week --sweep --seeds 2000
    run_cases "simulation defects" 300 build/simulation/bin/simulation --jobs "$jobs" --defects
  else
    broken simulation
  fi
  if build simulation-asan 600 simulation; then
    run_cases "simulation asan" 400 build/simulation-asan/bin/simulation --jobs "$jobs" --seeds 200
  else
    broken "simulation under ASan"
  fi
}

step_interop() {
  if ! programs || ! part "npm ci" 60 npm ci --prefix tests/interop --no-audit --no-fund --loglevel=error; then
    broken interop
    return
  fi
  run_files interop 120 node --test-reporter=tap -- tests/interop/*_test.mjs
}

step_e2e() {
  programs || { broken e2e; return; }
  local test files=() jobs=$((jobs + 1))  # they mostly wait
  # The longest one first.
  for test in tests/e2e/service_test.py tests/e2e/*_test.py tests/e2e/*_test.sh; do
    [ -e "$test" ] || continue
    case " ${files[*]} " in *" $test "*) continue ;; esac
    if [ -x "$test" ]; then files+=("$test"); else broken "e2e $(basename "$test") (not executable)"; fi
  done
  if [ ${#files[@]} -gt 0 ]; then run_files e2e 500 -- "${files[@]}"; else broken e2e; fi
}

step_package() {
  rm -f build/release/*.deb
  if ! build release 900 all || ! part "cpack" 60 cpack --config build/release/CPackConfig.cmake -G DEB -B build/release; then
    broken package
    return
  fi
  run_cases "package content" 60 tests/package/package_test.py build/release
  # With the programs as users run them: how much a hostile client disturbs is a matter of time.
  ECDSNAP_BIN=$PWD/build/release/bin run_cases "package hostile clients" 200 tests/e2e/hostile_clients.py
  local jobs=$((jobs + 1))  # they mostly wait
  run_files booted 200 tests/booted/boot.sh -- tests/booted/{service,crash,sandbox,package,journal,transcript}_cases.py
}

for step in "${steps[@]}"; do
  echo "== $step"
  "step_$step"
done
echo "All steps: $SECONDS s"
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
