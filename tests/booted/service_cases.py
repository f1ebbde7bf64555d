#!/usr/bin/env python3
"""The service under a real systemd: start, status, reload, keys, sandbox, stop, instances.
Runs inside a booted system: boot.sh service_cases.py [CASE...]"""
import json
import pathlib
import re
import shutil
import signal
import time

from machine import (ETC, KEY, KEY_ID, KEY_SECRET, NEVER, Service, as_member, built_package, check, cloud, creates, encrypt_key,
                     example_drop_in, exactly_one_each, install, policy_text, run, run_cases, serve, tells_on_failure, wait_until)

service = Service()
told = tells_on_failure(service.unit)


@told
def ready_when_serving(folder, cleanup):
    """the start is over when every site is served, not before; the status line says so"""
    service.reset()
    emulator = cloud(folder, cleanup)
    service.configure(emulator)
    service.policy("nightly")
    service.mark()
    emulator.process.send_signal(signal.SIGSTOP)  # a cloud that is silent
    service.systemctl("start", "--no-block")
    time.sleep(4)
    check(service.show("ActiveState") == "activating", f"state {service.show('ActiveState')} while the cloud is silent")
    emulator.process.send_signal(signal.SIGCONT)
    wait_until(service.active, 30, what="active")
    check(service.status()["ready"], "active, and not ready")
    check(service.show("StatusText") == "1 policy, no slot open", f"status: {service.show('StatusText')}")


@told
def sandbox(folder, cleanup):
    """the running process has no privilege, a user of its own, its files to itself, and its system calls filtered"""
    serve(service, folder, cleanup)
    pid = service.pid()
    facts = dict(re.findall(r"^(\w+):\s*(.*)$", pathlib.Path(f"/proc/{pid}/status").read_text(), re.M))
    check(facts["Seccomp"] == "2" and facts["NoNewPrivs"] == "1", f"{facts}")
    check(int(facts["CapBnd"], 16) == 0 and int(facts["CapEff"], 16) == 0, f"capabilities: {facts}")
    check(61184 <= int(facts["Uid"].split()[0]) <= 65519, f"uid {facts['Uid']}")
    state = pathlib.Path("/var/lib/private/ecdsnapd")
    check(state.stat().st_mode & 0o777 == 0o700 and (state / "ledger.db").stat().st_mode & 0o077 == 0, "the ledger is not its own")
    socket = pathlib.Path("/run/ecdsnapd/control.sock")
    check(socket.group() == "ecdsnap" and socket.stat().st_mode & 0o777 == 0o660, f"socket: {socket.stat()}")
    inside = ["nsenter", "--target", pid, "--mount", "sh", "-c"]
    for folder_closed in ("/etc", "/usr", "/var/tmp/..", "/home"):
        check(run(*inside, f"touch {folder_closed}/written", good=False).returncode != 0, f"{folder_closed} can be written")
    limits = pathlib.Path(f"/proc/{pid}/limits").read_text()
    check(re.search(r"Max core file size\s+0\s+0", limits), limits)
    exposure = run("systemd-analyze", "security", "--threshold=12", "--no-pager", service.unit).stdout.splitlines()[-1]
    print(f"# {exposure}")


@told
def status_line(folder, cleanup):
    """the status line says how many of how many, and about when it is over"""
    serve(service, folder, cleanup, desktops=500, rate=8)
    service.ecdsnap("run", "nightly")
    line = wait_until(lambda: re.fullmatch(r"[1-9]\d* of 500 snapshots, done about \d\d:\d\d", service.show("StatusText")), 50,
                      what="the status line of a slot under way")
    print(f"# {line[0]}")


@told
def reload(folder, cleanup):
    """a reload with a mistake, or over a limit, fails and changes nothing; a good one is in force; the process stays the same"""
    serve(service, folder, cleanup)
    pid = service.pid()
    service.policy("broken", text="policies:\n  - name: broken\n    selekt: {name: '*'}\n")
    refused = service.systemctl("reload", good=False)
    check(refused.returncode != 0, "the reload did not fail")
    check(service.said("selekt"), "the journal does not name the mistake")
    service.policy("broken", text=policy_text("second", NEVER, select="{name: nobody}"))
    nightly = (ETC / "policies.d/nightly.yaml").rename(ETC / "away.yaml")
    refused = service.systemctl("reload", good=False)
    check(refused.returncode != 0 and service.events("reload_limited"), "a reload that loses every desktop is taken")
    check(service.active() and [p["name"] for p in service.status()["policies"]] == ["nightly"], "the old policies are not in force")
    nightly.rename(ETC / "policies.d/nightly.yaml")
    service.systemctl("reload")
    wait_until(lambda: service.show("StatusText") == "2 policies, no slot open", 10, what="the new policy is in force")
    check(service.events("reloaded") and service.active() and service.pid() == pid, "not reloaded in place")


