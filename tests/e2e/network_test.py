#!/usr/bin/env python3
"""Hostile networks: a proxy that loses tunnels, servers that pretend to be the cloud."""
import http.server
import os
import threading

from harness import Daemon, Emulator, check, policy_text, run_cases, wait_until
from lossy_proxy import LossyProxy
from tls_strangers import Authority, Stranger

NEVER = "0 3 1 1 *"
PASSWORD = "correct horse"


def of_account(daemon, lines):
    """Adds keys to the account, before its `limits`."""
    text = daemon.config.read_text()
    daemon.config.write_text(text.replace("    limits:", "".join(f"    {line}\n" for line in lines) + "    limits:"))


def stop_later(daemon, cleanup):
    cleanup.callback(lambda: daemon.process and daemon.process.poll() is None and daemon.kill())


def lossy_proxy(folder, cleanup):
    """through a proxy that wants a password and drops every twentieth CONNECT, each disk has each snapshot exactly once"""
    desktops, enough = 12, 40
    policies = [f"policy-{number}" for number in range(25)]  # a calm machine opens two tunnels for each, a busy one seven
    emulator = Emulator(folder, "--desktops", desktops, "--data-disks", 0, "--snapshot-seconds", 1, tls=True)
    cleanup.callback(emulator.close)
    proxy = LossyProxy("me", PASSWORD, drops=20, idle=1)
    cleanup.callback(proxy.close)
    password = folder / "password"
    password.write_text(PASSWORD + "\n")
    password.chmod(0o600)
    daemon = Daemon(folder / "d", emulator.url, in_flight=16)
    stop_later(daemon, cleanup)
    of_account(daemon, [f"ca_file: {folder}/tls/ca.pem",
                        f"proxy: {{url: \"http://127.0.0.1:{proxy.port}\", user: me, password_file: {password}}}"])
    for name in policies:
        daemon.policy(name, policy_text(name, NEVER))
    daemon.start()
    wait_until(lambda: daemon.serving() and daemon.status()["ready"], 60, what="ready")
    disks = emulator.eligible_disks()
    ran = 0
    while proxy.asked < enough and ran < len(policies):
        daemon.ecdsnap("run", policies[ran])
        ran += 1
        wait_until(lambda: sum(task["outcome"] == "done" for task in daemon.history()) == ran * len(disks), 60, pause=1,
                   what=f"run {ran} is done")
        wait_until(lambda: proxy.open <= 1, 60, what="tunnels that nobody uses have ended")  # the next run opens new ones
    check(set(emulator.live()) == disks and all(len(made) == ran for made in emulator.live().values()),
          f"not {ran} of each: { {disk: len(made) for disk, made in emulator.live().items()} }")
    print(f"# {proxy.asked} tunnels asked for, {proxy.dropped} dropped, {proxy.most_open} open at a time")
    check(proxy.asked >= enough and proxy.dropped >= 2 and proxy.unknown == 0, f"{proxy.asked} {proxy.dropped} {proxy.unknown}")
    check(b"CreateSnapshot" not in proxy.seen and b"testid" not in proxy.seen, "the proxy could read the calls")
    log = daemon.log_path.read_text()
    check(PASSWORD not in log and proxy.wanted not in log, "the proxy's password is in the log")


def wrong_password(folder, cleanup):
    """a proxy that does not accept the password is said in the log and in the status, with what to do"""
    proxy = LossyProxy("me", "other", drops=20, idle=0.3)
    cleanup.callback(proxy.close)
    daemon = Daemon(folder / "d", "https://ecd.cn-hangzhou.aliyuncs.com")
    stop_later(daemon, cleanup)
    daemon.policy("nightly", policy_text("nightly", NEVER))
    daemon.environment["HTTPS_PROXY"] = f"http://me:hunter2@127.0.0.1:{proxy.port}"
    daemon.start()
    problem = wait_until(lambda: daemon.serving() and daemon.status()["sites"][0]["problem"], 60, what="the site has a problem")
    check("does not accept the user and password (HTTP 407); correct them where the proxy is configured" in problem, problem)
    check(f"the proxy http://127.0.0.1:{proxy.port} " in problem, problem)
    wait_until(lambda: "(HTTP 407)" in daemon.log_path.read_text(), 20, what="the log says it")
    check("hunter2" not in daemon.log_path.read_text(), "the password is in the log")
    check(proxy.asked == 0 and 0 < proxy.unknown < 30, f"{proxy.unknown} times asked")


