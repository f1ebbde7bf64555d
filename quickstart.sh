#!/usr/bin/env bash
# Shows ecdsnapd at work on this machine, without a cloud account: it builds the programs, starts an emulated cloud with a
# small fleet and a daemon with two policies, lets you watch, and leaves nothing behind. Nothing but loopback is used.
# shellcheck disable=SC2317  # traps call functions
set -euo pipefail
cd "$(dirname "$0")"

usage() {
  cat <<'END'
Usage: ./quickstart.sh [--once] [--keep]

Without options: one policy is run by hand, another one is due in the next minute; then look around until Ctrl-C.
  --once    run one slot of a policy, show what became of each disk, and end with the exit code of
            `ecdsnapd --once`: 0 good, 10 partly, 1 not good, 2 configuration
  --keep    leave the folder with configuration, ledger and logs
Programs are taken from $ECDSNAP_BIN, if that is set, instead of being built.
END
}

once='' keep=''
for option in "$@"; do
  case $option in
    --once) once=1 ;;
    --keep) keep=1 ;;
    -h|--help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done

say() { printf '\n\033[1m%s\033[0m\n' "$*" | if [ -t 1 ]; then cat; else sed 's/\x1b\[[0-9]*m//g'; fi; }

build() {
  daemon/cmake/install_packages.sh build || exit 2
  mkdir -p build
  say "Building (some minutes the first time)"
  local quiet=build/quickstart-build.log
  [ -t 1 ] && quiet=/dev/stdout
  { cmake --preset release >build/quickstart-configure.log &&
    cmake --build --preset release --target ecdsnapd ecdsnap ecd-emulator -j "$(nproc)" >"$quiet"; } || {
    tail -n 40 build/quickstart-*.log >&2
    exit 1
  }
}

folder='' emulator='' daemon=''

