#!/usr/bin/env python3
"""The daemon as an operator meets it: reload, stop, limits, two daemons, secrets."""
import json
import pathlib
import signal
import subprocess
import time

from harness import BIN, Daemon, Emulator, check, policy_text, run_cases, soon, wait_until


def fleet(folder, cleanup, *options, desktops=100, snapshot_seconds=1, **settings):
    emulator = Emulator(folder, "--desktops", desktops, "--data-disks", 0, "--snapshot-seconds", snapshot_seconds, *options)
    cleanup.callback(emulator.close)
    daemon = Daemon(folder / "d", emulator.url, **settings)
    cleanup.callback(lambda: daemon.process and daemon.process.poll() is None and daemon.kill())
    return emulator, daemon


def creates(emulator):
    return emulator.counters()["requests"].get("CreateSnapshot", 0)


def slot_counts(daemon, policy):
    for shown in daemon.status()["policies"]:
        if shown["name"] == policy:
            slots = shown["open_slots"] or [shown["last_slot"]]
            return slots[0]
    return None


def all_settled(daemon, policy):
    counts = slot_counts(daemon, policy)
    return counts and counts["tasks"] > 0 and counts["unsettled"] == 0


def reload(folder, cleanup):
    """a broken policy keeps the old configuration and says so; a good one takes effect; a removed one's sent tasks are followed"""
    emulator, daemon = fleet(folder, cleanup, desktops=300, rate=20)
    daemon.policy("nightly", policy_text("nightly", "0 3 1 1 *"))
    daemon.start()
    wait_until(lambda: daemon.serving() and daemon.status()["ready"], 30, what="ready")
    daemon.policy("broken", "policies:\n  - name: broken\n    selekt: {name: '*'}\n")
    refused = daemon.ecdsnap("reload", check=False)
    check(refused.returncode == 2 and "selekt" in refused.stderr + refused.stdout, f"the refusal: {refused}")
    check("selekt" in daemon.status()["reload_problem"], "status does not show the refused reload")
    daemon.process.send_signal(signal.SIGHUP)
    wait_until(lambda: len(daemon.events("reload_refused")) == 2, 10, what="SIGHUP is refused too")
    check([p["name"] for p in daemon.status()["policies"]] == ["nightly"], "the old policies are not in force")

    (daemon.folder / "policies.d/broken.yaml").unlink()
    daemon.policy("second", policy_text("second", "0 4 1 1 *"))
    daemon.process.send_signal(signal.SIGHUP)
    wait_until(lambda: len(daemon.status()["policies"]) == 2, 10, what="the new policy is in force")
    check(not daemon.status()["reload_problem"], "the problem of the earlier reload is still shown")

    daemon.ecdsnap("run", "nightly")
    wait_until(lambda: creates(emulator) > 40, 30, what="sends")
    daemon.policy("third", policy_text("third", "0 5 1 1 *"))
    daemon.process.send_signal(signal.SIGHUP)
    time.sleep(1)
    check(slot_counts(daemon, "nightly")["tasks"] == 300, "a reload lost tasks")
    (daemon.folder / "policies.d/nightly.yaml").unlink()
    daemon.process.send_signal(signal.SIGHUP)
    wait_until(lambda: daemon.events("policy_removed"), 10, what="the policy is removed")
    sent = creates(emulator)

    def ended():
        tasks = daemon.history("--policy", "nightly")
        return len(tasks) == 300 and all(t["outcome"] in ("done", "skipped") for t in tasks) and tasks

    tasks = wait_until(ended, 30, pause=1, what="every task has its outcome")
    done = sum(t["outcome"] == "done" for t in tasks)
    gone = sum(t["reason"] == "policy_removed" for t in tasks)
    check(done == creates(emulator) and done - sent <= 32 and done + gone == 300, f"done {done}, skipped {gone}, sent {sent}")


