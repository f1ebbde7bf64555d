#!/usr/bin/env python3
"""The service when it is killed, and when it hangs. Runs inside a booted system: boot.sh crash_cases.py [CASE...]"""
import json
import pathlib
import subprocess
import sys
import time

from machine import (PRIORITY, Service, built_package, check, creates, encrypt_key, exactly_one_each, install, run, run_cases, serve,
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


def watchdog_strikes(thread, words, emulator, cleanup):
    """Holds a thread until systemd has seen that nothing moves. Until then the log says what hangs, `doctor` that it does, and the
    metrics are not there to be scraped, which is the alert EcdsnapDown. What is left is done after the restart."""
    held = hold(thread, cleanup)
    found = json.loads(run("ecdsnap", "doctor", "--json", good=False).stdout)["findings"] if thread == service.pid() else None
    told = wait_until(lambda: service.events("hangs"), 20, what="it says that it hangs")
    check(not service.said("Watchdog timeout"), "it says so when the watchdog has struck")
    check(len(told) == 1 and told[0][1] == PRIORITY["error"] and words in told[0][2]["MESSAGE"], f"{told}")
    check("its watchdog ends it" in told[0][2]["MESSAGE"], f"no remedy: {told}")
    if found:
        hangs = {one["said"] for one in found if one["what"] == "daemon" and one["verdict"] == "problem"}
        check(len(hangs) == 1 and "it hangs" in hangs.pop(), f"doctor: {found}")
        scrape = run("curl", "--silent", "--max-time", 1, "http://127.0.0.1:9797/metrics", good=False)
        check(scrape.returncode == 28, f"a scrape of a loop that hangs: {scrape}")
    wait_until(lambda: service.said("Watchdog timeout"), 20, what="the watchdog strikes")
    held.kill()  # a main thread that hung takes its SIGABRT now
    wait_until(lambda: service.said("Failed with result 'watchdog'"), 40, what="it is ended for that")
    wait_until(lambda: service.show("NRestarts") == "1" and service.active(), 40, what="started again")
    levels = [level for _, level, _ in service.events("ended_abruptly")]
    check(levels == [PRIORITY["warning"]], f"what the next run says of this one's end: {levels}")
    check(len(service.journal("PRIORITY=3", "ECDSNAP_ID=ECDS-1012")) == 1, "it is told more than once")
    if not service.counts("nightly")["tasks"]:  # doctor has tried CreateSnapshot, in vain
        service.ecdsnap("run", "nightly")
    wait_until(lambda: service.settled("nightly", 60), 120, pause=1, what="every task is settled")
    exactly_one_each(emulator, 60)


def with_watchdog(folder, cleanup):
    drop_in = "[Service]\nWatchdogSec=12s\nRestartSec=1s\n"
    emulator = serve(service, folder, cleanup, desktops=60, rate=10, drop_in=drop_in)
    time.sleep(13)
    check(service.active() and service.show("NRestarts") == "0", "the watchdog struck while all was well")
    check(not service.events("hangs"), "it says that it hangs while all is well")
    return emulator


@told
def hung_loop(folder, cleanup):
    """a loop that hangs says so, is ended by the watchdog and started again"""
    emulator = with_watchdog(folder, cleanup)
    watchdog_strikes(service.pid(), "the loop has not gone round", emulator, cleanup)


@told
def hung_ledger(folder, cleanup):
    """a ledger's thread that hangs in the middle of a slot is ended too, although the loop goes round; the rest is done afterwards"""
    emulator = with_watchdog(folder, cleanup)
    service.ecdsnap("run", "nightly")
    wait_until(lambda: creates(emulator) > 10, 30, what="sends")
    names = {task.parent.name: task.read_text().strip() for task in pathlib.Path(f"/proc/{service.pid()}/task").glob("*/comm")}
    ledger = next(int(tid) for tid, name in names.items() if name == "ledger")
    watchdog_strikes(ledger, "the ledger's thread has not answered", emulator, cleanup)


if __name__ == "__main__":
    install(built_package())
    encrypt_key()
    run_cases(killed, hung_loop, hung_ledger)
