#!/usr/bin/env python3
"""Measures ecdsnapd with 100,000 desktops of two disks each against ecd-emulator on loopback, and prints each figure
beside its bound: peak memory, the opening of a slot of 200,000 tasks, idleness between sweeps, and how soon a restart with 200,000
unfinished tasks sends. Emulator and daemon have a core each. Leaves nothing behind.

    cmake --preset release && cmake --build build/release --target ecdsnapd ecdsnap ecd-emulator
    tests/bench/hundred_thousand.py --bin build/release/bin
"""
import argparse
import contextlib
import datetime
import os
import pathlib
import shutil
import sqlite3
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "e2e"))
MIB = 1024 * 1024


class Figures:
    """What was measured, beside what it may be."""

    def __init__(self):
        self.missed = 0

    def show(self, name, value, bound, unit):
        good = value <= bound
        self.missed += not good
        print(f"{'ok    ' if good else 'MISSED'} {name:<58} {value:9.2f} {unit:<10} (bound {bound:g})", flush=True)

    def note(self, text):
        print(f"       {text}", flush=True)


def peak_memory(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024 / MIB
    raise RuntimeError("no VmHWM")


def resident(pid):
    return int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / MIB


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def wakeups(pid):
    """Voluntary context switches of all threads."""
    total = 0
    for thread in pathlib.Path(f"/proc/{pid}/task").iterdir():
        for line in (thread / "status").read_text().splitlines():
            if line.startswith("voluntary_ctxt_switches:"):
                total += int(line.split()[1])
    return total


def instant_of(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def first_create(emulator, since, seconds):
    """Seconds from `since` (monotonic) until CreateSnapshot has been called."""
    while time.monotonic() - since < seconds:
        if emulator.counters()["requests"].get("CreateSnapshot", 0) > 0:
            return time.monotonic() - since
        time.sleep(0.02)
    return float("inf")


def stored_tasks(folder):
    """In a copy of the ledger, as sqlite reads it after a kill."""
    with tempfile.TemporaryDirectory(dir=folder) as copy:
        for part in (folder / "d").glob("ledger.db*"):
            shutil.copy2(part, copy)
        with contextlib.closing(sqlite3.connect(pathlib.Path(copy) / "ledger.db")) as ledger:
            return ledger.execute("SELECT count(*), sum(state <> 'settled') FROM tasks").fetchone()


def measure(options, folder, cleanup, figures):
    from harness import Daemon, Emulator, wait_until

    disks = 2 * options.desktops
    emulator = Emulator(folder, "--desktops", options.desktops, "--data-disks", "100%", "--snapshot-seconds", "20-40",
                        "--office-sites", 7)
    cleanup.callback(emulator.close)
    os.sched_setaffinity(emulator.process.pid, {options.cores[0]})
    daemon = Daemon(folder / "d", emulator.url, rate=10000, in_flight=options.in_flight,
                    extra=f"inventory: {{every: {options.sweep}s}}\n")
    config = daemon.config.read_text().replace("level: debug", "level: info")
    daemon.config.write_text(config)
    daemon.wrapper = ["taskset", "-c", str(options.cores[1])]
    cleanup.callback(lambda: daemon.process and daemon.process.poll() is None and daemon.kill())

    def start():
        began = time.monotonic()
        daemon.start()
        return began

    began = start()
    wait_until(lambda: daemon.events("ready"), 300, what="the desktops are listed")
    figures.note(f"{options.desktops} desktops listed {time.monotonic() - began:.1f} s after the start; "
                 f"{resident(daemon.process.pid):.1f} MiB resident, peak {peak_memory(daemon.process.pid):.1f} MiB")

    # Between two sweeps nothing is due.
    time.sleep(options.settle)
    pid = daemon.process.pid
    cpu, woken, at = cpu_seconds(pid), wakeups(pid), time.monotonic()
    time.sleep(options.idle)
    passed = time.monotonic() - at
    figures.show("idle between sweeps: share of a core", 100 * (cpu_seconds(pid) - cpu) / passed, 0.2, "%")
    figures.show("idle between sweeps: wake-ups of all threads", (wakeups(pid) - woken) / passed, 2, "a second")

    # The slot: spread over hours, so that its tasks stay unfinished for the restart.
    due = datetime.datetime.now(datetime.timezone.utc).replace(second=0, microsecond=0) + datetime.timedelta(minutes=2)
    daemon.policy("nightly", f"""policies:
  - name: nightly
    select: {{name: "*"}}
    disks: [system, data]
    schedule: {{cron: "{due.minute} {due.hour} * * *", timezone: UTC, spread: 6h, window: 8h}}
""")
    daemon.ecdsnap("reload", "--force")
    time.sleep(max(0, due.timestamp() - time.time() - 5))
    cpu = cpu_seconds(pid)
    wait_until(lambda: daemon.events("slot_opened"), 240, what="the slot opens")
    opened = daemon.events("slot_opened")[0]
    # The event is written when the ledger has answered that all of it is on the disk.
    figures.show(f"slot due -> {opened['tasks']} tasks committed", instant_of(opened["time"]) - due.timestamp(), 3, "s")
    figures.note(f"of it {cpu_seconds(pid) - cpu:.2f} s of processor time, both threads together")
    time.sleep(options.settle)
    figures.note(f"after the slot: {resident(pid):.1f} MiB resident, peak {peak_memory(pid):.1f} MiB")
    time.sleep(options.sweep + 30)  # a sweep beside 200,000 open tasks
    figures.show("peak memory (VmHWM): a slot and a sweep beside it", peak_memory(pid), 160, "MiB")

    daemon.kill()
    tasks, unfinished = stored_tasks(folder)
    if tasks != disks:
        raise RuntimeError(f"the ledger has {tasks} tasks instead of {disks}")
    emulator.post("counters", {"reset": True})
    began = start()
    first = first_create(emulator, began, 120)
    figures.show(f"restart with {unfinished} unfinished tasks: first CreateSnapshot", first, 3, "s")
    pid = daemon.process.pid
    time.sleep(options.sweep + 30)
    figures.show("peak memory (VmHWM) of the start that found them", peak_memory(pid), 160, "MiB")
    daemon.kill()
    if options.night:
        whole_night(options, folder, emulator, daemon, figures)


def whole_night(options, folder, emulator, daemon, figures):
    """All tasks at once, as fast as this machine's emulator answers, up to the last outcome."""
    from harness import wait_until

    for part in (folder / "d").glob("ledger.db*"):
        part.unlink()
    daemon.log_path.unlink()
    due = datetime.datetime.now(datetime.timezone.utc).replace(second=0, microsecond=0) + datetime.timedelta(minutes=2)
    daemon.policy("nightly", f"""policies:
  - name: whole
    select: {{name: "*"}}
    disks: [system, data]
    schedule: {{cron: "{due.minute} {due.hour} * * *", timezone: UTC, window: 3h}}
""")
    daemon.start()
    wait_until(lambda: daemon.events("slot_finished"), 7200, pause=2, what="the whole slot")
    finished = daemon.events("slot_finished")[0]
    figures.note(f"{finished['done']} of {finished['tasks']} done {instant_of(finished['time']) - due.timestamp():.0f} s "
                 "after the slot")
    figures.show("peak memory (VmHWM) of a whole night", peak_memory(daemon.process.pid), 160, "MiB")
    daemon.kill()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=pathlib.Path, default=pathlib.Path(__file__).parents[2] / "build/release/bin")
    parser.add_argument("--desktops", type=int, default=100_000)
    parser.add_argument("--cores", type=lambda text: tuple(map(int, text.split(","))), default=(0, 1),
                        help="of the emulator and of the daemon (default 0,1)")
    parser.add_argument("--in-flight", type=int, default=64)
    parser.add_argument("--sweep", type=int, default=300, help="seconds between two listings of all desktops (default 300)")
    parser.add_argument("--settle", type=float, default=10, help="seconds of calm before something is measured (default 10)")
    parser.add_argument("--idle", type=float, default=60, help="seconds of idleness that are measured (default 60)")
    parser.add_argument("--night", action="store_true", help="also send all 200,000 at once, up to the last outcome (many minutes)")
    options = parser.parse_args()
    os.environ["ECDSNAP_BIN"] = str(options.bin.resolve())
    figures = Figures()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="ecdsnap-bench-"))
    with contextlib.ExitStack() as cleanup:
        cleanup.callback(shutil.rmtree, folder, ignore_errors=True)
        measure(options, folder, cleanup, figures)
    sys.exit(1 if figures.missed else 0)


if __name__ == "__main__":
    main()