def stop_and_go_on(folder, cleanup):
    """SIGTERM in the middle of 500 tasks ends within 10 s; the next start finishes them without a duplicate"""
    emulator, daemon = fleet(folder, cleanup, desktops=500, rate=60)
    daemon.policy("nightly", policy_text("nightly", "0 3 1 1 *"))
    daemon.start()
    wait_until(lambda: daemon.serving() and daemon.status()["ready"], 30, what="ready")
    daemon.ecdsnap("run", "nightly")
    wait_until(lambda: creates(emulator) > 150, 30, what="sends")
    took = daemon.stop()
    check(took < 10, f"SIGTERM took {took:.1f} s")
    check(daemon.process.returncode == 0, f"exit code {daemon.process.returncode}")
    check(creates(emulator) < 500, "it was not in the middle")
    daemon.start()
    wait_until(lambda: daemon.serving() and all_settled(daemon, "nightly"), 60, pause=0.5, what="all settled")
    check(slot_counts(daemon, "nightly")["done"] == 500, "not all are done")
    check(all(len(s) == 1 for s in emulator.live().values()) and len(emulator.live()) == 500, "duplicates")


def ceiling(folder, cleanup):
    """ceiling 40/s, two regions, all actions mixed: in no second more than 43 requests per region"""
    regions = ("cn-hangzhou", "cn-shanghai")
    emulator, daemon = fleet(folder, cleanup, "--regions", ",".join(regions), "--list-lag", 1, "--fault",
                             "lost-after-effect=10%", desktops=800, rate=40, regions=regions,
                             extra="inventory: {every: 10s}\n")
    daemon.policy("nightly", policy_text("nightly", "0 3 1 1 *"))
    daemon.start()
    wait_until(lambda: daemon.serving() and daemon.status()["ready"], 30, what="ready")
    daemon.ecdsnap("run", "nightly")
    wait_until(lambda: all_settled(daemon, "nightly"), 120, pause=0.5, what="all settled")
    most = emulator.counters()["most_requests_in_a_second"]
    print(f"# {most}")
    for region in regions:
        busiest = max(v for k, v in flat(most).items() if region in k or len(flat(most)) == 2)
        check(busiest <= 43, f"{region}: {busiest} requests in a second")
    check(max(flat(most).values()) >= 30, f"the ceiling was not used: {most}")


def flat(value, prefix=""):
    """{"a": {"b": 1}} or [{"region": "a", …: 1}] as {"a.b": 1}."""
    if isinstance(value, dict):
        return {k: v for key, inner in value.items() for k, v in flat(inner, f"{prefix}.{key}").items()}
    if isinstance(value, list):
        return {k: v for i in value for k, v in flat(i, f"{prefix}.{i.get('region', '')}").items()}
    return {prefix: value} if isinstance(value, (int, float)) else {}


def two_daemons(folder, cleanup):
    """two daemons of one owner both say so and are not ready; two owners do not touch each other's"""
    emulator, first = fleet(folder, cleanup, desktops=200, snapshot_seconds=5, rate=15)
    minute, hour = soon(8)
    text = policy_text("nightly", f"{minute} {hour} * * *", extra="")
    second = Daemon(folder / "e", emulator.url, rate=15)
    other = Daemon(folder / "f", emulator.url, rate=50, owner="other")
    for daemon in (second, other):
        cleanup.callback(lambda d=daemon: d.process and d.process.poll() is None and d.kill())
    for daemon in (first, second, other):
        daemon.policy("nightly", text)
        daemon.start()
    wait_until(lambda: first.events("second_daemon") and second.events("second_daemon"), 100, what="both notice")
    check(not first.status()["ready"] and not second.status()["ready"], "they are ready")
    wait_until(lambda: all(all_settled(d, "nightly") for d in (first, second, other)), 180, pause=1, what="all settled")
    check(other.status()["ready"] and not other.events("second_daemon"), "another owner was taken for a second daemon")
    check(not other.events("extra_found"), "another owner's snapshots were taken for ours")
    mains, others = [], []
    for snapshots in emulator.live().values():
        mains.append([s for s in snapshots if ":main:" in s["description"]])
        others.append([s for s in snapshots if ":other:" in s["description"]])
    check(len(others) == 200 and all(len(s) == 1 for s in others), "the other owner's snapshots")
    extras = {e["snapshot_id"] for d in (first, second) for e in d.events("extra_found")}
    beyond = [s for s in mains if len(s) > 1 and not any(x["id"] in extras for x in s)]
    print(f"# {sum(len(s) > 1 for s in mains)} disks of the doubled owner have two, each reported")
    check(not beyond, f"unreported second snapshots: {beyond}")
    check(all(mains), "a disk of the doubled owner has none")


