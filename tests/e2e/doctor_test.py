#!/usr/bin/env python3
"""`ecdsnap doctor`, its probe and `ecdsnap ram-policy`, on the emulator in each state that they must tell apart."""
import http.server
import json
import signal
import socket
import subprocess
import threading
import time

from harness import BIN, Daemon, Emulator, check, policy_text, run_cases, small_file_system, wait_until

REGION = "cn-hangzhou"


def prepared(folder, cleanup, *options, desktops=6):
    emulator = Emulator(folder, "--desktops", desktops, "--data-disks", 0, "--snapshot-seconds", 2, *options)
    cleanup.callback(emulator.close)
    daemon = Daemon(folder / "d", emulator.url)
    daemon.policy("nightly", policy_text("nightly", "0 3 1 1 *"))
    return emulator, daemon


def ecdsnap(daemon, *arguments, said=None):
    return subprocess.run([BIN / "ecdsnap", "--config", daemon.config, *map(str, arguments)], capture_output=True, text=True,
                          timeout=120, env=daemon.environment, input=said)


def doctor(daemon, *options):
    """(exit code, {(where, what): finding}), and how it looks to a person."""
    result = ecdsnap(daemon, "doctor", "--json", *options)
    check(result.returncode in (0, 1), f"{result}")
    findings = json.loads(result.stdout)
    check(findings["good"] == (result.returncode == 0), f"{result}")
    return result.returncode, {(f["where"], f["what"]): f for f in findings["findings"]}


def verdict(findings, what, where=f"main/{REGION}"):
    return findings[where, what]["verdict"]


def problems(findings):
    return sorted(what for (_, what), f in findings.items() if f["verdict"] == "problem")


def change_config(daemon, old, new):
    text = daemon.config.read_text()
    check(old in text, f"{old} is not in the configuration")
    daemon.config.write_text(text.replace(old, new))


def all_well(folder, cleanup):
    """all is well: every line is ok, exit 0; nothing changes in the cloud; with the daemon running it says so"""
    emulator, daemon = prepared(folder, cleanup)
    cleanup.callback(lambda: daemon.process and daemon.process.poll() is None and daemon.kill())
    code, findings = doctor(daemon, "--import")
    check(code == 0 and not problems(findings), f"{findings}")
    for what in ("dns", "tcp", "tls", "endpoint", "clock", "right ecd:DescribeDesktops", "right ecd:DescribeSnapshots",
                 "right ecd:DescribeRegions", "right ecd:DescribeAutoSnapshotPolicy", "right ecd:CreateSnapshot"):
        check(verdict(findings, what) == "ok", f"{what}: {findings[f'main/{REGION}', what]}")
    key = findings["account main", "credentials"]
    check(key["verdict"] == "ok" and "environment" in key["said"] and "testsecret" not in str(findings), f"{key}")
    check("daemon" in {what for _, what in findings} and verdict(findings, "daemon", "machine") == "warning", f"{findings}")
    check(emulator.user_snapshots() == [], "doctor made a snapshot")
    daemon.start()
    wait_until(lambda: daemon.serving() and daemon.status()["ready"], 30, what="ready")
    _, findings = doctor(daemon)
    check(verdict(findings, "daemon", "machine") == "ok" and verdict(findings, "ledger", "machine") == "ok", f"{findings}")
    daemon.process.send_signal(signal.SIGSTOP)
    code, findings = doctor(daemon)
    daemon.process.send_signal(signal.SIGCONT)
    check(code == 1 and verdict(findings, "daemon", "machine") == "problem", f"one that hangs: {code}, {findings}")
    text = ecdsnap(daemon, "doctor").stdout
    print("# " + text.replace("\n", "\n# "))
    check(f"\nmain/{REGION}\n" in text, text)


