#!/usr/bin/env python3
"""What the shipped sandbox lets through: who may do what over the socket, a long stop, the drop-ins, a log file, the probe.
Runs inside a booted system: boot.sh sandbox_cases.py [CASE...]"""
import contextlib
import json
import pathlib
import pwd
import re
import socket
import time

from machine import (ETC, KEY_ID, KEY_SECRET, PRIORITY, Service, built_package, check, cloud, creates, encrypt_key, example_drop_in,
                     exactly_one_each, install, run, run_cases, serve, tells_on_failure, wait_until)
from lossy_proxy import LossyProxy
from tls_strangers import Authority

service = Service()
told = tells_on_failure(service.unit)


def new_user(cleanup, name, *groups):
    """What the daemon's log calls this user."""
    run("useradd", "--no-create-home", *(["--groups", ",".join(groups)] if groups else []), name)
    cleanup.callback(lambda: run("userdel", name))
    return f"uid {pwd.getpwnam(name).pw_uid} ({name})"


def as_user(name, *command):
    return run("runuser", "-u", name, "--", *command, good=False)


@told
def who_may_do_what(folder, cleanup):
    """a member of the admin group changes something, one of the group ecdsnap reads and is refused, others are let in nowhere; the log has their names"""
    alice = new_user(cleanup, "alice", "ecdsnap", "ecdsnap-admin")
    bob, dora = new_user(cleanup, "bob", "ecdsnap"), new_user(cleanup, "dora", "ecdsnap")
    new_user(cleanup, "carol")
    new_user(cleanup, "erin", "ecdsnap-admin")
    serve(service, folder, cleanup, desktops=5, extra="control: {admin_group: ecdsnap-admin}\n")

    done = as_user("alice", "ecdsnap", "run", "nightly")
    check(done.returncode == 0, f"a member of the admin group: {done}")
    (_, _, event), = service.events("command_done")
    check(event["ECDSNAP_BY"] == alice and event["ECDSNAP_COMMAND"] == "run nightly", f"{event}")
    check(event["ECDSNAP_FROM"].startswith("control socket, pid "), f"{event}")
    wait_until(lambda: service.settled("nightly", 5), 30, what="what was asked for is done")

    seen = as_user("bob", "ecdsnap", "status", "--json")
    check(json.loads(seen.stdout)["policies"][0]["name"] == "nightly", f"a member of the group ecdsnap: {seen}")
    for _ in range(12):  # of one who insists, ten a minute are told
        refused = as_user("bob", "ecdsnap", "run", "nightly")
        check(refused.returncode == 1 and "the admin group may change something" in refused.stderr, f"{refused}")
    check(as_user("dora", "ecdsnap", "run", "nightly").returncode == 1, "another reader may change something")
    refusals = wait_until(lambda: len(found := service.events("command_refused")) == 11 and found, 5, what="eleven refusals in the log")
    check([e["ECDSNAP_BY"] for _, _, e in refusals] == [bob] * 10 + [dora], f"{refusals}")
    check(all(level == PRIORITY["warning"] for _, level, _ in refusals), f"{refusals}")

    for name in ("carol", "erin"):
        shut_out = as_user(name, "ecdsnap", "status")
        check(shut_out.returncode == 1 and "may not be opened by you" in shut_out.stderr, f"{name}: {shut_out}")
    check(len(service.events("command_done")) == 1, "something else was done")


@told
def long_grace(folder, cleanup):
    """a grace beyond TimeoutStopSec: systemd waits, as does the watchdog, and answers under way still count"""
    emulator = serve(service, folder, cleanup, "--latency", "CreateSnapshot:17000-17000ms", desktops=3, extra="grace: 40s\n",
                     drop_in="[Service]\nTimeoutStopSec=3s\nWatchdogSec=6s\n")
    service.ecdsnap("run", "nightly")
    wait_until(lambda: creates(emulator) == 3, 20, what="three sends")
    began = time.monotonic()
    service.systemctl("stop")
    took = time.monotonic() - began
    print(f"# stopped after {took:.1f} s")
    check(10 < took < 35 and service.show("Result") == "success", f"{took:.1f} s, result {service.show('Result')}")
    check(not service.said("timed out") and not service.said("SIGKILL"), "systemd lost patience")
    (_, _, stopped), = service.events("stopped")
    check(stopped["ECDSNAP_IN_FLIGHT"] == "0", f"{stopped}")
    service.start()
    wait_until(lambda: service.settled("nightly", 3), 30, what="what was accepted is followed")
    check(creates(emulator) == 3, f"{creates(emulator)} sends")
    exactly_one_each(emulator, 3)