def same_ledger(folder, cleanup):
    """a second daemon on the same ledger is refused with the reason"""
    emulator, daemon = fleet(folder, cleanup, desktops=2)
    daemon.policy("nightly", policy_text("nightly", "0 3 1 1 *"))
    daemon.start()
    wait_until(daemon.serving, 30, what="serving")
    second = subprocess.run([BIN / "ecdsnapd", "--config", daemon.config], capture_output=True, text=True, timeout=30,
                            env=daemon.environment)
    check(second.returncode == 1 and "in use" in second.stderr, f"{second}")


def mistakes(folder, cleanup):
    """each mistake in a configuration gets a message that can be acted on, exit 2, and hides no other"""
    key = folder / "key.json"
    key.write_text('{"access_key_id": "a", "access_key_secret": "b"}')
    key.chmod(0o644)
    daemon = Daemon(folder / "d", "http://127.0.0.1:1")
    text = daemon.config.read_text().replace("credentials: environment", f"credentials: {{file: {key}}}")
    daemon.config.write_text(text.replace("in_flight: 32", "in_flite: 32") + "grace: 5 sec\nhistory_days: lots\n")
    good = policy_text("nightly", "0 2 * * *")
    daemon.policy("a", good)
    daemon.policy("b", good)  # the name again
    daemon.policy("c", policy_text("cron", "61 2 * * *"))
    daemon.policy("d", policy_text("never", "0 2 30 2 *"))
    daemon.policy("e", policy_text("zone", "0 2 * * *").replace("timezone: UTC", "timezone: asia/shanghai"))
    daemon.policy("f", policy_text("twice", "0 2 * * *") + "    disks: [system]\n    disks: [data]\n")
    daemon.policy("g", policy_text("field", "0 2 * * *").replace("{slot:", "{slto:"))
    daemon.policy("h", policy_text("spread", "0 2 * * *").replace("window: 30m", "window: 30m, spread: 2h"))
    daemon.policy("i", "policies:\n  - name: broken\n   select: {name: [\n")
    for command in ([BIN / "ecdsnapd", "--config", daemon.config, "--check"],
                    [BIN / "ecdsnap", "--config", daemon.config, "check"]):
        result = subprocess.run(command, capture_output=True, text=True, timeout=30)
        said = result.stdout + result.stderr
        check(result.returncode == 2, f"exit code {result.returncode}: {said}")
        for needle in ("in_flite", "in_flight", "5 sec", "lots", "nightly", "61", "no date", "Asia/Shanghai", "disks", "slto",
                       "slot", "spread", "chmod 600", "i.yaml:"):
            check(needle in said, f"nothing about {needle!r} in:\n{said}")
        lines = [line for line in said.splitlines() if ".yaml:" in line]
        check(len(lines) >= 12, f"only {len(lines)} messages:\n{said}")
    print("# " + "\n# ".join(lines))


