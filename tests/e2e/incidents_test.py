#!/usr/bin/env python3
"""Incidents of the night: each is one alert in the log that says what is wrong and what to do, the shipped rules make the right
alerts of its metrics and no others, and `doctor` names it."""
import contextlib
import json
import subprocess
import time

from alert_rules import alert, check_alerts
from harness import BIN, Emulator, check, policy_text, run_cases, small_file_system, wait_until
from metrics_page import with_metrics

FLEET = ("--data-disks", 0, "--snapshot-seconds", 1)
HANGZHOU = "main/cn-hangzhou"


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


def doctor_says(daemon, *problems, warnings=()):
    """It has these problems and no others, and these warnings. What it said: {what: finding}."""
    command = [*daemon.wrapper, BIN / "ecdsnap", "--config", daemon.config, "doctor", "--json"]
    result = subprocess.run(command, capture_output=True, text=True, timeout=180, env=daemon.environment)
    findings = json.loads(result.stdout)["findings"]
    said = {verdict: {f["what"]: f for f in findings if f["verdict"] == verdict} for verdict in ("problem", "warning")}
    check(said["problem"].keys() == set(problems), f"doctor: {said['problem']}, wanted {problems}")
    check(said["warning"].keys() >= set(warnings), f"doctor: {said['warning']}, wanted {warnings}")
    return said["warning"] | said["problem"]


def left_over(daemon, policy):
    """Tasks of the policy's open slot that will not be sent before its window ends, as the daemon sees it now."""
    slots = [slot for each in daemon.status()["policies"] if each["name"] == policy for slot in each["open_slots"]]
    return sum(slot["expected_left_over"] for slot in slots)


def key_revoked(folder, cleanup):
    """the key is revoked: one error of the credentials, whose remedy is the key"""
    emulator = emulator_of(folder, cleanup)
    daemon = started(with_metrics(folder / "d", emulator.url), cleanup)
    emulator.post("keys", {"access_key": "testid", "revoked": True})
    night(daemon)
    one_alert(daemon, "root_cause", "key that is valid", reason="credentials")
    check_alerts(daemon, alert("EcdsnapKeyRefused", site=HANGZHOU), alert("EcdsnapNothingRan", policy="nightly"))
    doctor_says(daemon, "key")


def permission_missing(folder, cleanup):
    """one region lacks a right: one error for that site; the other one's snapshots are made"""
    good = emulator_of(folder / "a", cleanup)
    bad = emulator_of(folder / "b", cleanup, "--fault", "CreateSnapshot:forbidden=100%", region="cn-shanghai")
    endpoint = f"{{cn-hangzhou: {good.url}, cn-shanghai: {bad.url}}}"
    daemon = started(with_metrics(folder / "d", endpoint, regions=("cn-hangzhou", "cn-shanghai")), cleanup)
    night(daemon)
    one_alert(daemon, "root_cause", "`ecdsnap ram-policy`", reason="permission", site="main/cn-shanghai")
    check(len(good.live()) == len(good.eligible_disks()) > 0, "the good region's snapshots")
    check_alerts(daemon, alert("EcdsnapPermissionMissing", site="main/cn-shanghai"), alert("EcdsnapSomeFailed", policy="nightly"))
    doctor_says(daemon, "right ecd:CreateSnapshot")


def endpoint_unreachable(folder, cleanup):
    """nobody listens at the endpoint: one error for all calls, whose remedy is the way there"""
    emulator = emulator_of(folder, cleanup)
    daemon = started(with_metrics(folder / "d", emulator.url), cleanup)
    emulator.close()
    night(daemon)
    found = one_alert(daemon, "root_cause", "`ecdsnap doctor`")
    check("refused" in found["message"].lower(), f"{found}")
    check_alerts(daemon, alert("EcdsnapEndpointUnreachable", site=HANGZHOU), alert("EcdsnapNothingRan", policy="nightly"))
    doctor_says(daemon, "tcp")


def dns_down(folder, cleanup):
    """the name of the endpoint is not known: one error that says so"""
    daemon = with_metrics(folder / "d", "https://no-such-host.invalid")
    started(daemon, cleanup, ready=False)
    wait_until(lambda: alerts(daemon), 90, what="an error")
    found = one_alert(daemon, "root_cause", "`ecdsnap doctor`")
    check("no-such-host.invalid" in found["message"], f"{found}")
    check_alerts(daemon, alert("EcdsnapEndpointUnreachable", site=HANGZHOU), alert("EcdsnapNotReady"))
    doctor_says(daemon, "dns")


def clock_off(folder, cleanup):
    """the clock is 20 minutes off: one warning with the difference; nothing is sent"""
    emulator = emulator_of(folder, cleanup)
    daemon = started(with_metrics(folder / "d", emulator.url, extra="inventory: {every: 10s}\n"), cleanup)
    emulator.post("clock", {"skew_seconds": 1200})
    wait_until(lambda: daemon.events("clock_untrusted"), 60, what="clock_untrusted")
    time.sleep(15)  # and no more of it
    found = [one for one in alerts(daemon, "warning") if one["event"] == "clock_untrusted"]
    check(len(found) == 1 and "timedatectl" in found[0]["remedy"], f"{found}")
    check(found[0]["difference"].startswith(("20m", "19m")), f"{found}")
    check(emulator.user_snapshots() == [], "snapshots under a wrong clock")
    check_alerts(daemon, alert("EcdsnapClock"), alert("EcdsnapNotReady"))
    doctor_says(daemon, "clock")