# stop PID: asks it to end, and insists after 15 s.
stop() {
  [ -n "$1" ] || return 0
  kill "$1" 2>/dev/null || true
  for _ in {1..150}; do
    kill -0 "$1" 2>/dev/null || break
    sleep 0.1
  done
  kill -9 "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}

clean_up() {
  local code=$?
  trap - EXIT
  trap '' INT TERM HUP
  stop "$daemon"
  stop "$emulator"
  [ -n "$folder" ] || exit "$code"
  if [ "$code" -ne 0 ] && [ "$code" -lt 128 ]; then
    for log in "$folder"/*.log; do
      [ -s "$log" ] && { echo "--- last lines of $(basename "$log")"; tail -n 15 "$log"; } >&2
    done
  fi
  if [ -n "$keep" ]; then echo "Left for you: $folder"; else rm -rf "$folder"; fi
  exit "$code"
}

fail() { echo "quickstart.sh: $*" >&2; exit 1; }

# until_true SECONDS COMMAND...: waits for it.
until_true() {
  local tries=$(($1 * 10))
  shift
  while ! "$@" >/dev/null 2>&1; do
    [ $((tries--)) -gt 0 ] || return 1
    sleep 0.1
  done
}

# Programs get a session of their own, so that Ctrl-C reaches this script only, which stops them in order.
start_emulator() {
  setsid "$bin/ecd-emulator" --listen 127.0.0.1:0 --desktops 12 --regions cn-hangzhou,cn-shanghai \
    --states Running=5,Stopped=3,Starting=2,Hibernated=1,Expired=1 --transition-seconds 4-8 --snapshot-seconds 2-6 \
    --list-lag 1 --fault lost-after-effect=10% --seed 7 >"$folder/emulator.log" 2>&1 &
  emulator=$!
  until_true 20 grep -q 'listening on http' "$folder/emulator.log" || fail "the emulator does not listen"
  endpoint=$(sed -n 's/.*listening on \(http[^ ]*\).*/\1/p' "$folder/emulator.log")
}

# policy NAME CRON ZONE: policies/nightly.yaml under another name and schedule, with a window for the impatient.
policy() {
  sed -e "s/name: nightly/name: $1/" -e "s|schedule: .*|schedule: {cron: \"$2\", timezone: $3, spread: 5s, window: 2m}|" \
    policies/nightly.yaml >"$folder/policies.d/$1.yaml"
}

write_configuration() {
  (umask 077 && echo '{"access_key_id": "testid", "access_key_secret": "testsecret"}' >"$folder/key.json")
  cat >"$folder/ecdsnapd.yaml" <<END
accounts:
  - name: main
    credentials: {file: key.json}
    regions: [cn-hangzhou, cn-shanghai]
    endpoint: $endpoint
policies: policies.d
ledger: sqlite:ledger.db
control: {socket: control.sock}
metrics: {listen: none}
log: {format: text}
END
  mkdir "$folder/policies.d"
  policy nightly "0 2 * * *" Asia/Shanghai
}

snapctl() { "$bin/ecdsnap" --socket "$folder/control.sock" "$@"; }

start_daemon() {
  # A full minute that is at least ten seconds away.
  local soon=$(($(date +%s) + 70))
  due=$(date -u -d "@$((soon - soon % 60))" '+%H:%M')
  policy next-minute "$((10#${due#*:})) $((10#${due%:*})) * * *" UTC
  setsid "$bin/ecdsnapd" --config "$folder/ecdsnapd.yaml" >"$folder/ecdsnapd.log" 2>&1 &
  daemon=$!
  until_true 20 snapctl history || fail "the daemon does not answer"
}

count() { { grep -o "$1" <<<"$2" || true; } | wc -l; }

# Prints a line whenever something has changed, until nothing is open.
follow_next_minute() {
  local last='' line all open tasks
  for _ in {1..480}; do
    kill -0 "$daemon" 2>/dev/null || fail "the daemon has ended"
    tasks=$(snapctl --json history --policy next-minute --limit 1000)
    all=$(count '"outcome":' "$tasks")
    open=$((all - $(count '"outcome":"\(done\|skipped\|missed\|failed\)"' "$tasks")))
    line="$open open, $(count '"outcome":"done"' "$tasks") done, $(count '"outcome":"skipped"' "$tasks") skipped"
    if [ "$all" -gt 0 ] && [ "$line" != "$last" ]; then
      echo "  $(date '+%H:%M:%S')  next-minute: $line"
      last=$line
      [ "$open" -gt 0 ] || return 0
    fi
    sleep 0.5
  done
  fail "next-minute is not settled"
}

run_once() {
  say "One slot of policy nightly: each disk is followed until the cloud says ACCOMPLISHED (about 20 seconds)"
  local code=0
  "$bin/ecdsnapd" --config "$folder/ecdsnapd.yaml" --once nightly 2>"$folder/ecdsnapd.log" || code=$?
  exit "$code"
}

show() {
  start_daemon
  say "ecdsnap status"
  snapctl status || true
  say "ecdsnap run nightly --wait"
  snapctl run nightly --wait
  say "Policy next-minute is due at $due UTC"
  follow_next_minute
  say "ecdsnap status"
  snapctl status || true
  say "Where to look next, in another terminal"
  cat <<END
  $bin/ecdsnap --socket $folder/control.sock status
  $bin/ecdsnap --socket $folder/control.sock history --outcome skipped
  $bin/ecdsnap --socket $folder/control.sock run next-minute --wait
  tail -f $folder/ecdsnapd.log
  curl -s $endpoint/_admin/counters          what the cloud saw; $endpoint/_admin/ lists more
  $folder/ecdsnapd.yaml                      change it, or a file in policies.d, then:
  $bin/ecdsnap --socket $folder/control.sock reload

Ctrl-C stops both programs and removes $folder
END
  trap 'echo; exit 0' INT TERM HUP
  wait "$daemon" || true
  daemon=''
  fail "the daemon has ended"
}

bin=${ECDSNAP_BIN:-}
if [ -z "$bin" ]; then
  build
  bin=$PWD/build/release/bin
fi
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP
folder=$(mktemp -d "${TMPDIR:-/tmp}/ecdsnapd-XXXXXX")
start_emulator
write_configuration
if [ -n "$once" ]; then run_once; else show; fi