def key_revoked(folder, cleanup):
    """a revoked key, and one that is missing: the credentials, not the network"""
    emulator, daemon = prepared(folder, cleanup, "--fault", "all:revoked=100%")
    code, findings = doctor(daemon)
    check(code == 1 and problems(findings) == ["key"], f"{problems(findings)}")
    check("AccessKeyDisabled" in findings[f"main/{REGION}", "key"]["said"], f"{findings}")
    check(verdict(findings, "tls") == "ok" and verdict(findings, "endpoint") == "ok", f"{findings}")
    del daemon.environment["ALIBABA_CLOUD_ACCESS_KEY_SECRET"]
    code, findings = doctor(daemon)
    check(code == 1 and problems(findings) == ["credentials"], f"{problems(findings)}")
    check(findings["account main", "credentials"]["remedy"], f"{findings}")


def right_missing(folder, cleanup):
    """missing rights, each by its name, with ram-policy as the remedy; one that nothing needs is no problem"""
    emulator, daemon = prepared(folder, cleanup, "--fault", "CreateSnapshot:forbidden=100%", "--fault",
                                "DescribeSnapshots:forbidden=100%", "--fault", "DescribeRegions:forbidden=100%")
    code, findings = doctor(daemon)
    check(code == 1 and problems(findings) == ["right ecd:CreateSnapshot", "right ecd:DescribeSnapshots"], f"{problems(findings)}")
    check(verdict(findings, "right ecd:DescribeRegions") == "unknown", f"{findings}")
    check("ram-policy" in findings[f"main/{REGION}", "right ecd:CreateSnapshot"]["remedy"], f"{findings}")


def endpoint_dead(folder, cleanup):
    """a dead endpoint fails at tcp, and does not hide a good one beside it; an unknown name fails at dns"""
    emulator, daemon = prepared(folder, cleanup)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    change_config(daemon, f"endpoint: {emulator.url}",
                  f'endpoint: {{{REGION}: "{emulator.url}", cn-shanghai: "http://127.0.0.1:{port}", cn-beijing: "https://no-such-host.invalid"}}')
    change_config(daemon, f"regions: [{REGION}]", f"regions: [{REGION}, cn-shanghai, cn-beijing]")
    code, findings = doctor(daemon)
    check(code == 1 and problems(findings) == ["dns", "tcp"], f"{problems(findings)}")
    check(verdict(findings, "tcp", "main/cn-shanghai") == "problem", f"{findings}")
    check(verdict(findings, "dns", "main/cn-beijing") == "problem", f"{findings}")
    check(verdict(findings, "right ecd:DescribeDesktops") == "ok", f"{findings}")


def never_hangs(folder, cleanup):
    """an endpoint that takes connections and never answers ends in time, as a problem"""
    silent = socket.create_server(("127.0.0.1", 0))
    cleanup.callback(silent.close)
    daemon = Daemon(folder / "d", f"http://127.0.0.1:{silent.getsockname()[1]}")
    daemon.policy("nightly", policy_text("nightly", "0 3 1 1 *"))
    started = time.monotonic()
    code, findings = doctor(daemon)
    took = time.monotonic() - started
    check(code == 1 and took < 60, f"{took:.0f} s")
    check(problems(findings) == ["http"], f"{findings}")


def tls_refused(folder, cleanup):
    """a certificate of an unknown authority fails at tls, in words; with ca_file all is well"""
    emulator = Emulator(folder, "--desktops", 2, tls=True)
    cleanup.callback(emulator.close)
    daemon = Daemon(folder / "d", emulator.url)
    daemon.policy("nightly", policy_text("nightly", "0 3 1 1 *"))
    code, findings = doctor(daemon)
    check(code == 1 and problems(findings) == ["tls"], f"{problems(findings)}")
    check("certificate" in findings[f"main/{REGION}", "tls"]["said"], f"{findings}")
    check(verdict(findings, "dns") == "ok" and verdict(findings, "tcp") == "ok", f"{findings}")
    change_config(daemon, "    limits:", f"    ca_file: {folder}/tls/ca.pem\n    limits:")
    check(doctor(daemon)[0] == 0, "with ca_file")


