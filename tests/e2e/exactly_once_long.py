#!/usr/bin/env python3
"""Exactly one snapshot of each disk, whatever is lost on the way and whoever is killed."""
import random
import shutil
import time

from exactly_once import FAULTS, check_exactly_once, open_tasks, settled
from harness import Daemon, Emulator, check, policy_text, run_cases, soon, wait_until


def start(folder, cleanup, desktops, rate=200):
    emulator = Emulator(folder, "--desktops", desktops, "--snapshot-seconds", "1-4", "--states",
                        "Running=70,Stopped=28,Hibernated=1,Expired=1", "--seed", 7, *FAULTS)
    cleanup.callback(emulator.close)
    daemon = Daemon(folder / "d", emulator.url, rate=rate)
    minute, hour = soon(8)
    daemon.policy("nightly", policy_text("nightly", f"{minute} {hour} * * *"))
    cleanup.callback(lambda: daemon.process and daemon.process.poll() is None and daemon.kill())
    return emulator, daemon


def faults(folder, cleanup):
    """1,000 desktops under lost answers, 5xx, torn bodies, late effects and throttling: settled in 120 s, one snapshot of each disk"""
    emulator, daemon = start(folder, cleanup, 1000)
    daemon.start()
    wait_until(lambda: emulator.counters()["requests"].get("CreateSnapshot", 0) > 200, 100, what="the slot starts")
    begun = time.monotonic()
    emulator.post("faults", {"throttle": ["30@sliding-second"]})
    time.sleep(15)
    emulator.post("faults", {"throttle": []})
    wait_until(lambda: settled(daemon), 120 - (time.monotonic() - begun), pause=1, what="all settled")
    print(f"# settled after {time.monotonic() - begun:.0f} s")
    check_exactly_once(emulator, daemon)
    time.sleep(60)
    extras = check_exactly_once(emulator, daemon)
    print(f"# {extras} extras, each in an event and in the history")
    check(daemon.stop() < 10, "SIGTERM took too long")


def copy_ledger(source, target):
    for part in target.glob("ledger.db*"):
        part.unlink()
    for part in source.glob("ledger.db*"):
        shutil.copy2(part, target / part.name)


COPIED = (3, 12, 21, 29, 39)  # after so many kills the ledger is copied
RESTORED = tuple(kill + 2 for kill in COPIED)  # and two kills later, after 10 s at least, it comes back
LOST = (17, 34)


def kills(folder, cleanup):
    """kill -9 50 times in mid-send, five older ledgers, two lost ones: still one snapshot of each disk"""
    emulator, daemon = start(folder, cleanup, 4000, rate=60)
    chance = random.Random(5)
    older = folder / "older"
    older.mkdir()
    copied_at = 0.0
    daemon.start()
    wait_until(lambda: emulator.counters()["requests"].get("CreateSnapshot", 0) > 30, 100, what="the slot starts")
    for kill in range(1, 51):
        if kill in RESTORED:
            time.sleep(max(0, copied_at + 10 - time.monotonic()))
        wait_until(lambda: emulator.counters()["creates_in_flight"] > 0, 150, pause=0.002, what="a send in flight")
        if kill == 50:
            left = open_tasks(daemon)
            check(left and left[0] >= 100, f"too few tasks are open for the last kill: {left}")
        daemon.kill()
        if kill in RESTORED:
            copy_ledger(older, daemon.folder)
            print(f"# kill {kill}: the ledger is one of {time.monotonic() - copied_at:.0f} s ago", flush=True)
        elif kill in LOST:
            for part in daemon.folder.glob("ledger.db*"):
                part.unlink()
            print(f"# kill {kill}: the ledger is lost", flush=True)
        daemon.start()
        wait_until(daemon.serving, 20, pause=0.02, what="it serves again")
        if kill in COPIED:
            copy_ledger(daemon.folder, older)
            copied_at = time.monotonic()
        time.sleep(chance.uniform(0, 0.4))
    wait_until(lambda: settled(daemon), 300, pause=1, what="all settled")
    time.sleep(60)
    extras = check_exactly_once(emulator, daemon)
    print(f"# {extras} extras, each in an event and in the history")


if __name__ == "__main__":
    run_cases(faults, kills)