def disk_full(folder, cleanup):
    """the ledger's disk is full: one error with the file; nothing is sent without its intent"""
    small = small_file_system(folder, cleanup, "96m")
    emulator = emulator_of(folder, cleanup)
    daemon = started(with_metrics(folder / "d", emulator.url, ledger=small / "ledger.db"), cleanup)
    with contextlib.suppress(OSError), open(small / "fill", "wb") as fill:
        while True:
            fill.write(b"x" * 65536)
            fill.flush()
    night(daemon)
    wait_until(lambda: alerts(daemon), 60, what="an error")
    found = one_alert(daemon, "ledger_failed", "Free space")
    check(str(small / "ledger.db") in found["detail"], f"{found}")
    check(len(emulator.user_snapshots()) == 0, "a snapshot without an intent")
    check_alerts(daemon, alert("EcdsnapLedgerFailed"), alert("EcdsnapDiskFull"), alert("EcdsnapNotReady"), own_disk=True)
    said = doctor_says(daemon, "ledger", "disk")
    check("Free" in said["disk"]["remedy"] and str(small) in said["disk"]["said"], f"{said}")


def quota_reached(folder, cleanup):
    """the quota of snapshots is reached: one error, whose remedy is the quota"""
    emulator = emulator_of(folder, cleanup, "--fault", "CreateSnapshot:quota=100%")
    daemon = started(with_metrics(folder / "d", emulator.url), cleanup)
    night(daemon)
    one_alert(daemon, "root_cause", "quota", reason="quota")
    check_alerts(daemon, alert("EcdsnapQuota", site=HANGZHOU), alert("EcdsnapNothingRan", policy="nightly"))
    said = doctor_says(daemon, "quota")
    check("quota raised" in said["quota"]["remedy"], f"{said}")


def policy_matches_nothing(folder, cleanup):
    """a policy that matches nothing: one warning, at the start and not again"""
    emulator = emulator_of(folder, cleanup)
    daemon = with_metrics(folder / "d", emulator.url)
    daemon.policy("lonely", policy_text("lonely", "0 3 1 1 *", select='{name: "nobody-*"}'))
    started(daemon, cleanup)
    wait_until(lambda: daemon.events("plan_warning"), 30, what="plan_warning")
    time.sleep(3)
    found = [one for one in daemon.events("plan_warning") if one.get("policy") == "lonely" and one["level"] == "warning"]
    check(len(found) == 1 and "`ecdsnap explain`" in found[0]["remedy"], f"{found}")
    check("lonely" in found[0]["message"], f"{found}")
    check_alerts(daemon, alert("EcdsnapPolicyMatchesNothing", policy="lonely"))
    said = doctor_says(daemon, warnings=["desktops"])
    check(said["desktops"]["where"] == "policy lonely" and "`ecdsnap explain" in said["desktops"]["remedy"], f"{said}")


def throttled(folder, cleanup):
    """the cloud lets one call a second through: one warning that the window is too short, before it ends"""
    emulator = emulator_of(folder, cleanup, "--throttle", "1:CreateSnapshot@sliding-second", desktops=180)
    daemon = with_metrics(folder / "d", emulator.url)
    daemon.policy("tight", policy_text("tight", "0 3 1 1 *", window="70s"))
    started(daemon, cleanup)
    daemon.ecdsnap("run", "tight")
    wait_until(lambda: left_over(daemon, "tight") > 20, 50, what="it is known that some are left over")
    page = check_alerts(daemon, alert("EcdsnapThrottled", site=HANGZHOU), alert("EcdsnapWindowWillBeMissed", policy="tight"))
    check(page("ecdsnap_site_tasks", site=HANGZHOU, state="due") > 100, "another half of EcdsnapThrottled was meant")
    said = doctor_says(daemon, "window", warnings=["pace"])
    check(said["window"]["where"] == "policy tight" and said["pace"]["where"] == HANGZHOU, f"{said}")
    ended = wait_until(lambda: daemon.events("slot_finished"), 100, what="the slot's end")[0]
    found = daemon.events("window_too_short")
    check(len(found) == 1 and "limits the speed" in found[0]["remedy"], f"{found}")
    check(found[0]["time"] < ended["time"] and found[0]["policy"] == "tight", f"{found}")
    check({one["event"] for one in alerts(daemon)} == {"task_missed"} and len(alerts(daemon)) <= 3, f"{alerts(daemon)}")
    check(ended["missed"] > 20, f"{ended}")


if __name__ == "__main__":
    run_cases(throttled, key_revoked, permission_missing, endpoint_unreachable, dns_down, clock_off, disk_full, quota_reached,
              policy_matches_nothing, at_once=4)  # the longest one first
