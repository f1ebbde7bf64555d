#!/usr/bin/env python3
"""The service when it is killed, and when it hangs. Runs inside a booted system: boot.sh crash_cases.py [CASE...]"""
import pathlib
import subprocess
import sys
import time

from machine import (Service, built_package, check, creates, encrypt_key, exactly_one_each, install, run, run_cases, serve,
                     tells_on_failure, wait_until)

HERE = pathlib.Path(__file__).parent
service = Service()
told = tells_on_failure(service.unit)


@told
def killed(folder, cleanup):
    """SIGKILL in the middle: it is started again, and every disk has exactly one snapshot"""
    emulator = serve(service, folder, cleanup, "--latency", "CreateSnapshot:100-300ms", desktops=150, rate=40,
                     drop_in="[Service]\nRestartSec=1s\n")
    service.ecdsnap("run", "nightly")
    wait_until(lambda: creates(emulator) > 40, 30, what="sends")
    run("systemctl", "kill", "--signal=KILL", service.unit)
    check(creates(emulator) < 150, "it was not in the middle")
    wait_until(lambda: service.show("NRestarts") == "1" and service.active(), 40, what="started again")
    wait_until(lambda: service.settled("nightly", 150), 120, pause=1, what="every task is settled")
    exactly_one_each(emulator, 150)


def hold(thread, cleanup):
    held = subprocess.Popen([sys.executable, HERE / "hold_thread.py", str(thread)], stdout=subprocess.PIPE, text=True)
    cleanup.callback(lambda: (held.kill(), held.wait()))
    check(held.stdout.readline() == "held\n", f"thread {thread} cannot be held")
    return held


def watchdog_strikes(thread, emulator, cleanup):
    """Holds a thread until systemd has seen that nothing moves; what is left is done after the restart."""
    held = hold(thread, cleanup)
    wait_until(lambda: service.said("Watchdog timeout"), 20, what="the watchdog strikes")
    held.kill()  # a main thread that hung takes its SIGABRT now
    wait_until(lambda: service.said("Failed with result 'watchdog'"), 40, what="it is ended for that")
    wait_until(lambda: service.show("NRestarts") == "1" and service.active(), 40, what="started again")
    if not creates(emulator):
        service.ecdsnap("run", "nightly")
    wait_until(lambda: service.settled("nightly", 60), 120, pause=1, what="every task is settled")
    exactly_one_each(emulator, 60)


def with_watchdog(folder, cleanup):
    drop_in = "[Service]\nWatchdogSec=4s\nRestartSec=1s\n"
    emulator = serve(service, folder, cleanup, desktops=60, rate=10, drop_in=drop_in)
    time.sleep(5)
    check(service.active() and service.show("NRestarts") == "0", "the watchdog struck while all was well")
    return emulator


@told
def hung_loop(folder, cleanup):
    """a loop that hangs is ended by the watchdog and started again"""
    emulator = with_watchdog(folder, cleanup)
    watchdog_strikes(service.pid(), emulator, cleanup)


@told
def hung_ledger(folder, cleanup):
    """a ledger's thread that hangs in the middle of a slot is ended too, although the loop goes round; the rest is done afterwards"""
    emulator = with_watchdog(folder, cleanup)
    service.ecdsnap("run", "nightly")
    wait_until(lambda: creates(emulator) > 10, 30, what="sends")
    names = {task.parent.name: task.read_text().strip() for task in pathlib.Path(f"/proc/{service.pid()}/task").glob("*/comm")}
    watchdog_strikes(next(tid for tid, name in names.items() if name == "ledger"), emulator, cleanup)


if __name__ == "__main__":
    install(built_package())
    encrypt_key()
    run_cases(killed, hung_loop, hung_ledger)