def clock_off(folder, cleanup):
    """a clock 20 minutes off: the amount and the direction, whichever answer tells it"""
    emulator, daemon = prepared(folder, cleanup)
    emulator.post("clock", {"skew_seconds": -1200})
    code, findings = doctor(daemon)
    clock = findings[f"main/{REGION}", "clock"]
    check(code == 1 and clock["verdict"] == "problem" and "ahead of" in clock["said"] and "timedatectl" in clock["remedy"], f"{clock}")
    check("20m" in clock["said"] or "19m" in clock["said"], f"{clock}")
    emulator.post("clock", {"skew_seconds": 60})
    code, findings = doctor(daemon)
    check(code == 0 and verdict(findings, "clock") == "warning", f"{findings}")


def captive_portal(folder, cleanup):
    """a captive portal's page with status 200 is told as what it is, and no right is judged by it"""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            body = b"<html><title>Welcome</title>Please log in</html>"
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    cleanup.callback(server.shutdown)
    daemon = Daemon(folder / "d", f"http://127.0.0.1:{server.server_address[1]}")
    daemon.policy("nightly", policy_text("nightly", "0 3 1 1 *"))
    code, findings = doctor(daemon)
    check(code == 1 and problems(findings) == ["endpoint"], f"{problems(findings)}")
    check("captive portal" in findings[f"main/{REGION}", "endpoint"]["said"], f"{findings}")
    check(not [what for _, what in findings if what.startswith("right")], f"{findings}")


def policy_without_desktops(folder, cleanup):
    """a policy that covers nothing is named, from what doctor lists itself; it is no guess where there are more desktops"""
    emulator, daemon = prepared(folder, cleanup)
    daemon.policy("lonely", policy_text("lonely", "0 3 1 1 *", select='{name: "nobody-*"}'))
    code, findings = doctor(daemon)
    lonely = findings["policy lonely", "desktops"]
    check(code == 0 and lonely["verdict"] == "warning" and "none of 6 desktops" in lonely["said"], f"{lonely}")
    check(("policy nightly", "desktops") not in findings, f"{findings}")
    emulator.close()
    (folder / "many").mkdir()
    _, many = prepared(folder / "many", cleanup, desktops=130)
    many.policy("lonely", policy_text("lonely", "0 3 1 1 *", select='{name: "nobody-*"}'))
    lonely = doctor(many)[1]["policy lonely", "desktops"]
    check(lonely["verdict"] == "unknown" and "none of 100 desktops" in lonely["said"], f"{lonely}")
    cleanup.callback(lambda: many.process and many.process.poll() is None and many.kill())
    many.start()
    wait_until(lambda: many.serving() and many.status()["ready"], 30, what="ready")
    lonely = doctor(many)[1]["policy lonely", "desktops"]
    check(lonely["verdict"] == "warning" and "none of 130 desktops" in lonely["said"], f"{lonely}")


def quota_reached(folder, cleanup):
    """a service that looks at the quota first says that it is reached: that is the problem, and nothing is said of the right"""
    _, daemon = prepared(folder, cleanup, "--fault", "CreateSnapshot:quota=100%")
    code, findings = doctor(daemon)
    check(code == 1 and problems(findings) == ["quota"], f"{problems(findings)}")
    check("QuotaExceed" in findings[f"main/{REGION}", "quota"]["said"], f"{findings}")
    check(verdict(findings, "right ecd:CreateSnapshot") == "unknown", f"{findings}")


def little_room(folder, cleanup):
    """a disk that is nearly full is told before the daemon meets it"""
    small = small_file_system(folder, cleanup, "96m")
    _, daemon = prepared(folder, cleanup)
    change_config(daemon, "ledger: sqlite:ledger.db", f"ledger: sqlite:{small}/ledger.db")
    code, findings = doctor(daemon)
    check(code == 0 and verdict(findings, "disk", "machine") == "warning", f"{findings}")
    (small / "fill").write_bytes(b"x" * (48 << 20))
    code, findings = doctor(daemon)
    check(code == 1 and problems(findings) == ["disk"], f"{problems(findings)}")
    check("48 MiB are free" in findings["machine", "disk"]["said"], f"{findings}")