def out_of_sight(folder, cleanup):
    """secrets that systemd lays out for the service are a warning before its start; inside of it, and for a start, a problem"""
    daemon = Daemon(folder / "d", "http://127.0.0.1:1", metrics="{auth: {user: me, password_file: "
                    "/run/credentials/ecdsnap-test.service/metrics}}")
    daemon.policy("nightly", policy_text("nightly", "0 2 * * *"))
    check_it = [BIN / "ecdsnapd", "--config", daemon.config, "--check"]
    for command, in_service, code, needle in (
            (check_it, {}, 0, "was not looked at: systemd lays it there when the service starts"),
            ([BIN / "ecdsnap", "--config", daemon.config, "check"], {}, 0, "was not looked at"),
            (check_it, {"CREDENTIALS_DIRECTORY": str(folder)}, 2, "does not exist; systemd lays it there when the service starts"),
            ([BIN / "ecdsnapd", "--config", daemon.config], {}, 2, "does not exist")):
        result = subprocess.run(command, capture_output=True, text=True, timeout=30, env=daemon.environment | in_service)
        check(result.returncode == code and needle in result.stdout + result.stderr, f"{command} {in_service}: {result}")


def show(folder, cleanup):
    """show prints a policy with all it inherits, without a daemon; what it prints is the same policy"""
    daemon = Daemon(folder / "d", "http://127.0.0.1:1")
    (folder / "d/base.yaml").write_text("defaults: {completion: 6h}\ntemplates:\n  daily: {schedule: {window: 4h, spread: 10m}}\n")
    daemon.policy("nightly", "include: ../base.yaml\n" + policy_text("nightly", "0 2 * * *", extra="    template: daily\n"))

    def shown(*arguments):
        result = subprocess.run([BIN / "ecdsnap", "--config", daemon.config, "show", *arguments], capture_output=True, text=True)
        check(result.returncode == 0, f"{result}")
        return result.stdout

    check("nightly" in shown() and "daily" in shown(), shown())
    text = shown("nightly")
    print("# " + text.replace("\n", "\n# "))
    for line, place in (("spread: 10m", "base.yaml:3 (template daily)"), ("completion: 6h", "base.yaml:1 (defaults)"),
                        ("window: 30m", "nightly.yaml:5"), ("catch_up: latest", "default")):
        check(any(line in l and l.endswith(place) for l in text.splitlines()), f"{line} from {place}")
    values = {tuple(k["key"]): k["value"] for k in json.loads(shown("nightly", "--json"))["keys"]}
    daemon.policy("nightly", text)
    check({tuple(k["key"]): k["value"] for k in json.loads(shown("nightly", "--json"))["keys"]} == values, "not the same policy")


def pause_and_resume(folder, cleanup):
    """a pause skips what is not sent, follows what is, passes slots, survives a kill; resume ends it"""
    emulator, daemon = fleet(folder, cleanup, desktops=300, rate=20, extra="exclude: {charge_type: PrePaid}\n")
    minute, hour = soon(25)
    daemon.policy("nightly", policy_text("nightly", f"{minute} {hour} * * *", select="{os: [windows, linux]}"))
    daemon.start()
    wait_until(lambda: daemon.serving() and daemon.status()["ready"], 30, what="ready")
    shown = daemon.status()["policies"][0]
    check(shown["desktops"] + shown["excluded"] == 300 and shown["excluded"] > 50, f"{shown}")
    daemon.ecdsnap("run", "nightly")
    wait_until(lambda: creates(emulator) > 40, 30, what="sends")
    said = daemon.ecdsnap("pause", "nightly", "--until", "1h", "--reason", "image update").stdout
    check(said.startswith("policy nightly is paused until ") and said.endswith("image update\n"), said)
    wait_until(lambda: all_settled(daemon, "nightly"), 30, what="all settled")
    by_hand = slot_counts(daemon, "nightly")
    check(by_hand["done"] == creates(emulator) and by_hand["skipped"] > 100, f"{by_hand}")
    check({t["reason"] for t in daemon.history() if t["outcome"] == "skipped"} == {"paused"}, "other reasons")
    again = daemon.ecdsnap("run", "nightly", check=False)
    check(again.returncode == 1 and "image update" in again.stderr, f"{again}")

    check(not daemon.events("ended_abruptly"), "a first run speaks of one before it")
    daemon.kill()
    daemon.start()
    wait_until(lambda: daemon.serving() and daemon.status()["ready"], 30, what="ready")
    check("PAUSED policy nightly" in daemon.ecdsnap("status", check=False).stdout, "the pause is not shown after a kill")
    told = daemon.events("ended_abruptly")
    check(len(told) == 1 and told[0]["level"] == "warning", f"what is told of a run that was killed: {told}")
    passed = wait_until(lambda: daemon.events("slot_paused"), 90, what="the slot is passed")
    check("image update" in passed[0]["detail"], f"{passed}")
    before = creates(emulator)
    daemon.ecdsnap("resume", "nightly")
    check(daemon.status()["pauses"] == [] and len(daemon.events("resumed")) == 1, "it is still paused")
    check(daemon.ecdsnap("resume", "nightly", check=False).returncode == 2, "it was resumed twice")
    daemon.ecdsnap("run", "nightly")
    wait_until(lambda: creates(emulator) > before, 30, what="sends after the pause")


