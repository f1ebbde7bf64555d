#!/usr/bin/env python3
"""How closely ecdsnapd uses a rate limit that nobody told it: 3,000 snapshots against 50 CreateSnapshot a second, for each
way in which a service may count; then again with what the first run learned; and with a limit that halves in the middle.

  unknown_limit.py                                    all of it, about eight minutes
  unknown_limit.py --counts token-bucket --halve no   one way of counting, two minutes and a half

Programs come from $ECDSNAP_BIN (default build/release/bin). The daemon runs `--once` with a ledger on disk against
ecd-emulator on loopback, each on a core of its own; snapshots take a second. Times are the emulator's: from the first
CreateSnapshot that arrived to the last. Exit code 1 when a bound is not held. Nothing is left behind."""
import argparse
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("ECDSNAP_BIN", ROOT / "build/release/bin")).resolve()
TASKS, LIMIT = 3000, 50
KEYS = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "testid", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "testsecret"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Emulator:
    def __init__(self, port, counts, dialect):
        self.url = f"http://127.0.0.1:{port}"
        self.counts, self.dialect = counts, dialect
        self.process = subprocess.Popen(
            ["taskset", "-c", "0", BIN / "ecd-emulator", "--listen", f"127.0.0.1:{port}", "--desktops", str(TASKS),
             "--regions", "cn-hangzhou", "--data-disks", "0%", "--states", "Running=100", "--snapshot-seconds", "1-1",
             "--throttle", self.throttle(LIMIT)], stdout=subprocess.PIPE, text=True)
        self.process.stdout.readline()

    def throttle(self, rate):
        return f"{rate}:CreateSnapshot@{self.counts},dialect={self.dialect}"

    def get(self, page, body=None):
        data = json.dumps(body).encode() if body is not None else None
        with urllib.request.urlopen(f"{self.url}/_admin/{page}", data, timeout=30) as answer:
            return json.load(answer)

    def close(self):
        self.process.terminate()
        self.process.wait()


def configure(folder, port):
    (folder / "policies.d").mkdir()
    (folder / "ecdsnapd.yaml").write_text(f"""accounts:
  - name: main
    credentials: environment
    regions: [cn-hangzhou]
    endpoint: http://127.0.0.1:{port}
    limits: {{requests_per_second: 1000, in_flight: 64}}
policies: policies.d
ledger: sqlite:ledger.db
control: {{socket: control.sock}}
""")
    (folder / "policies.d/nightly.yaml").write_text("""policies:
  - name: nightly
    select: {name: "*"}
    disks: [system]
    schedule: {cron: "0 2 * * *", timezone: Asia/Shanghai, window: 3h}
""")


def seconds_of(counters):
    return (counters["last_create_unix_ms"] - counters["first_create_unix_ms"]) / 1000


def run(folder, emulator, at_each_second=None):
    with open(folder / "daemon.log", "ab") as log:
        daemon = subprocess.Popen(["taskset", "-c", "1", BIN / "ecdsnapd", "--config", folder / "ecdsnapd.yaml", "--once",
                                   "nightly"], stdout=log, stderr=log, env=os.environ | KEYS)
    while daemon.poll() is None:
        time.sleep(1)
        if at_each_second:
            at_each_second()
    if daemon.returncode != 0:
        sys.exit(f"ecdsnapd ended with {daemon.returncode}:\n{(folder / 'daemon.log').read_text()[-2000:]}")
    snapshots = emulator.get("snapshots")["snapshots"]
    if len(snapshots) != TASKS or any(snapshot["status"] != "ACCOMPLISHED" for snapshot in snapshots):
        sys.exit(f"{len(snapshots)} snapshots instead of {TASKS}, or not all ACCOMPLISHED")
    return emulator.get("counters")


def told(name, figure, bound, unit):
    held = figure <= bound
    print(f"  {name:42} {figure:7.2f} {unit:3} at most {bound:g}  {'held' if held else 'NOT HELD'}", flush=True)
    return held


def first_and_again(options, counts):
    print(f"{counts}, dialect {options.dialect}: {TASKS} tasks, {LIMIT} a second", flush=True)
    folder, port, held = pathlib.Path(tempfile.mkdtemp(prefix="unknown-limit-")), free_port(), True
    try:
        configure(folder, port)
        for name, most_seconds, most_throttled in (("not told", 63, 3), ("learned before", 61, 1)):
            emulator = Emulator(port, counts, options.dialect)
            try:
                counters = run(folder, emulator)
            finally:
                emulator.close()
            share = 100 * counters["throttled"] / counters["requests"]["CreateSnapshot"]
            held &= told(f"{name}: first to last CreateSnapshot", seconds_of(counters), most_seconds, "s")
            held &= told(f"{name}: throttled", share, most_throttled, "%")
    finally:
        shutil.rmtree(folder)
    return held


def halved(options, counts):
    print(f"{counts}: the limit halves after 20 s", flush=True)
    folder, port, samples = pathlib.Path(tempfile.mkdtemp(prefix="unknown-limit-")), free_port(), []
    try:
        configure(folder, port)
        emulator = Emulator(port, counts, options.dialect)

        def sample():
            counters = emulator.get("counters")
            samples.append((time.monotonic(), counters["requests"].get("CreateSnapshot", 0), counters["throttled"]))
            if len(samples) == 20:
                emulator.get("faults", {"throttle": [emulator.throttle(LIMIT // 2)]})

        try:
            run(folder, emulator, sample)
        finally:
            emulator.close()
    finally:
        shutil.rmtree(folder)
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
    held = [first_and_again(options, counts) for counts in options.counts]
    if options.halve == "yes":
        held += [halved(options, counts) for counts in options.counts]
    sys.exit(0 if all(held) else 1)


if __name__ == "__main__":
    main()
