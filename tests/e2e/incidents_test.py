#!/usr/bin/env python3
"""Incidents of the night: each is one alert in the log that says what is wrong and what to do, and `doctor` names it."""
import contextlib
import json
import os
import subprocess
import time

from harness import BIN, Daemon, Emulator, Skip, check, policy_text, run_cases, soon, wait_until

FLEET = ("--data-disks", 0, "--snapshot-seconds", 1)


def emulator_of(folder, cleanup, *options, region="cn-hangzhou", desktops=20):
    folder.mkdir(parents=True, exist_ok=True)
    emulator = Emulator(folder, *FLEET, "--desktops", desktops, "--regions", region, *options)
    cleanup.callback(emulator.close)
    return emulator


def started(daemon, cleanup, ready=True):
    daemon.policy("nightly", policy_text("nightly", "0 3 1 1 *", window="20s"))
    cleanup.callback(lambda: daemon.process and daemon.process.poll() is None and daemon.kill())
    daemon.start()
    wait_until(lambda: daemon.serving() and (daemon.status()["ready"] or not ready), 40, what="serving")
    return daemon


def night(daemon):
    """A slot of the policy, now, to its end."""
    daemon.ecdsnap("run", "nightly", "--wait", check=False)


def alerts(daemon, level="error"):
    return [event for event in daemon.events() if event["level"] == level]


def one_alert(daemon, event, remedy, level="error", beside=(), **fields):
    """Exactly one alert but for the outcomes of tasks, which are one event for all of a kind."""
    outcomes = {"task_missed", "task_failed", "slot_missed", *beside}
    found = [one for one in alerts(daemon, level) if one["event"] not in outcomes]
    shown = "\n".join(f"{one['event']}: {one['message']}" for one in found)
    check(len(found) == 1 and found[0]["event"] == event, f"not one {event}:\n{shown}")
    check(remedy in found[0]["remedy"], f"{found[0]}")
    for name, value in fields.items():
        check(found[0].get(name) == value, f"{name}: {found[0]}")
    for name in ("task_missed", "task_failed"):
        slots = [one["slot"] for one in daemon.events(name)]
        check(len(slots) == len(set(slots)), f"{name} is told more than once for a slot: {daemon.events(name)}")
    return found[0]


def doctor_says(daemon, *problems, options=()):
    command = [*daemon.wrapper, BIN / "ecdsnap", "--config", daemon.config, "doctor", "--json", *options]
    result = subprocess.run(command, capture_output=True, text=True, timeout=180, env=daemon.environment)
    findings = json.loads(result.stdout)["findings"]
    bad = {f"{f['what']}" for f in findings if f["verdict"] == "problem"}
    check(bad == set(problems), f"doctor: {bad}, wanted {problems}")


def key_revoked(folder, cleanup):
    """the key is revoked: one error of the credentials, whose remedy is the key"""
    emulator = emulator_of(folder, cleanup)
    daemon = started(Daemon(folder / "d", emulator.url), cleanup)
    emulator.post("keys", {"access_key": "testid", "revoked": True})
    night(daemon)
    one_alert(daemon, "root_cause", "key that is valid", reason="credentials")
    doctor_says(daemon, "key")


def permission_missing(folder, cleanup):
    """one region lacks a right: one error for that site; the other one's snapshots are made"""
    good = emulator_of(folder / "a", cleanup)
    bad = emulator_of(folder / "b", cleanup, "--fault", "CreateSnapshot:forbidden=100%", region="cn-shanghai")
    endpoint = f"{{cn-hangzhou: {good.url}, cn-shanghai: {bad.url}}}"
    daemon = started(Daemon(folder / "d", endpoint, regions=("cn-hangzhou", "cn-shanghai")), cleanup)
    night(daemon)
    one_alert(daemon, "root_cause", "`ecdsnap ram-policy`", reason="permission", site="main/cn-shanghai")
    check(len(good.live()) == len(good.eligible_disks()) > 0, "the good region's snapshots")
    doctor_says(daemon, "right ecd:CreateSnapshot")


def endpoint_unreachable(folder, cleanup):
    """nobody listens at the endpoint: one error for all calls, whose remedy is the way there"""
    emulator = emulator_of(folder, cleanup)
    daemon = started(Daemon(folder / "d", emulator.url), cleanup)
    emulator.close()
    night(daemon)
    found = one_alert(daemon, "root_cause", "`ecdsnap doctor`")
    check("refused" in found["message"].lower(), f"{found}")
    doctor_says(daemon, "tcp")


