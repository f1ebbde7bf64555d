#!/usr/bin/env python3
"""`ecdsnap inventory`, and what reads its file: plan, explain, diff, check and simulate, as a user types them."""
import json
import os
import stat
import subprocess
import xml.etree.ElementTree

from harness import BIN, Daemon, Emulator, check, policy_text, run_cases, wait_until


def prepared(folder, cleanup, *options):
    """An emulated cloud, and a configuration for it whose daemon does not run."""
    emulator = Emulator(folder, *options)
    cleanup.callback(emulator.close)
    daemon = Daemon(folder / "daemon", emulator.url, regions=("cn-hangzhou", "cn-shanghai"), rate=50)
    daemon.policy("nightly", policy_text("nightly", "0 2 * * *"))
    daemon.policy("research", policy_text("research", "0 14 * * mon", select='{name: "research-*"}'))
    return emulator, daemon


def ecdsnap(daemon, command, *options, key=True):
    environment = dict(daemon.environment)
    if not key:
        environment.pop("ALIBABA_CLOUD_ACCESS_KEY_ID")
    return subprocess.run([BIN / "ecdsnap", command, "--config", daemon.config, *map(str, options)], capture_output=True,
                          text=True, timeout=120, env=environment)


def offline(folder, cleanup):
    """an inventory is saved from the cloud, and plan, explain, diff, check and simulate read it without cloud or key"""
    emulator, daemon = prepared(folder, cleanup, "--desktops", 230, "--regions", "cn-hangzhou,cn-shanghai", "--states",
                                "Running=80,Hibernated=20", "--pooled", "10%")
    file = folder / "desktops.json"
    saved = ecdsnap(daemon, "inventory", "--save", file)
    check(saved.returncode == 0 and "main/cn-shanghai" in saved.stdout, f"{saved.returncode}: {saved.stderr}{saved.stdout}")
    check(stat.S_IMODE(os.stat(file).st_mode) == 0o600, "the file is not its owner's alone")
    listed = json.loads(ecdsnap(daemon, "inventory", "--json").stdout)
    truth = {desktop["id"]: desktop for desktop in emulator.get("state")["desktops"]}
    desktops = {desktop["DesktopId"]: desktop for site in listed["sites"] for desktop in site["desktops"]}
    check(desktops.keys() == truth.keys() and len(truth) == 230, f"{len(desktops)} desktops are listed")
    check(all(desktops[key]["DesktopStatus"] == truth[key]["status"] for key in truth), "states differ")
    emulator.close()

    planned = ecdsnap(daemon, "plan", "--inventory", file, "--from", "2026-12-01T00:00:00Z", "--to", "2027-01-01T00:00:00Z",
                      "--svg", folder / "month.svg", "--json", key=False)
    check(planned.returncode == 0 and not planned.stderr, f"{planned.returncode}: {planned.stderr}")
    plan = json.loads(planned.stdout)
    slots = [slot for slot in plan["slots"] if slot["policy"] == "nightly"]
    disks = sum(len(desktop["disks"]) for desktop in truth.values())
    awake = sum(len(desktop["disks"]) for desktop in truth.values() if desktop["status"] == "Running")
    check(len(slots) == 31 and all(slot["tasks"] == disks and slot["calls"] == awake for slot in slots), f"{slots[0]}")
    check(xml.etree.ElementTree.parse(folder / "month.svg").getroot().tag.endswith("svg"), "no SVG")

    chosen = next(key for key, desktop in desktops.items() if desktop["DesktopName"].startswith("research-"))
    explained = ecdsnap(daemon, "explain", chosen, "--inventory", file, "--offline", "--json", key=False)
    policies = json.loads(explained.stdout)["policies"]
    check(explained.returncode == 0 and [p["covers"] for p in policies] == [True, True], explained.stdout)

    (folder / "new.d").mkdir()
    (folder / "new.d/nightly.yaml").write_text(policy_text("nightly", "0 2 * * *", select='{not: {name: "research-*"}}'))
    changed = ecdsnap(daemon, "diff", folder / "new.d", "--inventory", file, "--json", key=False)
    lost = {entry["desktop"] for entry in json.loads(changed.stdout)["desktops"]["lost"]}
    research = {key for key, desktop in desktops.items() if desktop["DesktopName"].startswith("research-")}
    check(changed.returncode == 1 and lost == research, f"{changed.returncode}: lost {lost}")
    same = ecdsnap(daemon, "diff", daemon.folder / "policies.d", "--inventory", file, key=False)
    check(same.returncode == 0 and same.stdout == "nothing changes\n", same.stdout)

    warned = ecdsnap(daemon, "check", "--inventory", file)
    check(warned.returncode == 0 and warned.stdout.endswith("good: 1 account, 2 policies in 3 files\n"), warned.stdout)
    simulated = ecdsnap(daemon, "simulate", "--inventory", file, "--days", 1, "--policy", "nightly", "--from",
                        "2026-12-04T00:00:00Z", "--json", key=False)
    done = json.loads(simulated.stdout)["policies"][0]
    check(done["done"] == awake and done["tasks"] == disks, f"simulated: {done}")


def living(folder, cleanup):
    """explain asks the cloud for one desktop, and the running daemon for what came of its disks"""
    emulator, daemon = prepared(folder, cleanup, "--desktops", 4, "--regions", "cn-hangzhou,cn-shanghai", "--snapshot-seconds", 1)
    daemon.start()
    cleanup.callback(daemon.stop)
    wait_until(lambda: daemon.serving() and daemon.status()["ready"], 60, what="the daemon is ready")
    daemon.ecdsnap("run", "nightly", "--wait")
    desktop = emulator.get("state")["desktops"][0]["id"]
    explained = json.loads(ecdsnap(daemon, "explain", desktop, "--json").stdout)
    outcomes = [entry["task"]["outcome"] for entry in explained["outcomes"]]
    check(outcomes and set(outcomes) == {"done"}, f"outcomes: {outcomes}")
    words = ecdsnap(daemon, "explain", desktop).stdout
    check("yes" in words and "done" in words, words)
    unknown = ecdsnap(daemon, "explain", "ecd-none")
    check(unknown.returncode == 2 and 'no site has a desktop with the id "ecd-none"' in unknown.stderr, unknown.stderr)


def refused(folder, cleanup):
    """a site that does not answer: exit code 1, the reason, and no file"""
    _, daemon = prepared(folder, cleanup, "--desktops", 2, "--access-key", "another",
                         "--access-key-secret", "testsecret")
    ran = ecdsnap(daemon, "inventory", "--save", folder / "desktops.json")
    check(ran.returncode == 1 and "InvalidAccessKeyId" in ran.stderr, f"{ran.returncode}: {ran.stderr}")
    check("2 of 2 sites did not answer; nothing was saved" in ran.stderr and not (folder / "desktops.json").exists(), ran.stderr)


if __name__ == "__main__":
    run_cases(offline, living, refused)