def strangers(folder, cleanup):
    """an expired certificate, one for another name and one of an unknown CA are refused in words; no request arrives"""
    ours, unknown = Authority(folder / "ours", "our CA"), Authority(folder / "unknown", "their CA")
    rows = {
        "expired": (ours.issue("expired", "DNS:localhost", end="20200201000000Z"),
                    "certificate has expired; it was valid until 2020-02-01T00:00:00Z and this machine's clock says 20"),
        "renamed": (ours.issue("renamed", "DNS:other.example"),
                    "hostname mismatch; it is for 'other.example', not for 'localhost'; check the endpoint"),
        "unknown": (unknown.issue("unknown", "DNS:localhost"),
                    "its issuer is not a trusted CA here; a private CA goes into the account's ca_file"),
        "good": (ours.issue("good", "DNS:localhost"), None),
    }
    servers = {name: Stranger(*row[0]) for name, row in rows.items()}
    for server in servers.values():
        cleanup.callback(server.close)
    daemon = Daemon(folder / "d", "unused")
    stop_later(daemon, cleanup)
    account = "  - {{name: {}, credentials: environment, regions: [cn-hangzhou], endpoint: \"https://localhost:{}\", ca_file: {}}}\n"
    daemon.config.write_text("accounts:\n" + "".join(account.format(name, server.port, ours.certificate)
                                                    for name, server in servers.items()) +
                             "policies: policies.d\nledger: sqlite:ledger.db\ncontrol: {socket: control.sock}\nmetrics: {listen: none}\n"
                             "log: {format: json, level: debug}\n")
    daemon.policy("nightly", policy_text("nightly", NEVER))
    daemon.start()
    for name in ("expired", "renamed", "unknown"):
        words = rows[name][1]
        wait_until(lambda: any(site["site"].startswith(name) and words in (site["problem"] or "")
                               for site in daemon.status()["sites"]) if daemon.serving() else False, 60,
                   what=f"{name}: status says it")
        wait_until(lambda: words in daemon.log_path.read_text(), 60, what=f"{name}: the log says it")
        server = servers[name]
        check(server.connections > 0 and server.handshakes == 0 and server.bytes == 0,
              f"{name}: {server.connections} connections, {server.handshakes} handshakes, {server.bytes} bytes")
    wait_until(lambda: servers["good"].bytes > 0, 60, what="a server with a good certificate gets requests")


class PortalPage(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        page = b"<!DOCTYPE html><html><head><title>Guest network: log in</title></head></html>"
        self.send_response(200)
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *arguments):
        pass


def portal(folder, cleanup):
    """a captive portal's page in the place of answers is called what it is, with its title"""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), PortalPage)
    cleanup.callback(server.shutdown)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    daemon = Daemon(folder / "d", f"http://127.0.0.1:{server.server_port}")
    stop_later(daemon, cleanup)
    daemon.policy("nightly", policy_text("nightly", NEVER))
    daemon.start()
    words = "page titled 'Guest network: log in', not an answer of the service (a proxy or a captive portal?)"
    wait_until(lambda: daemon.serving() and words in (daemon.status()["sites"][0]["problem"] or ""), 60, what="status says it")
    wait_until(lambda: words in daemon.log_path.read_text(), 20, what="the log says it")


if __name__ == "__main__":
    for variable in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"):
        os.environ.pop(variable, None)
    run_cases(lossy_proxy, wrong_password, strangers, portal, at_once=4)