def bad_configuration(folder, cleanup):
    """a configuration with a mistake: exit 2, with the mistake"""
    _, daemon = prepared(folder, cleanup)
    change_config(daemon, "in_flight", "in_flite")
    result = ecdsnap(daemon, "doctor")
    check(result.returncode == 2 and "in_flite" in result.stderr, f"{result}")


def probe(folder, cleanup):
    """the probe names the name filter, the description, equal names, the lag and busy as they are, and leaves nothing"""
    emulator, daemon = prepared(folder, cleanup)
    desktop = emulator.get("state")["desktops"][0]["id"]
    emulator.post("snapshots", {"desktop": desktop, "disk": "system", "name": "ecdsnap-probe-foreign", "created": "2026-01-01T00:00:00Z"})
    refused = ecdsnap(daemon, "doctor", "--probe", desktop, said="n\n")
    check(refused.returncode == 1 and "nothing was done" in refused.stderr, f"{refused}")
    check(len(emulator.user_snapshots()) == 1, "it was probed without a yes")
    other = next(each["id"] for each in emulator.get("state")["desktops"] if each["id"] != desktop)
    emulator.post(f"desktops/{other}", {"status": "Hibernated"})
    asleep = ecdsnap(daemon, "doctor", "--probe", other, "--yes")
    check(asleep.returncode == 2 and f"{other} is Hibernated; the probe takes" in asleep.stderr, f"{asleep}")
    text = ecdsnap(daemon, "doctor", "--probe", desktop, said="y\n")
    check(text.returncode == 0, f"{text}")
    print("# " + text.stdout.replace("\n", "\n# "))
    for line in ("name_filter    exact", "description    whole", "equal_names    accepted", "listing_lag    none"):
        check(line in text.stdout, f"{line}: {text.stdout}")
    check("CreatingSnapshot (HTTP 403), which counts as busy" in text.stdout, text.stdout)
    check([s["name"] for s in emulator.user_snapshots()] == ["ecdsnap-probe-foreign"], "what was there is not what is left")


def probe_of_a_bad_service(folder, cleanup):
    """late listing, names matched by a part, descriptions cut: each is named truly, and all the same everything is deleted"""
    emulator, daemon = prepared(folder, cleanup, "--list-lag", "3", "--name-filter", "substring", "--description", "cut:60")
    desktop = emulator.get("state")["desktops"][0]["id"]
    result = ecdsnap(daemon, "doctor", "--probe", f"main/{REGION}/{desktop}", "--yes", "--json")
    check(result.returncode == 0, f"{result}")
    answers = json.loads(result.stdout)["answers"]
    check(answers["name_filter"]["answer"] == "substring", f"{answers}")
    check(answers["description"]["answer"] == "cut" and "first 60 of 128" in answers["description"]["said"], f"{answers}")
    check(answers["listing_lag"]["answer"] == "late", f"{answers}")
    check(emulator.user_snapshots() == [], f"{emulator.user_snapshots()}")
    dropping, daemon = prepared(folder, cleanup, "--description", "drop")
    answers = json.loads(ecdsnap(daemon, "doctor", "--probe", desktop, "--yes", "--json").stdout)["answers"]
    check(answers["description"]["answer"] == "dropped" and dropping.user_snapshots() == [], f"{answers}")