def dns_down(folder, cleanup):
    """the name of the endpoint is not known: one error that says so"""
    daemon = Daemon(folder / "d", "https://no-such-host.invalid")
    started(daemon, cleanup, ready=False)
    wait_until(lambda: alerts(daemon), 90, what="an error")
    found = one_alert(daemon, "root_cause", "`ecdsnap doctor`")
    check("no-such-host.invalid" in found["message"], f"{found}")
    doctor_says(daemon, "dns")


def clock_off(folder, cleanup):
    """the clock is 20 minutes off: one warning with the difference; nothing is sent"""
    emulator = emulator_of(folder, cleanup)
    daemon = started(Daemon(folder / "d", emulator.url, extra="inventory: {every: 10s}\n"), cleanup)
    emulator.post("clock", {"skew_seconds": 1200})
    wait_until(lambda: daemon.events("clock_untrusted"), 60, what="clock_untrusted")
    time.sleep(15)  # and no more of it
    found = [one for one in alerts(daemon, "warning") if one["event"] == "clock_untrusted"]
    check(len(found) == 1 and "timedatectl" in found[0]["remedy"], f"{found}")
    check(found[0]["difference"].startswith(("20m", "19m")), f"{found}")
    check(emulator.user_snapshots() == [], "snapshots under a wrong clock")
    doctor_says(daemon, "clock")


def disk_full(folder, cleanup):
    """the ledger's disk is full: one error with the file; nothing is sent without its intent"""
    if os.geteuid() != 0:
        raise Skip("a small file system of its own needs root")
    small = folder / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", small], capture_output=True).returncode != 0:
        raise Skip("tmpfs cannot be mounted here")
    cleanup.callback(lambda: subprocess.run(["umount", "--lazy", small], check=True))
    emulator = emulator_of(folder, cleanup)
    daemon = started(Daemon(folder / "d", emulator.url, ledger=small / "ledger.db"), cleanup)
    with contextlib.suppress(OSError), open(small / "fill", "wb") as fill:
        while True:
            fill.write(b"x" * 65536)
            fill.flush()
    night(daemon)
    wait_until(lambda: alerts(daemon), 60, what="an error")
    found = one_alert(daemon, "ledger_failed", "Free space")
    check(str(small / "ledger.db") in found["detail"], f"{found}")
    check(len(emulator.user_snapshots()) == 0, "a snapshot without an intent")


def quota_reached(folder, cleanup):
    """the quota of snapshots is reached: one error, whose remedy is the quota"""
    emulator = emulator_of(folder, cleanup, "--fault", "CreateSnapshot:quota=100%")
    daemon = started(Daemon(folder / "d", emulator.url), cleanup)
    night(daemon)
    one_alert(daemon, "root_cause", "quota", reason="quota")


def policy_matches_nothing(folder, cleanup):
    """a policy that matches nothing: one warning, at the start and not again"""
    emulator = emulator_of(folder, cleanup)
    daemon = Daemon(folder / "d", emulator.url)
    daemon.policy("lonely", policy_text("lonely", "0 3 1 1 *", select='{name: "nobody-*"}'))
    started(daemon, cleanup)
    wait_until(lambda: daemon.events("plan_warning"), 30, what="plan_warning")
    time.sleep(3)
    found = [one for one in daemon.events("plan_warning") if one.get("policy") == "lonely" and one["level"] == "warning"]
    check(len(found) == 1 and "`ecdsnap explain`" in found[0]["remedy"], f"{found}")
    check("lonely" in found[0]["message"], f"{found}")


def throttled(folder, cleanup):
    """the cloud lets one call a second through: one warning that the window is too short, before it ends"""
    emulator = emulator_of(folder, cleanup, "--throttle", "1:CreateSnapshot@sliding-second", desktops=150)
    daemon = Daemon(folder / "d", emulator.url)
    minute, hour = soon(10)
    daemon.policy("tight", policy_text("tight", f"{minute} {hour} * * *", window="80s"))
    started(daemon, cleanup)
    ended = wait_until(lambda: daemon.events("slot_finished"), 200, what="the slot's end")[0]
    found = daemon.events("window_too_short")
    check(len(found) == 1 and "limits the speed" in found[0]["remedy"], f"{found}")
    check(found[0]["time"] < ended["time"] and found[0]["policy"] == "tight", f"{found}")
    check({one["event"] for one in alerts(daemon)} == {"task_missed"} and len(alerts(daemon)) <= 3, f"{alerts(daemon)}")
    check(ended["missed"] > 20, f"{ended}")


if __name__ == "__main__":
    run_cases(key_revoked, permission_missing, endpoint_unreachable, dns_down, clock_off, disk_full, quota_reached,
              policy_matches_nothing, throttled, at_once=4)
