#!/usr/bin/env bash
# Runs each fuzzer for some seconds, from its corpus; one line each: "ok NAME" or "not ok NAME".
set -uo pipefail
cd "$(dirname "$0")/../.." || exit

usage() {
  cat <<'END'
Usage: tests/fuzz/run.sh [--seconds N] [--seed N] [--keep] [NAME...]

--seconds N   how long each fuzzer runs after its corpus (default: 3)
--seed N      of its random numbers; 0: another one each time (default: 1)
--keep        puts new inputs that reach new code into the corpus, as few as do
NAME          only these: answer, control, ... (default: all)

The fuzzers must be built: cmake --preset fuzz && cmake --build --preset fuzz
An input that breaks something is left in build/fuzz/found; run build/fuzz/bin/fuzz_NAME FILE to see it again.
END
}

seconds=3 seed=1 keep=
names=()
while [ $# -gt 0 ]; do
  case $1 in
    --seconds) seconds=${2:-}; shift ;;
    --seed) seed=${2:-}; shift ;;
    --keep) keep=1 ;;
    -h|--help) usage; exit 0 ;;
    -*) usage >&2; exit 2 ;;
    *) names+=("$1") ;;
  esac
  shift || { usage >&2; exit 2; }
done
[[ $seconds =~ ^[0-9]+$ && $seed =~ ^[0-9]+$ ]] || { usage >&2; exit 2; }
if [ ${#names[@]} -eq 0 ]; then
  for source in tests/fuzz/*_fuzzer.cpp; do names+=("$(basename "${source%_fuzzer.cpp}")"); done
fi

found=$PWD/build/fuzz/found
scratch=$(mktemp -d) || exit
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$found" "$scratch/tmp"
export TMPDIR=$scratch/tmp

fuzz() {
  local name=$1 program=build/fuzz/bin/fuzz_$1 corpus=tests/fuzz/corpus/$1 new=$scratch/$1
  local options=("-seed=$seed" -max_len=4096 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1
                 "-artifact_prefix=$found/$name-")
  mkdir -p "$new"
  # Words of the format that random bytes would seldom spell.
  [ ! -e "tests/fuzz/$name.dict" ] || options+=("-dict=tests/fuzz/$name.dict")
  # Zero seconds would mean for ever.
  local limit=(-runs=0)
  [ "$seconds" -eq 0 ] || limit=("-max_total_time=$seconds")
  "$program" "${options[@]}" "${limit[@]}" "$new" "$corpus" >"$scratch/log" 2>&1 || return
  if [ -n "$keep" ]; then "$program" -merge=1 "$corpus" "$new" >"$scratch/log.merge" 2>&1 || return; fi
}

failed=0
for name in "${names[@]}"; do
  if fuzz "$name"; then
    echo "ok $name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$scratch/log") runs"
  else
    failed=1
    echo "not ok $name"
    tail -n 40 "$scratch/log" | sed 's/^/  /'
  fi
done
exit $failed
