#!/usr/bin/env python3
"""What a machine does to a daemon in mid-send: it is killed or frozen, its clock steps, its disk fills, its network is
cut. Afterwards there is one live snapshot of each disk and slot, each task is settled, and the ledger is whole."""
import argparse
import contextlib
import functools
import os
import pathlib
import random
import signal
import subprocess
import time

from exactly_once import FAULTS, check_exactly_once, check_ledger, open_tasks, slots_over
from harness import BIN, Daemon, Emulator, Network, Skip, check, policy_text, run_cases, wait_until

FAKETIME = pathlib.Path(f"/usr/lib/{os.uname().machine}-linux-gnu/faketime/libfaketimeMT.so.1")


def creates(emulator):
    return emulator.counters()["requests"].get("CreateSnapshot", 0)


def fleet(folder, cleanup, *options, desktops, rate, window="30m", network=None, **settings):
    """An emulator whose answers take their time, so that sends are in flight, and a daemon with one policy."""
    emulator = Emulator(folder, "--desktops", desktops, "--snapshot-seconds", "1-2", "--seed", 7, "--latency",
                        "CreateSnapshot:100-400ms", *options, network=network)
    cleanup.callback(emulator.close)
    daemon = Daemon(folder / "d", emulator.url, rate=rate, **settings)
    daemon.wrapper = network.wrapper if network else []
    daemon.policy("nightly", policy_text("nightly", "0 3 1 1 *", window=window))
    cleanup.callback(lambda: daemon.process and daemon.process.poll() is None and daemon.kill())
    return emulator, daemon


def start_run(emulator, daemon, sends):
    """The daemon runs `nightly` and has sent that many."""
    daemon.start()
    wait_until(lambda: daemon.serving() and daemon.status()["ready"], 60, what="ready")
    daemon.ecdsnap("run", "nightly")
    wait_until(lambda: creates(emulator) >= sends, 60, pause=0.05, what="sends")


def send_in_flight(emulator):
    wait_until(lambda: emulator.counters()["creates_in_flight"] > 0, 150, pause=0.002, what="a send in flight")


def judge(emulator, daemon, policies=("nightly",), within=180, ledger="ledger.db", allowed=(), extras=False):
    """Waits until all is settled, then looks at everything; the daemon is stopped afterwards."""
    begun = time.monotonic()
    wait_until(lambda: slots_over(daemon, *policies), within, pause=0.5, what="all settled")
    print(f"# settled after {time.monotonic() - begun:.0f} s", flush=True)
    found = check_exactly_once(emulator, daemon, policies, allowed)
    check(extras or not found, f"{found} extras, though no effect came late")
    tasks = daemon.history()
    unsettled = [task for task in tasks if not task["outcome"]]
    check(not unsettled, f"tasks without an outcome: {unsettled[:5]}")
    done = sum(task["outcome"] == "done" for task in tasks)
    check(done == len(policies) * len(emulator.eligible_disks()), f"{done} of {len(tasks)} tasks are done")
    check(daemon.stop() < 15, "SIGTERM took too long")
    check(daemon.process.returncode == 0, f"exit code {daemon.process.returncode}")
    check_ledger(daemon.folder / ledger, len(tasks))


def kills(folder, cleanup, count):
    """kill -9 at random moments in mid-send, under lost answers, 5xx and late effects (--kills N, here {count})"""
    emulator, daemon = fleet(folder, cleanup, "--states", "Running=70,Stopped=28,Hibernated=1,Expired=1", *FAULTS,
                             desktops=20 * count, rate=60, window="4h")
    chance = random.Random(count)
    start_run(emulator, daemon, 10)
    for killed in range(count):
        # Answers to the last one's sends are still on their way: only a new one shows that this one sends.
        before = creates(emulator)
        wait_until(lambda: creates(emulator) > before, 150, pause=0.002, what="a send in flight")
        time.sleep(chance.uniform(0, 0.5))
        if killed == count - 1:
            left = open_tasks(daemon)
            check(left and left[0] >= 50, f"too few tasks are open for the last kill: {left}")
        daemon.kill()
        daemon.start()
    print(f"# {count} kills, {creates(emulator)} sends", flush=True)
    wait_until(lambda: slots_over(daemon, "nightly"), 300, pause=0.5, what="all settled")
    time.sleep(25)  # the last late effects, and listings that show them
    judge(emulator, daemon, extras=True)


def stopped(folder, cleanup):
    """SIGSTOP for two minutes in mid-send, then SIGCONT"""
    emulator, daemon = fleet(folder, cleanup, desktops=400, rate=30)
    start_run(emulator, daemon, 100)
    send_in_flight(emulator)
    daemon.process.send_signal(signal.SIGSTOP)
    time.sleep(120)
    daemon.process.send_signal(signal.SIGCONT)
    check(creates(emulator) < 300, "it was not in the middle")
    judge(emulator, daemon)


def faketime(folder, daemon):
    """Puts the daemon on a wall clock that can be set; its other clocks stay. Gives the way to set it."""
    if not FAKETIME.exists():
        raise Skip(f"no {FAKETIME} (Debian package faketime)")
    offset = folder / "offset"
    libraries = subprocess.run(["ldd", BIN / "ecdsnapd"], capture_output=True, text=True, check=True).stdout.split()
    first = [word for word in libraries if word.startswith("/") and "/libasan" in word]  # must be the first
    daemon.wrapper = ["env", f"LD_PRELOAD={':'.join([*first, str(FAKETIME)])}", f"FAKETIME_TIMESTAMP_FILE={offset}",
                      "FAKETIME_DONT_FAKE_MONOTONIC=1", "FAKETIME_NO_CACHE=1"]

    def set_clock(by):
        fresh = folder / "offset.new"
        fresh.write_text(by + "\n")
        fresh.rename(offset)  # at once: it is read with every question for the time

    set_clock("+0")
    return set_clock