def objectives(folder, cleanup):
    """an objective makes the slots; a pause that outlives it says so in its answer, its event and the status, also after a kill"""
    _, daemon = fleet(folder, cleanup, desktops=3)
    daemon.policy("nightly", """policies:
  - name: nightly
    select: {name: "*"}
    objective: {rpo: 24h, verified_within: 30m}
    schedule: {timezone: Asia/Shanghai, window: 30m}
""")
    daemon.start()
    wait_until(lambda: daemon.serving() and daemon.status()["ready"], 30, what="ready")
    shown = daemon.status()["policies"][0]
    check(shown["schedule"] == "0 0,12 * * * Asia/Shanghai (for rpo 1d)", shown["schedule"])
    check(shown["objective"] == {"rpo_seconds": 86400, "verified_within_seconds": 1800, "slots": "objective"}, f"{shown}")
    check(shown["pause_breaks"] is None and not daemon.status()["timezone_restart_needed"], f"{shown}")
    long = daemon.ecdsnap("pause", "--all", "--until", "3d", "--reason", "long").stdout
    check("\nwarning: policy nightly breaks its rpo of 1d at " in long, long)
    check("; policy nightly breaks its rpo of 1d at " in daemon.events("paused")[-1]["message"], "the event does not say so")
    daemon.kill()
    daemon.start()
    wait_until(lambda: daemon.serving() and daemon.status()["ready"], 30, what="ready")
    wait_until(lambda: daemon.status()["policies"][0]["pause_breaks"], 30, what="the breach is known after a kill")
    check("OUTLIVED (in " in daemon.ecdsnap("status", check=False).stdout, "the status does not show it")
    daemon.ecdsnap("resume", "--all")
    check(daemon.status()["policies"][0]["pause_breaks"] is None, "it is still there after the pause")


