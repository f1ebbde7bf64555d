#!/usr/bin/env python3
"""What a snapshot costs: ecdsnapd beside a straightforward script on Alibaba's npm client, by turns, on one emulator each.

  against_script.py                          10,000 desktops, HTTP and HTTPS, three pairs of runs each, ratios at the end
  against_script.py --desktops 1000 --tls no --follow each --pairs 1

Programs come from $ECDSNAP_BIN (default build/release/bin). The emulator runs on one core, the client on another. Of each
client process the CPU time (user and system, all its threads, from start to exit) and the highest resident memory (VmHWM)
are taken. The daemon runs `--once` with a ledger on disk, and a snapshot counts when the ledger says `done` and the
emulator ACCOMPLISHED. Nothing is left behind but, on the first run, tests/interop/node_modules."""
import argparse
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
BIN = pathlib.Path(os.environ.get("ECDSNAP_BIN", ROOT / "build/release/bin")).resolve()
REGION = "cn-hangzhou"
READS = ("DescribeDesktops", "DescribeSnapshots", "DescribeRegions")


class Emulator:
    def __init__(self, options, folder):
        self.folder = folder
        # Ready within the run, and of many seconds, so that both sides have to follow.
        command = ["taskset", "-c", str(options.server_core), BIN / "ecd-emulator", "--listen", "127.0.0.1:0", "--admin",
                   "127.0.0.1:0", "--desktops", str(options.desktops), "--regions", REGION, "--data-disks", "0%",
                   "--snapshot-seconds", options.snapshot_seconds]
        if options.latency:
            command += ["--latency", options.latency]
        if options.https:
            command += ["--tls", "--tls-dir", folder]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        lines = [self.process.stdout.readline() for _ in range(2)]
        self.url = next(line.split("listening on ")[1].split()[0] for line in lines if line.startswith("listening on "))
        self.admin = next(word for line in lines if "admin" in line for word in line.split() if word.startswith("http"))

    def get(self, page):
        with urllib.request.urlopen(f"{self.admin.rstrip('/')}/_admin/{page}", timeout=120) as answer:
            return json.load(answer)

    def accomplished(self):
        """How many disks have exactly one snapshot, and that ACCOMPLISHED."""
        states = {}
        for snapshot in self.get("snapshots")["snapshots"]:
            states.setdefault((snapshot["desktop"], snapshot["disk"]), []).append(snapshot["status"])
        return sum(status == ["ACCOMPLISHED"] for status in states.values())

    def close(self):
        self.process.terminate()
        self.process.wait()


def measured(options, command, environment, log):
    """Runs a client to its end: CPU seconds, peak MiB, seconds."""
    command = ["taskset", "-c", str(options.client_core), *map(str, command)]
    started = time.monotonic()
    with open(log, "wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env=os.environ | environment)
    peak, pid = 0, 0
    try:
        while not pid:
            peak = max(peak, high_water(process.pid))  # not ru_maxrss: that one is inherited from whoever forks
            time.sleep(0.02)
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
    finally:
        if not pid:
            process.kill()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{command} ended with {process.returncode}:\n{pathlib.Path(log).read_text()[-2000:]}")
    return usage.ru_utime + usage.ru_stime, peak / 1024, time.monotonic() - started


def high_water(pid):
    try:
        status = pathlib.Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)


def run_script(options, emulator, folder):
    environment = {"SCRIPT_CA_FILE": str(folder / "ca.pem")} if options.https else {}
    return measured(options, ["node", HERE / "snapshot_script.mjs", emulator.url, REGION, options.concurrency,
                              options.follow], environment, folder / "script.log")