class Gateway(LossyProxy):
    """Listens at an address that is not loopback's, and hands on to the emulator."""

    def __init__(self, address, port):
        self.port_behind = port
        super().__init__(None, None, drops=0, idle=60, address=(address, port))

    def serve(self, client):
        with client, socket.create_connection(("127.0.0.1", self.port_behind)) as server:
            self.asked += 1
            self.copy(client, server)


def ready():
    """None: the socket is not there yet."""
    with contextlib.suppress(json.JSONDecodeError):
        return service.status()["ready"]


@told
def proxy_only(folder, cleanup):
    """with proxy-only.conf a direct call reaches nobody, and through the proxy snapshots are made"""
    proxy_at, cloud_at, name = "192.0.2.7", "198.51.100.1", "cloud.example"
    for address in (proxy_at, cloud_at):
        run("ip", "address", "add", f"{address}/32", "dev", "lo")
        cleanup.callback(lambda each=address: run("ip", "address", "delete", f"{each}/32", "dev", "lo"))
    hosts = pathlib.Path("/etc/hosts")
    cleanup.callback(hosts.write_text, hosts.read_text())
    hosts.write_text(f"{hosts.read_text()}{cloud_at} {name}\n")
    certificate, key = Authority(folder / "tls", "cases").issue("cloud", f"DNS:{name},IP:127.0.0.1")
    service.reset()
    emulator = cloud(folder, cleanup, "--cert", certificate, "--key", key, desktops=4)
    port = int(emulator.url.rsplit(":", 1)[1])
    emulator.endpoint = f"https://{name}:{port}"
    gateway = Gateway(cloud_at, port)
    cleanup.callback(gateway.close)
    proxy = LossyProxy(None, None, drops=10**9, idle=60, address=(proxy_at, 0))
    cleanup.callback(proxy.close)

    service.configure(emulator)
    service.policy("nightly")
    service.start()
    check(ready() and gateway.asked, "the cloud cannot be reached without the drop-in either")

    service.systemctl("stop")
    connections = gateway.asked
    service.drop_in(example_drop_in("proxy-only"))
    service.systemctl("start", "--no-block")
    wait_until(lambda: ready() is not None, 20, what="the daemon answers")
    time.sleep(7)  # longer than a connection may take, which was there at once before
    check(ready() is False and gateway.asked == connections, "a direct call arrived")

    service.configure(emulator, account=f"    proxy: http://{proxy_at}:{proxy.port}\n")
    service.systemctl("restart")
    service.ecdsnap("run", "nightly")
    wait_until(lambda: service.settled("nightly", 4), 30, what="every task is settled")
    exactly_one_each(emulator, 4)
    check(proxy.asked > 0, "nothing went through the proxy")


@told
def several_keys(folder, cleanup):
    """with several-keys.conf each account calls with its own key, and the proxy's password comes the same way"""
    keys = {"production": ("id-production", "secret-production"), "tests": ("id-tests", "secret-tests")}
    for name, (key_id, secret) in keys.items():
        encrypt_key(json.dumps({"access_key_id": key_id, "access_key_secret": secret}), f"key-{name}", f"/etc/ecdsnapd/key-{name}.cred")
    encrypt_key("correct horse\n", "proxy-password", "/etc/ecdsnapd/proxy-password.cred")
    for file in ETC.glob("*.cred"):
        cleanup.callback(file.unlink)
    proxy = LossyProxy("me", "correct horse", drops=10**9, idle=60)
    cleanup.callback(proxy.close)
    service.reset()
    emulator = cloud(folder, cleanup, "--regions", "cn-hangzhou,cn-shanghai", *(f"--access-key={key_id}" for key_id, _ in keys.values()),
                     *(f"--access-key-secret={secret}" for _, secret in keys.values()), desktops=6)
    emulator.post("record", {"on": True})
    service.configure(emulator)  # for ca.pem
    ways = {"production": f"{{url: 'http://127.0.0.1:{proxy.port}', user: me, password_file: /run/credentials/ecdsnapd.service/proxy-password}}",
            "tests": "none"}
    accounts = "".join(f"""  - name: {name}
    credentials: {{systemd: key-{name}}}
    regions: [{region}]
    endpoint: {emulator.endpoint}
    ca_file: ca.pem
    proxy: {ways[name]}
""" for name, region in (("production", "cn-hangzhou"), ("tests", "cn-shanghai")))
    service.config.write_text(f"accounts:\n{accounts}policies: policies.d\n")
    service.policy("nightly")
    service.drop_in(example_drop_in("several-keys"))
    service.start()
    service.ecdsnap("run", "nightly")
    wait_until(lambda: service.settled("nightly", 6), 30, what="every task is settled")
    exactly_one_each(emulator, 6)
    used = set()
    for request in emulator.get("requests")["requests"]:
        headers = {name.lower(): value for name, value in request["headers"]}
        used.add((re.search(r"RegionId=([\w-]+)", request["target"])[1], re.search(r"Credential=([\w-]+)", headers["authorization"])[1]))
    check(used == {("cn-hangzhou", "id-production"), ("cn-shanghai", "id-tests")}, f"{used}")
    check(proxy.asked > 0 and proxy.unknown == 0, f"{proxy.asked} tunnels, {proxy.unknown} without the password")
    for secret in ("secret-production", "secret-tests", "correct horse"):
        check(not any(secret in str(entry) for entry in service.journal()), "a secret stands in the journal")