@told
def keys(folder, cleanup):
    """the key comes encrypted or plain, through systemd alone; without one the status line says so"""
    emulator = serve(service, folder, cleanup)
    check(service.status()["ready"], "the encrypted key does not serve")
    pid = service.pid()
    for place in ("environ", "cmdline"):
        check(KEY_SECRET not in pathlib.Path(f"/proc/{pid}/{place}").read_text(), f"the secret stands in {place}")
    store = pathlib.Path("/etc/credstore.encrypted/ecd-key")
    check(KEY_SECRET not in store.read_text(), "the secret is not encrypted")
    handed = pathlib.Path("/run/credentials/ecdsnapd.service")
    check(handed.stat().st_mode & 0o077 == 0 and KEY_SECRET in (handed / "ecd-key").read_text(), "what was handed over")
    check(not any(KEY_SECRET in str(entry) for entry in service.journal()), "the secret stands in the journal")

    away = store.rename("/etc/credstore.encrypted/away")
    cleanup.callback(lambda: away.rename(store))
    service.mark()
    service.systemctl("restart", "--no-block")
    wait_until(lambda: f"ecd-key does not exist: {service.unit} was started without it" in service.show("StatusText"), 20,
               what="the status line names the missing key")

    (ETC / "key.json").write_text(KEY)
    cleanup.callback((ETC / "key.json").unlink)
    (ETC / "key.json").chmod(0o600)
    service.reset()
    service.configure(emulator)
    service.policy("nightly")
    service.drop_in(example_drop_in("plain-key"))
    service.start()
    check(service.status()["ready"], "the plain key does not serve")


def problems(doctor):
    return [finding for finding in json.loads(doctor.stdout)["findings"] if finding["verdict"] == "problem"]


@told
def commands_have_the_key(folder, cleanup):
    """commands that ask the cloud find the service's encrypted key as root; else they say what to do, and that works"""
    serve(service, folder, cleanup, desktops=20)
    doctor = service.ecdsnap("doctor", "--json")
    check(not problems(doctor), f"{problems(doctor)}")
    check("from systemd credential ecd-key" in doctor.stdout and KEY_SECRET not in doctor.stdout, doctor.stdout)
    listed = json.loads(service.ecdsnap("inventory", "--json").stdout)
    check(sum(len(site["desktops"]) for site in listed["sites"]) == 20, f"{listed}")

    refused = as_member(cleanup, "ecdsnap", "inventory", good=False)
    check(refused.returncode == 1 and "put `sudo` before the command" in refused.stderr, f"{refused}")

    service.systemctl("stop")
    found = problems(service.ecdsnap("doctor", "--json", good=False))
    check(len(found) == 1 and f"{service.unit} does not run" in found[0]["said"], f"{found}")
    start, without = re.findall("`([^`]+)`", found[0]["said"])
    print(f"# {without}")
    check(not problems(run(*without.split(), "--json")), "the command that doctor names has a problem")
    run(*start.split())
    check(not problems(service.ecdsnap("doctor", "--json")), "a problem after the start that doctor names")


@told
def revoked_key(folder, cleanup):
    """what the event says to do when the key is revoked is enough"""
    emulator = serve(service, folder, cleanup, desktops=20)
    emulator.post("keys", {"access_key": KEY_ID, "revoked": True})
    service.ecdsnap("run", "nightly")
    _, _, refused = wait_until(lambda: service.events("root_cause"), 30, what="the event of the revoked key")[0]
    remedy = refused["MESSAGE"]
    check(refused["ECDSNAP_REASON"] == "credentials" and "`systemd-creds encrypt`" in remedy, remedy)
    restart = re.search("`(systemctl restart [^`]+)`", remedy)[1]
    check([each["what"] for each in problems(service.ecdsnap("doctor", "--json", good=False))] == ["key"], "what doctor says")
    emulator.post("keys", {"access_key": "second", "secret": "second-secret"})
    cleanup.callback(encrypt_key)
    encrypt_key(json.dumps({"access_key_id": "second", "access_key_secret": "second-secret"}))
    run(*restart.split())
    done = wait_until(lambda: service.settled("nightly", 20), 60, pause=0.5, what="snapshots go on")
    check(done["done"] == 20, f"{done}")
    exactly_one_each(emulator, 20)