def secrets(folder, cleanup):
    """planted secrets are found nowhere after runs with all faults; core dumps are off"""
    secret, token = "sEcReT-PlAnTeD-aaaaaaaa", "tOkEn-PlAnTeD-bbbbbbbb"
    emulator = Emulator(folder, "--desktops", 60, "--data-disks", 0, "--snapshot-seconds", 1, "--access-key", "planted-id",
                        "--access-key-secret", secret, "--security-token", token, "--list-lag", 1,
                        "--fault", "lost-after-effect=10%", "--fault", "lost-before-effect=5%", "--fault", "5xx=5%",
                        "--fault", "5xx-with-effect=5%", "--fault", "torn=5%", "--fault", "html=5%", "--fault", "late-effect=3%:1-3s",
                        "--fault", "reads:torn=5%", "--fault", "reads:5xx=5%", "--fault", "failed-snapshot=5%")
    cleanup.callback(emulator.close)
    emulator.post("record", {"on": True})
    daemon = Daemon(folder / "d", emulator.url)
    cleanup.callback(lambda: daemon.process and daemon.process.poll() is None and daemon.kill())
    daemon.environment["ALIBABA_CLOUD_ACCESS_KEY_ID"] = "planted-id"
    daemon.environment["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] = secret
    daemon.environment["ALIBABA_CLOUD_SECURITY_TOKEN"] = token
    daemon.environment["HTTPS_PROXY"] = "http://user:pRoXy-PlAnTeD-cccc@127.0.0.1:9"
    daemon.policy("nightly", policy_text("nightly", "0 3 1 1 *"))
    daemon.start()
    wait_until(lambda: daemon.serving() and daemon.status()["ready"], 60, what="ready")
    daemon.ecdsnap("run", "nightly")
    wait_until(lambda: all_settled(daemon, "nightly"), 120, pause=0.5, what="all settled")
    limits = pathlib.Path(f"/proc/{daemon.process.pid}/limits").read_text()
    core = next(line for line in limits.splitlines() if line.startswith("Max core file size"))
    check(core.split()[4:6] == ["0", "0"], core)
    said = {"status": str(daemon.status()), "table": daemon.ecdsnap("status", check=False).stdout, "history": str(daemon.history()),
            "cmdline": pathlib.Path(f"/proc/{daemon.process.pid}/cmdline").read_bytes().decode()}
    requests = emulator.get("requests")["requests"]
    signatures = {str(value).split("Signature=")[1][:64] for r in requests for value in flatten(r) if "Signature=" in str(value)}
    check(signatures, "no signature was recorded")
    # A wrong key as well: the service then answers with what it signed.
    daemon.stop()
    daemon.environment["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] = secret + "x"
    daemon.start()
    wait_until(lambda: daemon.serving() and "SignatureDoesNotMatch" in daemon.log_path.read_text(), 30, what="refused")
    said["status of the refused"] = str(daemon.status())
    daemon.stop()
    for file in daemon.folder.rglob("*"):
        if file.is_file():
            said[file.name] = file.read_bytes().decode(errors="replace")
    for place, text in said.items():
        for planted in (secret, token, "pRoXy-PlAnTeD-cccc", *list(signatures)[:200]):
            check(planted not in text, f"a planted secret ({planted[:5]}…) is in {place}")


def flatten(value):
    if isinstance(value, dict):
        return [x for v in value.values() for x in flatten(v)]
    if isinstance(value, list):
        return [x for v in value for x in flatten(v)]
    return [value]


def tls(folder, cleanup):
    """over TLS with the authority named by ca_file; without it nothing is sent"""
    emulator = Emulator(folder, "--desktops", 5, "--data-disks", 0, "--snapshot-seconds", 1, tls=True)
    cleanup.callback(emulator.close)
    daemon = Daemon(folder / "d", emulator.url)
    cleanup.callback(lambda: daemon.process and daemon.process.poll() is None and daemon.kill())
    daemon.policy("nightly", policy_text("nightly", "0 3 1 1 *"))
    daemon.start()
    wait_until(lambda: "certificate" in daemon.log_path.read_text(), 30, what="the unknown authority is refused")
    daemon.stop()
    daemon.config.write_text(daemon.config.read_text().replace("    limits:", f"    ca_file: {folder}/tls/ca.pem\n    limits:"))
    once = subprocess.run([BIN / "ecdsnapd", "--config", daemon.config, "--once", "nightly"], capture_output=True, text=True,
                          timeout=60, env=daemon.environment)
    check(once.returncode == 0 and "5 done" in once.stdout, f"{once}")


if __name__ == "__main__":
    run_cases(mistakes, out_of_sight, show, pause_and_resume, objectives, reload, stop_and_go_on, ceiling, two_daemons, same_ledger, secrets, tls)