def events_in(file):
    return [json.loads(line) for line in file.read_text().splitlines()]


def names_in(file):
    return {event["event"] for event in events_in(file)}


@told
def log_file(folder, cleanup):
    """inside the sandbox the log goes into its file, which is renamed when it is full, and opened anew when somebody else renamed it"""
    serve(service, folder, cleanup, desktops=500, rate=300,
          extra="log: {file: /var/log/ecdsnapd/ecdsnapd.log, level: debug, rotate_mib: 1, rotate_keep: 2}\n")
    logs = pathlib.Path("/var/log/ecdsnapd")
    log = logs / "ecdsnapd.log"
    cleanup.callback(lambda: [file.unlink() for file in logs.glob("*")])
    service.ecdsnap("run", "nightly")
    wait_until(lambda: service.settled("nightly", 500), 60, pause=0.5, what="every task is settled")
    check((logs / "ecdsnapd.log.1").exists(), f"{log.stat().st_size} bytes, and no file that was full")
    whole = sorted(logs.glob("ecdsnapd.log*"), reverse=True)
    print("# " + ", ".join(f"{file.name} {file.stat().st_size}" for file in whole))
    check(all(file.stat().st_size <= 1024 * 1024 for file in whole), "a file is larger than it may be")
    times = [event["time"] for file in whole for event in events_in(file)]
    check(times == sorted(times), "lines are out of order over the files")
    check(not service.events(), "events stand in the journal too")
    check(logs.resolve() == pathlib.Path("/var/log/private/ecdsnapd") and logs.stat().st_mode & 0o777 == 0o750, f"{logs.stat()}")

    moved = log.rename(logs / "moved.log")
    size = moved.stat().st_size
    service.systemctl("reload")
    wait_until(lambda: log.exists() and "reloaded" in names_in(log), 10, what="the log is opened anew")
    check(moved.stat().st_size == size, "the log goes on where it was")
    service.systemctl("restart")
    wait_until(lambda: {"stopped", "ready"} <= names_in(log), 20, what="the next start goes on in the file")


def probe_is_told(folder, cleanup):
    """what `doctor --probe` makes and deletes stands in the journal, with who asked for it"""
    alice = new_user(cleanup, "alice")
    service.reset()
    emulator = cloud(folder, cleanup, desktops=2)
    service.configure(emulator, credentials="environment")
    service.policy("nightly")
    desktop = emulator.get("state")["desktops"][0]["id"]
    probed = as_user("alice", "env", f"ALIBABA_CLOUD_ACCESS_KEY_ID={KEY_ID}", f"ALIBABA_CLOUD_ACCESS_KEY_SECRET={KEY_SECRET}",
                     "ecdsnap", "doctor", "--probe", desktop, "--yes")
    check(probed.returncode == 0, f"{probed}")
    told_of = ["journalctl", "SYSLOG_IDENTIFIER=ecdsnap", "SYSLOG_FACILITY=10", "--output", "json", "--quiet"]
    begins = f"doctor --probe {desktop} in main/cn-hangzhou by {alice}: "
    wait_until(lambda: f"{begins}done" in run(*told_of).stdout, 10, what="the journal has the end")
    entries = [json.loads(line) for line in run(*told_of).stdout.splitlines()]
    check(all(entry["_UID"] == str(pwd.getpwnam("alice").pw_uid) for entry in entries), f"{entries}")
    check(all(entry["MESSAGE"].startswith(begins) for entry in entries), f"{entries}")
    said = [entry["MESSAGE"].removeprefix(begins) for entry in entries]
    made = {line.split()[1] for line in said if line.startswith("made ")}
    deleted = {line.split()[1] for line in said if line.startswith("deleted ")}
    check(made and made == deleted and said[0] == "begins" and said[-1] == "done", f"{said}")


if __name__ == "__main__":
    install(built_package())
    encrypt_key()
    run_cases(who_may_do_what, long_grace, proxy_only, several_keys, log_file, probe_is_told)