def run_daemon(options, emulator, folder):
    (folder / "policies.d").mkdir()
    ca_file = "\n    ca_file: ca.pem" if options.https else ""
    (folder / "ecdsnapd.yaml").write_text(f"""accounts:
  - name: main
    credentials: environment
    regions: [{REGION}]
    endpoint: {emulator.url}{ca_file}
    limits: {{requests_per_second: 10000, in_flight: {options.concurrency}}}
policies: policies.d
ledger: sqlite:ledger.db
control: {{socket: control.sock}}
metrics: {{listen: none}}
""")
    (folder / "policies.d/nightly.yaml").write_text("""policies:
  - name: nightly
    select: {name: "*"}
    disks: [system]
    schedule: {cron: "0 2 * * *", timezone: Asia/Shanghai, window: 3h}
    snapshot: {description: "nightly backup"}
""")
    environment = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "testid", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "testsecret"}
    command = [*options.wrapper.split(), BIN / "ecdsnapd", "--config", folder / "ecdsnapd.yaml", "--once", "nightly"]
    figures = measured(options, command, environment, folder / "daemon.log")
    ledger = sqlite3.connect(f"file:{folder / 'ledger.db'}?mode=ro", uri=True)
    done, = ledger.execute("SELECT count(*) FROM tasks WHERE state = 'settled' AND outcome = 'done'").fetchone()
    if done != options.desktops:
        sys.exit(f"the ledger has {done} tasks done, not {options.desktops}")
    return figures


def one_run(options, name, run):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="against-script-", dir=options.folder))
    emulator = Emulator(options, folder)
    try:
        cpu, peak, seconds = run(options, emulator, folder)
        calls = emulator.get("counters")["requests"]
        verified = emulator.accomplished()
        if verified != options.desktops:
            sys.exit(f"{name}: {verified} disks with their one snapshot ACCOMPLISHED, not {options.desktops}")
    finally:
        emulator.close()
        shutil.rmtree(folder)
    reads = sum(calls.get(action, 0) for action in READS)
    result = {"cpu": 1000 * cpu / verified, "peak": peak, "reads": reads / sum(calls.values()), "seconds": seconds}
    print(f"  {name:8} {result['cpu']:8.4f} ms CPU per snapshot  {peak:7.1f} MiB  {seconds:6.1f} s  "
          f"{sum(calls.values()):6} calls, {100 * result['reads']:.2f} % of them reads", flush=True)
    return result


def compare(options):
    sides = {"script": run_script, "daemon": run_daemon}
    results = {name: [] for name in sides}
    for _ in range(options.pairs):
        for name, run in sides.items():
            results[name].append(one_run(options, name, run))
    median = {name: {key: statistics.median(each[key] for each in runs) for key in runs[0]}
              for name, runs in results.items()}
    ratios = {key: statistics.median(mine[key] / theirs[key] for mine, theirs in zip(results["daemon"], results["script"]))
              for key in ("cpu", "peak")}
    for name, figures in median.items():
        print(f"  median {name:8} {figures['cpu']:.4f} ms  {figures['peak']:.1f} MiB")
    print(f"  daemon / script: CPU {ratios['cpu']:.3f}, memory {ratios['peak']:.3f} (medians of the pairs' ratios)\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--desktops", type=int, default=10_000)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--tls", choices=("no", "yes", "both"), default="both")
    parser.add_argument("--follow", choices=("each", "pages"), default="each", help="how the script follows")
    parser.add_argument("--concurrency", type=int, default=32)
    parser.add_argument("--snapshot-seconds", default="1-3", help="the emulator's")
    parser.add_argument("--latency", help="the emulator's, as in all:5-15ms")
    parser.add_argument("--client-core", type=int, default=0)
    parser.add_argument("--server-core", type=int, default=1)
    parser.add_argument("--folder", help="where the ledger is made (default: the system's temporary folder)")
    parser.add_argument("--wrapper", default="", help="in front of the daemon's command, as in 'perf record -g -o FILE'")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended by a signal"))
    if not (ROOT / "tests/interop/node_modules/@alicloud").exists():
        subprocess.run(["npm", "ci", "--prefix", ROOT / "tests/interop", "--no-audit", "--no-fund", "--loglevel=error"],
                       check=True, stdout=subprocess.DEVNULL)
    for options.https in {"no": (False,), "yes": (True,), "both": (False, True)}[options.tls]:
        print(f"{'HTTPS' if options.https else 'HTTP'}, {options.desktops} desktops, the script follows {options.follow}")
        compare(options)


if __name__ == "__main__":
    main()
