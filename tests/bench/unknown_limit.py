#!/usr/bin/env python3
"""How closely ecdsnapd uses a rate limit that nobody told it: 3,000 snapshots against 50 CreateSnapshot a second, for each
way in which a service may count; then again with what the first run learned; and with a limit that halves in the middle.

  unknown_limit.py                                    all of it, about eight minutes
  unknown_limit.py --counts token-bucket --halve no   one way of counting, two minutes and a half

Programs come from $ECDSNAP_BIN (default build/release/bin). The daemon runs `--once` with a ledger on disk against
ecd-emulator on loopback, each on a core of its own; snapshots take a second. Times are the emulator's: from the first
CreateSnapshot that arrived to the last. Exit code 1 when a bound is not held. Nothing is left behind."""
import argparse
import contextlib
import os
import pathlib
import shutil
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
os.environ.setdefault("ECDSNAP_BIN", str(ROOT / "build/release/bin"))
sys.path.insert(0, str(ROOT / "tests/e2e"))
from harness import Daemon, Emulator, policy_text  # noqa: E402: it reads the environment

TASKS, LIMIT = 3000, 50
LIMIT_OF = "{}:CreateSnapshot@{},dialect={}"


def emulator_for(folder, options, counts):
    emulator = Emulator(folder, "--desktops", TASKS, "--regions", "cn-hangzhou", "--data-disks", "0%", "--states",
                        "Running=100", "--snapshot-seconds", "1-1", "--throttle",
                        LIMIT_OF.format(LIMIT, counts, options.dialect))
    os.sched_setaffinity(emulator.process.pid, {0})
    return contextlib.closing(emulator)


def seconds_of(counters):
    return (counters["last_create_unix_ms"] - counters["first_create_unix_ms"]) / 1000


def run(folder, emulator, at_each_second=lambda: None):
    daemon = Daemon(folder / "daemon", emulator.url, rate=1000, in_flight=64)
    daemon.config.write_text(daemon.config.read_text().replace("level: debug", "level: info"))
    daemon.policy("nightly", policy_text("nightly", "0 2 * * *", window="3h"))
    daemon.wrapper = ["taskset", "-c", "1"]
    daemon.start("--once", "nightly")
    while daemon.process.poll() is None:
        time.sleep(1)
        at_each_second()
    if daemon.process.returncode != 0:
        sys.exit(f"ecdsnapd ended with {daemon.process.returncode}:\n{daemon.log_path.read_text()[-2000:]}")
    snapshots = emulator.user_snapshots()
    if len(snapshots) != TASKS or any(snapshot["status"] != "ACCOMPLISHED" for snapshot in snapshots):
        sys.exit(f"{len(snapshots)} snapshots instead of {TASKS}, or not all ACCOMPLISHED")
    return emulator.counters()


def told(name, figure, bound, unit):
    held = figure <= bound
    print(f"  {name:42} {figure:7.2f} {unit:3} at most {bound:g}  {'held' if held else 'NOT HELD'}", flush=True)
    return held


def first_and_again(options, counts, folder):
    print(f"{counts}, dialect {options.dialect}: {TASKS} tasks, {LIMIT} a second", flush=True)
    held = True
    for name, most_seconds, most_throttled in (("not told", 63, 3), ("learned before", 61, 1)):
        with emulator_for(folder, options, counts) as emulator:
            counters = run(folder, emulator)
        share = 100 * counters["throttled"] / counters["requests"]["CreateSnapshot"]
        held &= told(f"{name}: first to last CreateSnapshot", seconds_of(counters), most_seconds, "s")
        held &= told(f"{name}: throttled", share, most_throttled, "%")
    return held


def halved(options, counts, folder):
    print(f"{counts}: the limit halves after 20 s", flush=True)
    samples = []

    def sample():
        counters = emulator.counters()
        samples.append((time.monotonic(), counters["requests"].get("CreateSnapshot", 0), counters["throttled"]))
        if len(samples) == 20:
            emulator.post("faults", {"throttle": [LIMIT_OF.format(LIMIT // 2, counts, options.dialect)]})

    with emulator_for(folder, options, counts) as emulator:
        run(folder, emulator, sample)
    begin, end = samples[29], samples[59]  # ten seconds later, and half a minute on
    span, calls, throttled = (late - early for late, early in zip(end, begin))
    short = 100 * (1 - (calls - throttled) / span / (LIMIT / 2))
    held = told("10 to 40 s later: below the new limit by", short, 5, "%")
    return told("10 to 40 s later: throttled", 100 * throttled / calls, 5, "%") and held


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--counts", nargs="+", default=["token-bucket", "fixed-second", "sliding-second"])
    parser.add_argument("--dialect", default="retry-after", choices=["retry-after", "ratelimit", "bare"])
    parser.add_argument("--halve", default="yes", choices=["yes", "no"])
    options = parser.parse_args()
    held = []
    for measure in [first_and_again] + ([halved] if options.halve == "yes" else []):
        for counts in options.counts:
            folder = pathlib.Path(tempfile.mkdtemp(prefix="unknown-limit-"))
            try:
                held.append(measure(options, counts, folder))
            finally:
                shutil.rmtree(folder)
    sys.exit(0 if all(held) else 1)


if __name__ == "__main__":
    main()