def probe_without_the_right(folder, cleanup):
    """a key that may not delete: the probe says what it left, by id, exit 1; one that may not create: nothing is left"""
    emulator, daemon = prepared(folder, cleanup, "--fault", "DeleteSnapshot:forbidden=100%")
    desktop = emulator.get("state")["desktops"][0]["id"]
    result = ecdsnap(daemon, "doctor", "--probe", desktop, "--yes", "--json")
    report = json.loads(result.stdout)
    left = {s["id"] for s in emulator.user_snapshots()}
    check(result.returncode == 1 and left and {each.split()[0] for each in report["left"]} == left, f"{report}")
    emulator.post("faults", {"faults": ["CreateSnapshot:forbidden=100%"]})
    result = ecdsnap(daemon, "doctor", "--probe", desktop, "--yes", "--json")
    check(result.returncode == 1 and "Forbidden.RAM" in json.loads(result.stdout)["stopped_by"], f"{result}")
    check({s["id"] for s in emulator.user_snapshots()} == left, "more was made")


def ram_policy(folder, cleanup):
    """the least policy for what the configuration uses, per account where they differ, as JSON that RAM takes"""
    _, daemon = prepared(folder, cleanup)
    result = ecdsnap(daemon, "ram-policy")
    policy = json.loads(result.stdout)
    check(result.returncode == 0 and policy["Version"] == "1", f"{result}")
    check(policy["Statement"][0]["Action"] == ["ecd:DescribeDesktops", "ecd:DescribeSnapshots", "ecd:CreateSnapshot"], f"{policy}")
    check("ecd:CreateSnapshot" in result.stderr, "no reasons")
    change_config(daemon, "accounts:\n", f"accounts:\n  - name: other\n    credentials: environment\n    regions: all\n")
    daemon.policy("waking", """policies:
  - name: waking
    select: {account: main}
    states: {hibernated: wake}
    schedule: {cron: "0 4 * * *", timezone: UTC, window: 3h}
""")
    both = json.loads(ecdsnap(daemon, "ram-policy", "--import", "--probe").stdout)
    actions = {account: set(policy["Statement"][0]["Action"]) for account, policy in both.items()}
    check("ecd:WakeupDesktops" in actions["main"] and "ecd:WakeupDesktops" not in actions["other"], f"{actions}")
    check("ecd:DescribeRegions" in actions["other"] and "ecd:DescribeRegions" not in actions["main"], f"{actions}")
    check("ecd:DescribeAutoSnapshotPolicy" in actions["main"] and "ecd:DeleteSnapshot" in actions["main"], f"{actions}")
    one = json.loads(ecdsnap(daemon, "ram-policy", "--account", "other").stdout)
    check("ecd:DescribeRegions" in one["Statement"][0]["Action"], f"{one}")
    whole = json.loads(ecdsnap(daemon, "ram-policy", "--json").stdout)
    check([each["accounts"] for each in whole["policies"]] == [["other"], ["main"]], f"{whole}")
    change_config(daemon, "    regions: all\n", "    regions: all\n    assume_role: [{role_arn: 'acs:ram::1:role/a'}, {role_arn: 'acs:ram::2:role/b'}]\n")
    chained = json.loads(ecdsnap(daemon, "ram-policy", "--json").stdout)["policies"]
    check([each["attach_to"] for each in chained] == ["the role acs:ram::2:role/b", "the user or role of the key"], f"{chained}")
    check([(each["attach_to"], each["policy"]["Statement"][0]["Resource"]) for each in chained[0]["assume_role"]] ==
          [("the user or role of the key", "acs:ram::1:role/a"), ("the role acs:ram::1:role/a", "acs:ram::2:role/b")], f"{chained}")
    check("sts:AssumeRole" in ecdsnap(daemon, "ram-policy").stderr and chained[1]["assume_role"] == [], f"{chained}")
    wrong = ecdsnap(daemon, "ram-policy", "--account", "mian")
    check(wrong.returncode == 2 and "did you mean 'main'?" in wrong.stderr, f"{wrong}")


if __name__ == "__main__":
    run_cases(all_well, key_revoked, right_missing, endpoint_dead, never_hangs, tls_refused, clock_off, captive_portal,
              policy_without_desktops, quota_reached, little_room, bad_configuration, probe, probe_of_a_bad_service, probe_without_the_right, ram_policy)