@told
def secrets_out_of_sight(folder, cleanup):
    """a member of the group runs commands although secrets are the service's; --check passes before the first start, and is strict in it"""
    service.reset()
    secret = f"/run/credentials/{service.unit}/metrics-password"
    (ETC / "password").write_text("hush\n")
    cleanup.callback((ETC / "password").unlink)
    (ETC / "password").chmod(0o600)
    service.configure(cloud(folder, cleanup, desktops=5),
                      extra=f"metrics: {{listen: 127.0.0.1:9797, auth: {{user: me, password_file: {secret}}}}}\n")
    service.policy("nightly")
    before = run("ecdsnapd", "--check")
    check(f'"{secret}" was not looked at' in before.stdout, f"{before}")
    service.mark()
    check(service.systemctl("start", good=False).returncode != 0 and service.said("metrics-password"), "started without a secret")

    service.systemctl("stop")  # else the next start waits for RestartSec=
    service.drop_in(f"[Service]\nLoadCredential=metrics-password:{ETC}/password\n")
    service.start()
    for command in ("check", "status", "show nightly", "plan"):
        ran = as_member(cleanup, "ecdsnap", *command.split())
        check("this user may not read it" in ran.stdout or command != "check", f"{command}: {ran}")
    check("was not looked at" not in run("ecdsnap", "check").stdout, "root could look")


@told
def tls(folder, cleanup):
    """inside the sandbox a certificate of somebody else is refused, and the status line says why"""
    service.reset()
    emulator = cloud(folder, cleanup)
    stranger = folder / "stranger.pem"
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", 2, "-subj", "/CN=stranger",
        "-keyout", folder / "k.pem", "-out", stranger)
    service.configure(emulator, trust=stranger)
    service.policy("nightly")
    service.systemctl("start", "--no-block")
    wait_until(lambda: "certificate" in service.show("StatusText"), 20, what="the status line names the certificate")
    print(f"# {service.show('StatusText')}")
    check(not emulator.counters()["requests"], "a call reached somebody who is not the endpoint")


@told
def stop_and_go_on(folder, cleanup):
    """a stop in the middle ends within its grace, and the next start does the rest without a duplicate"""
    emulator = serve(service, folder, cleanup, "--latency", "CreateSnapshot:300-900ms", desktops=150, rate=40)
    service.ecdsnap("run", "nightly")
    wait_until(lambda: creates(emulator) > 40, 30, what="sends")
    began = time.monotonic()
    service.systemctl("stop")
    took = time.monotonic() - began
    check(took < 10 and service.show("Result") == "success", f"{took:.1f} s, result {service.show('Result')}")
    check(service.events("stopping") and service.events("stopped"), "it does not say that it stops")
    check(creates(emulator) < 150, "it was not in the middle")
    service.start()
    wait_until(lambda: service.settled("nightly", 150), 60, pause=0.5, what="every task is settled")
    exactly_one_each(emulator, 150)


@tells_on_failure("ecdsnapd@a.service", "ecdsnapd@b.service")
def instances(folder, cleanup):
    """two instances have configuration, key, ledger and socket of their own, side by side"""
    service.reset()
    emulator = cloud(folder, cleanup, desktops=20)
    both = [Service("a"), Service("b")]
    for instance in both:
        cleanup.callback(lambda each=instance: shutil.rmtree(each.folder))
        cleanup.callback(instance.reset)
        instance.configure(emulator)
        instance.systemctl("start")
        check(instance.show("ActiveState") == "inactive", "started without a policy")
        instance.policy("nightly")
        encrypt_key(file=f"/etc/credstore.encrypted/ecd-key-{instance.owner}")
        instance.mark()
        instance.systemctl("start", "--no-block")
    for instance in both:
        wait_until(lambda each=instance: each.active() and each.status()["ready"], 30, what=f"{instance.unit} is ready")
        instance.ecdsnap("run", "nightly")
    for instance in both:
        wait_until(lambda each=instance: each.settled("nightly", 20), 60, pause=0.5, what=f"{instance.unit} is done")
        check(instance.counts("nightly")["done"] == 20, f"{instance.unit}: {instance.counts('nightly')}")
    users = {each.show("UID") for each in both}
    check(len(users) == 2, f"they have one user: {users}")
    for each in both:
        check(each.show("UID") == str(pathlib.Path(f"/var/lib/private/{each.name}/ledger.db").stat().st_uid), "another's ledger")
    check(not any(instance.events("second_daemon") for instance in both), "one was taken for the other")
    owners = [re.search(r":(a|b):", s["description"])[1] for s in emulator.user_snapshots()]
    check(sorted(owners) == ["a"] * 20 + ["b"] * 20, f"{owners}")


if __name__ == "__main__":
    install(built_package())
    encrypt_key()
    run_cases(ready_when_serving, sandbox, status_line, reload, keys, commands_have_the_key, revoked_key, secrets_out_of_sight, tls,
              stop_and_go_on, instances)
