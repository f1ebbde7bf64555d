#!/usr/bin/env python3
"""Keys that expire, are replaced and are revoked while tasks are sent, on the emulator, by the three programs."""
import json
import os
import sys
import time

from harness import Daemon, Emulator, check, policy_text, run_cases, wait_until

# Prints the next temporary key, which the emulator takes from then on and for a minute; writes down when it was asked.
PRINT_KEY = """#!{python}
import json, math, time, urllib.request
began = time.time()
with open("{folder}/asked", "a") as asked:
    asked.write(f"{{began}}\\n")
number = len(open("{folder}/asked").readlines())
end = math.ceil(began) + 60
key = {{"access_key": f"STS.minute{{number}}", "secret": f"hush-secret-{{number}}", "security_token": f"hush/token+{{number}}=="}}
body = json.dumps({{**key, "expires_in_seconds": end - time.time()}}).encode()
urllib.request.urlopen(urllib.request.Request("{url}/_admin/keys", body, method="POST"), timeout=20).read()
print(json.dumps({{"mode": "StsToken", "access_key_id": key["access_key"], "access_key_secret": key["secret"],
                   "sts_token": key["security_token"],
                   "expiration": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(end))}}))
"""


def outcomes(daemon):
    counts = {}
    for task in daemon.history():
        counts[task["outcome"]] = counts.get(task["outcome"], 0) + 1
    return counts


def start(daemon, cleanup):
    daemon.policy("nightly", policy_text("nightly", "0 2 * * *"))
    cleanup.callback(daemon.stop)
    daemon.start()
    wait_until(lambda: daemon.serving() and daemon.status()["ready"], 60, what="ready")
    daemon.ecdsnap("run", "nightly")


def ends_well(daemon, tasks, within):
    wait_until(lambda: outcomes(daemon).get("done") == tasks, within, pause=1, what=f"all {tasks} are done")
    check(outcomes(daemon) == {"done": tasks}, f"not all are done: {outcomes(daemon)}")
    check(not daemon.events("calls_held_back") or daemon.events("calls_released"), "calls are still held back")


def hides(daemon, *secrets):
    text = daemon.log_path.read_text(errors="replace") + daemon.ecdsnap("status", check=False).stdout
    for secret in secrets:
        check(secret not in text, f"{secret} is in the log or in the status")


def minute_keys(folder, cleanup):
    """keys that live a minute, under 500 tasks: none fails, and a key is asked for once a minute at most"""
    emulator = Emulator(folder, "--desktops", 500, "--data-disks", "0%", "--snapshot-seconds", "1-2")
    cleanup.callback(emulator.close)
    program = folder / "print-key"
    program.write_text(PRINT_KEY.format(python=sys.executable, folder=folder, url=emulator.url))
    program.chmod(0o700)
    daemon = Daemon(folder / "daemon", emulator.url, rate=6, credentials=f"{{process: {program}}}")
    daemon.environment = {k: v for k, v in daemon.environment.items() if not k.startswith("ALIBABA_CLOUD")}
    start(daemon, cleanup)
    account = daemon.status()["accounts"][0]
    check(account["key_id"].startswith("STS.****") and account["temporary"], f"the account shows {account}")
    check(account["source"] == "a program" and account["expires"], f"the account shows {account}")
    ends_well(daemon, 500, 240)
    asked = [float(line) for line in (folder / "asked").read_text().split()]
    gaps = [later - earlier for earlier, later in zip(asked, asked[1:])]
    check(len(asked) >= 2, "the run was too short to see a refresh")
    check(all(gap > 59.9 for gap in gaps), f"keys were asked for at intervals of {gaps} s")
    check(len(daemon.events("key_refreshed")) == len(gaps), "not every refresh is told")
    check(not daemon.events("credentials_failed"), "a refresh is said to have failed")
    refused = emulator.counters()["refusals"]
    print(f"# {len(asked)} keys, apart {[round(gap, 1) for gap in gaps]} s; refused: {refused}")
    hides(daemon, "hush-secret", "hush/token", "hush%2Ftoken")


def write_key(file, name, how):
    text = json.dumps({"access_key_id": name, "access_key_secret": f"hush-{name}"})
    if how == "rename":
        new = file.with_name("new.json")
        new.write_text(text)
        new.chmod(0o600)
        os.replace(new, file)
        return
    with open(file, "w") as out:  # as an editor or a script writes it, and slowly
        out.write(text[:len(text) // 2])
        out.flush()
        time.sleep(2.5)
        out.write(text[len(text) // 2:])


def rotated_keys(folder, cleanup):
    """keys that are replaced in their file and revoked in mid-run: no task fails, whichever comes first"""
    emulator = Emulator(folder, "--desktops", 300, "--data-disks", "0%", "--snapshot-seconds", "1-2",
                        "--access-key", "first", "--access-key-secret", "hush-first")
    cleanup.callback(emulator.close)
    daemon = Daemon(folder / "daemon", emulator.url, rate=8, credentials="{file: key.json}")
    file = daemon.folder / "key.json"
    write_key(file, "first", "rename")
    daemon.environment = {k: v for k, v in daemon.environment.items() if not k.startswith("ALIBABA_CLOUD")}
    start(daemon, cleanup)

    def made(count):
        return lambda: len(emulator.user_snapshots()) >= count

    def admit(name):
        emulator.post("keys", {"access_key": name, "secret": f"hush-{name}"})

    def revoke(name):
        emulator.post("keys", {"access_key": name, "revoked": True})

    wait_until(made(40), 60, what="it is under way")
    admit("second")
    write_key(file, "second", "rename")
    revoke("first")
    wait_until(made(90), 60, what="it goes on with the second key")
    admit("third")
    write_key(file, "third", "slowly")
    revoke("second")
    wait_until(made(150), 60, what="it goes on with the third key")
    admit("fourth")
    revoke("third")
    wait_until(lambda: daemon.events("calls_held_back"), 30, what="calls are held back")
    write_key(file, "fourth", "rename")
    ends_well(daemon, 300, 120)
    check(len(daemon.events("key_changed")) == 3, "not every change is told")
    check(daemon.status()["accounts"][0]["key_id"] == "fou****", "the account shows another key")
    told = daemon.events("credentials_failed")
    check(len(told) <= 1, f"a file that was written slowly is told {len(told)} times")
    print(f"# refused: {emulator.counters()['refusals']}")
    hides(daemon, *(f"hush-{name}" for name in ("first", "second", "third", "fourth")))


if __name__ == "__main__":
    run_cases(minute_keys, rotated_keys)
