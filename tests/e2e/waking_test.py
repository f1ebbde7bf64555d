#!/usr/bin/env python3
"""Hibernated desktops that a policy has woken for their snapshots, on the emulator, by the three programs."""
from harness import Daemon, Emulator, check, policy_text, run_cases, wait_until


def asleep(folder, cleanup, *options, desktops=4):
    """A cloud whose desktops all sleep, and a daemon whose policy has them woken."""
    emulator = Emulator(folder, "--desktops", desktops, "--regions", "cn-hangzhou", "--states", "Hibernated",
                        "--transition-seconds", "1-2", *options)
    cleanup.callback(emulator.close)
    daemon = Daemon(folder / "daemon", emulator.url)
    daemon.policy("nightly", policy_text("nightly", "0 2 * * *", extra="    states: {hibernated: wake}"))
    cleanup.callback(daemon.stop)
    daemon.start()
    wait_until(lambda: daemon.serving() and daemon.status()["ready"], 60, what="ready")
    return emulator, daemon


def states(emulator):
    return {desktop["id"]: desktop["status"] for desktop in emulator.get("state")["desktops"]}


def in_state(emulator, state, count):
    return lambda: list(states(emulator).values()).count(state) == count


def ids_of(events):
    return {desktop for event in events for desktop in event["ids"].split(", ")}


def woken_and_put_back(folder, cleanup):
    """hibernated desktops are woken for their snapshots and put back to sleep, but for one that somebody uses"""
    emulator, daemon = asleep(folder, cleanup, "--snapshot-seconds", "5-6")
    daemon.ecdsnap("run", "nightly")
    wait_until(in_state(emulator, "Running", 4), 60, what="all are awake")
    check(daemon.status()["sites"][0]["woken"] == 4, "status does not count them")
    used = next(iter(states(emulator)))
    emulator.post(f"desktops/{used}", {"connected": True})
    wait_until(lambda: all(task["outcome"] == "done" for task in daemon.history()), 60, what="all snapshots are done")
    wait_until(in_state(emulator, "Hibernated", 3), 60, what="three are asleep again")
    wait_until(lambda: daemon.status()["sites"][0]["woken"] == 0, 30, what="nothing is left to put back")
    check(states(emulator)[used] == "Running", "the one in use was put to sleep")
    check(len(ids_of(daemon.events("woken"))) == 4, "not all were told")
    check(ids_of(daemon.events("not_put_back")) == {used}, "who uses one is not told")
    check(ids_of(daemon.events("put_back")) == states(emulator).keys() - {used}, "who sleeps again is not told")


def after_a_kill(folder, cleanup):
    """a daemon that was killed while desktops were awake for their snapshots puts them back after its start"""
    emulator, daemon = asleep(folder, cleanup, "--snapshot-seconds", "20")
    daemon.ecdsnap("run", "nightly")
    disks = sum(len(desktop["disks"]) for desktop in emulator.get("state")["desktops"])
    # An answer that a kill swallows keeps its desktop awake for 20 minutes: so long may its snapshot still begin.
    wait_until(lambda: daemon.status()["sites"][0]["followed"] == disks, 60, what="all snapshots are being made")
    daemon.kill()
    daemon.start()
    wait_until(in_state(emulator, "Hibernated", 4), 90, what="all are asleep again")
    check(all(task["outcome"] == "done" for task in daemon.history()), "not all snapshots are done")


if __name__ == "__main__":
    run_cases(woken_and_put_back, after_a_kill)