def count(daemon, *names):
    return [len(daemon.events(name)) for name in names]


def clock(folder, cleanup):
    """the wall clock steps 20 minutes ahead and back, then 20 behind and back, in mid-send and while a slot comes due"""
    emulator, daemon = fleet(folder, cleanup, "--data-disks", 0, desktops=300, rate=15)
    set_clock = faketime(folder, daemon)
    due = (time.time() + 75) // 60 * 60  # the next full minute but 15 s
    minute, hour = time.gmtime(due)[4], time.gmtime(due)[3]
    daemon.policy("second", policy_text("second", f"{minute} {hour} * * *"))
    time.sleep(max(0, due - 15 - time.time()))
    start_run(emulator, daemon, 40)
    for number, (by, until) in enumerate((("+20m", due + 5), ("-20m", time.time() + 30)), start=1):
        set_clock(by)
        time.sleep(1)  # what was signed before the step may still arrive
        made = len(emulator.user_snapshots())
        while time.time() < until:
            time.sleep(0.5)
        check(len(emulator.user_snapshots()) == made, "a snapshot was made while the clock was wrong")
        check(not daemon.status()["clock_trusted"], "status trusts the clock")
        said = count(daemon, "clock_untrusted", "clock_trusted", "root_cause", "slot_opened")
        check(said == [number, number - 1, 0, number - 1], f"events while the clock is wrong: {said}")
        set_clock("+0")
        wait_until(lambda: len(daemon.events("clock_trusted")) == number, 5, what="the clock is trusted again")
        wait_until(lambda: len(emulator.user_snapshots()) > made, 20, what="sends go on")
        wait_until(lambda: daemon.events("slot_opened"), 20, what="the slot opens that was due meanwhile")
    judge(emulator, daemon, ("nightly", "second"), allowed=("InvalidTimeStamp.Expired",))
    said = count(daemon, "clock_untrusted", "clock_trusted", "slot_opened", "slot_missed")
    check(said == [2, 2, 1, 0], f"events: {said}")
    refused = emulator.counters()["refusals"].get("InvalidTimeStamp.Expired", 0)
    print(f"# {refused} calls were refused for their date", flush=True)


def disk_full(folder, cleanup):
    """the disk of the ledger fills in mid-send: nothing is sent, also by a daemon that is killed and started; then space is freed"""
    if os.geteuid() != 0:
        raise Skip("mounting a small file system needs root")
    emulator, daemon = fleet(folder, cleanup, desktops=400, rate=30, ledger="small/ledger.db")
    small = daemon.folder / "small"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=96m,mode=700", "tmpfs", small], check=True)
    cleanup.callback(subprocess.run, ["umount", "--lazy", small], check=True)
    cleanup.callback(lambda: daemon.process.poll() is None and daemon.kill())  # before the disk goes
    start_run(emulator, daemon, 100)
    filler = small / "filler"

    def fill():
        with contextlib.suppress(OSError), open(filler, "wb", buffering=0) as file:
            while file.write(bytes(65536)):
                pass

    def nothing_is_sent(seconds):
        time.sleep(1)  # intents that were durable before
        before = creates(emulator)
        time.sleep(seconds)
        check(creates(emulator) == before, f"{creates(emulator) - before} sends on a full disk")
        status = daemon.status()
        check(not status["ready"], "it claims to be ready")

    fill()
    wait_until(lambda: daemon.events("ledger_failed"), 10, what="the full disk is told")
    nothing_is_sent(10)
    said = count(daemon, "ledger_failed", "ledger_restored")
    check(said == [1, 0], f"events on a full disk: {said}")
    daemon.kill()
    daemon.start()
    wait_until(daemon.serving, 30, what="it serves on a full disk")
    nothing_is_sent(5)
    filler.unlink()
    wait_until(lambda: daemon.events("ledger_restored"), 45, what="the ledger is written again")
    check(creates(emulator) < 450, "it was not in the middle")
    judge(emulator, daemon, ledger="small/ledger.db")
    said = count(daemon, "ledger_failed", "ledger_restored")
    check(said == [2, 1], f"events of two runs: {said}")


def network_cut(folder, cleanup):
    """the network is cut in mid-send, for five seconds and for longer than an answer is waited for"""
    if os.geteuid() != 0:
        raise Skip("a network of its own needs root")
    network = Network()
    cleanup.callback(network.close)
    emulator, daemon = fleet(folder, cleanup, desktops=500, rate=20, network=network)
    start_run(emulator, daemon, 60)
    for seconds in (5, 45):
        send_in_flight(emulator)
        network.cut()
        time.sleep(seconds)
        network.mend()
        before = creates(emulator)
        wait_until(lambda: creates(emulator) > before + 30, 60, what="sends go on")
    check(open_tasks(daemon)[0] > 100, "it was not in the middle")
    causes = [event["message"] for event in daemon.events("root_cause")]
    print(f"# causes told: {causes}", flush=True)
    check(len(causes) <= 6, "one cut was told as many problems")
    judge(emulator, daemon)


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=40, metavar="N", help="for the case `kills` (default 40)")
    options.add_argument("case", nargs="*", help="stopped, kills, clock, disk_full, network_cut; default: all")
    given = options.parse_args()
    killed = functools.partial(kills, count=given.kills)
    killed.__name__, killed.__doc__ = "kills", kills.__doc__.format(count=given.kills)
    run_cases(stopped, killed, clock, disk_full, network_cut, wanted=given.case, at_once=2)
