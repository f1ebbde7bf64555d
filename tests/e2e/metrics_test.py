#!/usr/bin/env python3
"""Metrics, health and alerts: figures beside the emulator's own, a real Prometheus, who is let in, hostile clients."""
import base64
import contextlib
import json
import re
import socket
import ssl
import subprocess
import time
import urllib.request

from harness import Emulator, check, free_port, need, policy_text, run_cases, wait_until
from metrics_page import MONITORING, get, page_of, with_metrics


def fleet(folder, cleanup, *options, desktops=40, metrics="", policy_extra="", **settings):
    emulator = Emulator(folder, "--desktops", desktops, "--data-disks", "50%", "--snapshot-seconds", 1, *options)
    cleanup.callback(emulator.close)
    daemon = with_metrics(folder / "d", emulator.url, metrics, **settings)
    daemon.policy("nightly", policy_text("nightly", "0 3 1 1 *") + policy_extra)
    cleanup.callback(lambda: daemon.process and daemon.process.poll() is None and daemon.kill())
    return emulator, daemon


def ready(daemon):
    with contextlib.suppress(OSError):
        return get(daemon.url + "/readyz")[0] == 200
    return False


def run_slot(daemon, disks):
    """One slot of `nightly` by hand, to its end."""
    wait_until(lambda: ready(daemon), 30, what="ready")
    daemon.ecdsnap("run", "nightly")
    wait_until(lambda: page_of(daemon).all("ecdsnap_tasks_total", policy="nightly", outcome="done") == [float(disks)], 60,
               what="every snapshot is verified")


def figures(folder, cleanup):
    """the figures are those of the emulator; after a restart what the past tells is there at once"""
    emulator, daemon = fleet(folder, cleanup, policy_extra="    objective: {rpo: 366d, verified_within: 1h}\n")
    disks = len(emulator.eligible_disks())
    check(disks > 40, f"{disks} disks")
    daemon.start()
    run_slot(daemon, disks)
    page = page_of(daemon)
    requests = emulator.counters()["requests"]
    made = len(emulator.user_snapshots())
    check(made == disks, f"{made} snapshots of {disks} disks")
    check(page("ecdsnap_snapshots_total", state="accomplished") == made, "accomplished")
    check(page("ecdsnap_snapshots_total", state="accepted") == made, "accepted")
    check(page("ecdsnap_calls_total", action="CreateSnapshot", result="good") == requests["CreateSnapshot"], "creates")
    check(page("ecdsnap_call_duration_seconds_count", action="CreateSnapshot") == requests["CreateSnapshot"], "latencies")
    check(page("ecdsnap_site_desktops", site="main/cn-hangzhou") == len(emulator.get("state")["desktops"]), "desktops")
    check(page("ecdsnap_policy_desktops", policy="nightly") == 40, "covered")
    check(page("ecdsnap_verified_age_seconds_count") == disks, "disks with an age")
    check(page("ecdsnap_disks_never_verified") == 0, "never verified")
    check(page("ecdsnap_policy_disks_over_objective", policy="nightly") == 0, "over the objective")
    check(len(page.all("ecdsnap_oldest_verified_age_seconds")) == 10, "the oldest")
    check(page("ecdsnap_ledger_bytes") > 10_000 and page("ecdsnap_ledger_free_bytes") > 0, "the ledger's file")
    check(page("ecdsnap_ledger_commit_duration_seconds_count") > 1, "commits")
    check(page("ecdsnap_ready") == 1 and page("ecdsnap_clock_trusted") == 1, "ready")
    oldest = max(page.all("ecdsnap_oldest_verified_age_seconds"))

    daemon.kill()
    daemon.start()
    wait_until(lambda: ready(daemon), 30, what="ready again")
    page = page_of(daemon)
    check(page("ecdsnap_verified_age_seconds_count") == disks, "disks with an age, after a restart")
    check(max(page.all("ecdsnap_oldest_verified_age_seconds")) >= oldest, "ages, after a restart")
    check(page("ecdsnap_starts_last_hour") == 2, "starts")
    check(page("ecdsnap_tasks_total", policy="nightly", outcome="done") == 0, "counters begin anew")

    (daemon.folder / "policies.d/nightly.yaml").unlink()
    daemon.policy("weekly", policy_text("weekly", "0 4 1 1 *"))
    daemon.ecdsnap("reload", "--force")
    check(not page_of(daemon).all("ecdsnap_policy_desktops", policy="nightly"), "a policy that went is shown")
    check(not page_of(daemon).all("ecdsnap_tasks_total", policy="nightly"), "tasks of a policy that went are shown")


def readiness(folder, cleanup):
    """/readyz says why not, /healthz that the loop comes round, before the service has answered and after"""
    emulator, daemon = fleet(folder, cleanup)
    emulator.close()
    daemon.start()
    wait_until(daemon.serving, 30, what="serving")
    status, text = get(daemon.url + "/readyz")
    check(status == 503, f"/readyz: {status}")
    check(any("main/cn-hangzhou" in reason for reason in json.loads(text)["reasons"]), text)
    check(get(daemon.url + "/healthz")[0] == 200, "/healthz")
    check(page_of(daemon)("ecdsnap_ready") == 0, "ecdsnap_ready")


def who_is_let_in(folder, cleanup):
    """TLS, user and password, the Host header, methods"""
    certificate, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost", "-keyout", key, "-out",
                    certificate], check=True, capture_output=True)
    key.chmod(0o600)
    password = folder / "password"
    password.write_text("open sesame\n")
    password.chmod(0o600)
    _, daemon = fleet(folder, cleanup, metrics=f", hosts: [backup.example], tls: {{certificate: {certificate}, key: {key}}}, "
                                               f"auth: {{user: prometheus, password_file: {password}}}")
    daemon.start()
    wait_until(daemon.serving, 30, what="serving")
    trust = ssl.create_default_context(cafile=certificate)
    url = daemon.url.replace("http:", "https:")
    user = {"Authorization": "Basic " + base64.b64encode(b"prometheus:open sesame").decode()}
    check(get(url + "/metrics", user, trust)[0] == 200, "with the password")
    check(get(url + "/metrics", user | {"Host": "backup.example"}, trust)[0] == 200, "by its own name")
    check(get(url + "/metrics", user | {"Host": "evil.example"}, trust)[0] == 421, "by a foreign name")
    check(get(url + "/metrics", None, trust)[0] == 401, "without a password")
    wrong = {"Authorization": "Basic " + base64.b64encode(b"prometheus:sesame").decode()}
    check(get(url + "/metrics", wrong, trust)[0] == 401, "with another password")
    check(get(url + "/healthz", None, trust)[0] == 200, "health without a password")
    with contextlib.suppress(OSError):
        status, _ = get(daemon.url + "/metrics")
        check(False, f"plain HTTP was answered: {status}")
    old = subprocess.run(["openssl", "s_client", "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0", "-connect", url.removeprefix("https://")],
                         stdin=subprocess.DEVNULL, capture_output=True, text=True)
    check("Cipher is (NONE)" in old.stdout or old.returncode != 0, f"TLS 1.1: {old.stdout}")
    server = Prometheus(folder, cleanup, daemon, secured=(certificate, password))
    wait_until(lambda: server.value("up") == 1, 30, what="a real Prometheus gets in")
    check("sesame" not in daemon.log_path.read_text(), "the password is in the log")


def hostile_clients(folder, cleanup):
    """a hundred connections that say nothing, half a request or rubbish disturb neither snapshots nor Prometheus"""
    emulator, daemon = fleet(folder, cleanup, desktops=60)
    disks = len(emulator.eligible_disks())
    daemon.start()
    wait_until(lambda: ready(daemon), 30, what="ready")
    port = int(daemon.url.rsplit(":", 1)[1])
    clients = []
    for number in range(100):
        client = socket.create_connection(("127.0.0.1", port), timeout=5)
        cleanup.callback(client.close)
        client.sendall((b"", b"GET /metr", b"\x00\xff" * 2000, b"GET / HTTP/1.1\r\nX: " + b"x" * 9000)[number % 4])
        clients.append(client)
    started = time.monotonic()
    daemon.ecdsnap("run", "nightly")

    def settled():
        return len([task for task in daemon.history("--policy", "nightly") if task["outcome"] == "done"]) == disks

    wait_until(settled, 30, what="every snapshot is verified")
    took = time.monotonic() - started
    check(took < 20, f"the slot took {took:.0f} s")
    wait_until(lambda: ready(daemon), 40, what="Prometheus gets in again")
    check(page_of(daemon)("ecdsnap_snapshots_total", state="accomplished") == disks, "accomplished")


def taken_address(folder, cleanup):
    """an address that is taken is told once and keeps nothing else; the metrics come when it is free"""
    _, daemon = fleet(folder, cleanup)
    port = int(daemon.url.rsplit(":", 1)[1])
    other = socket.socket()
    cleanup.callback(other.close)
    other.bind(("127.0.0.1", port))
    other.listen()
    daemon.start()
    wait_until(lambda: daemon.serving() and daemon.status()["ready"], 30, what="ready")
    told = daemon.events("metrics_unavailable")
    check(len(told) == 1 and "Address already in use" in told[0]["detail"], f"told: {told}")
    other.close()
    wait_until(lambda: ready(daemon), 90, pause=2, what="the metrics come")
    daemon.stop()


class Prometheus:
    """A real one, with the shipped piece of its configuration and rules that do not wait."""

    def __init__(self, folder, cleanup, daemon, secured=None):
        """`secured`: the certificate that it trusts and its password's file; the lines for them are in the piece as comments."""
        place = folder / "prometheus"
        place.mkdir()
        rules = (MONITORING / "prometheus/ecdsnapd.rules.yml").read_text()
        (place / "rules.yml").write_text(re.sub(r"\n        for: \S+", "\n        for: 1s", rules))
        piece = (MONITORING / "prometheus/prometheus.yml").read_text()
        if secured:
            piece, lines = re.subn(r"\n    # (scheme|tls_config|basic_auth):", r"\n    \1:", piece)
            check(lines == 3, piece)
            for shipped, own in zip(("/etc/prometheus/ecdsnapd-ca.pem", "/etc/prometheus/ecdsnapd-password"), secured):
                piece = piece.replace(shipped, str(own))
        target = daemon.url.removeprefix("http://")
        (place / "prometheus.yml").write_text(
            "global: {evaluation_interval: 1s}\n"
            + piece.replace("127.0.0.1:9797", target).replace("30s", "1s").replace("ecdsnapd.rules.yml", "rules.yml"))
        port = free_port()
        self.url = f"http://127.0.0.1:{port}/api/v1"
        log = open(folder / "prometheus.log", "ab")
        server = subprocess.Popen([need("prometheus"), "--config.file", place / "prometheus.yml", "--storage.tsdb.path",
                                   place / "data", "--web.listen-address", f"127.0.0.1:{port}", "--log.level=warn"],
                                  stdout=log, stderr=log)
        cleanup.callback(server.wait)
        cleanup.callback(server.terminate)

    def ask(self, query):
        with contextlib.suppress(OSError):
            with urllib.request.urlopen(f"{self.url}/{query}", timeout=5) as answer:
                return json.load(answer)["data"]
        return None

    def value(self, metric):
        data = self.ask(f"query?query={metric}")
        return float(data["result"][0]["value"][1]) if data and data["result"] else None

    def firing(self):
        alerts = (self.ask("alerts") or {"alerts": []})["alerts"]
        return {alert["labels"]["alertname"]: alert["labels"] for alert in alerts if alert["state"] == "firing"}


def real_prometheus(folder, cleanup):
    """a real Prometheus scrapes it with the shipped rules; an alert fires when it should and no other does; promtool likes it"""
    need("prometheus")
    emulator, daemon = fleet(folder, cleanup)
    disks = len(emulator.eligible_disks())
    daemon.policy("nothing", policy_text("nothing", "0 3 1 1 *", select='{name: "there-is-none"}'))
    daemon.start()
    run_slot(daemon, disks)
    lint = subprocess.run([need("promtool"), "check", "metrics"], input=page_of(daemon).text, capture_output=True, text=True)
    check(lint.returncode == 0 and not lint.stderr, f"promtool check metrics: {lint.stdout}{lint.stderr}")
    server = Prometheus(folder, cleanup, daemon)
    wait_until(lambda: server.value("up") == 1, 30, what="Prometheus has scraped it")
    check(server.value("ecdsnap_verified_age_seconds_count") == disks, "disks with an age, in Prometheus")
    wait_until(server.firing, 30, what="an alert fires")
    time.sleep(5)
    firing = server.firing()
    if page_of(daemon)("ecdsnap_ledger_free_bytes") < 2e10:  # true, then
        firing.pop("EcdsnapDiskFull", None)
    check(list(firing) == ["EcdsnapPolicyMatchesNothing"], f"alerts: {list(firing)}")
    check(firing["EcdsnapPolicyMatchesNothing"]["policy"] == "nothing", f"{firing}")


def shipped_rules(folder, cleanup):
    """promtool: the rules are good, and each fires and does not fire when it should"""
    promtool = need("promtool")
    for command in (["check", "rules", "ecdsnapd.rules.yml"], ["test", "rules", "ecdsnapd.rules_test.yml"]):
        ran = subprocess.run([promtool, *command], cwd=MONITORING / "prometheus", capture_output=True, text=True)
        check(ran.returncode == 0, f"promtool {' '.join(command)}: {ran.stdout}{ran.stderr}")
    text = (MONITORING / "prometheus/ecdsnapd.rules.yml").read_text()
    tests = (MONITORING / "prometheus/ecdsnapd.rules_test.yml").read_text()
    for alert in re.findall(r"- alert: (\w+)", text):
        for what in ("fires", "does not fire"):
            check(f"- name: {alert} {what}\n" in tests, f"no test: {alert} {what}")
    for words in ("summary", "cause", "action"):
        check(text.count(f"          {words}: ") == text.count("- alert: "), f"an alert without {words}")


def shipped_names(folder, cleanup):
    """the board and the rules ask for metrics that there are, by labels that they have"""
    known = {}
    for line in (MONITORING / "metrics.md").read_text().splitlines():
        if row := re.match(r"\| `(\w+)` \| (\w+) \| (.*?) \|", line):
            name, kind, labels = row.groups()
            known[name] = set(re.findall(r"`(\w+)`", labels))
            if kind == "histogram":
                known |= {name + end: known[name] | {"le"} for end in ("_bucket", "_sum", "_count")}
    check(len(known) > 50, f"{len(known)} metrics")
    board = json.loads((MONITORING / "grafana/ecdsnapd.json").read_text())
    asked = [target["expr"] for panel in board["panels"] for target in panel.get("targets", [])]
    check(len(asked) >= 15, f"{len(asked)} queries of the board")
    asked += [variable["query"]["query"] for variable in board["templating"]["list"] if variable["type"] == "query"]
    rules = (MONITORING / "prometheus/ecdsnapd.rules.yml").read_text()
    asked += [rule.split("\n        labels:")[0] for rule in rules.split("expr:")[1:]]
    for query in asked:
        names = re.findall(r"\becdsnap_\w+(?:\{[^}]*\})?", query)
        check(names or "up{" in query, f"asks for nothing: {query}")
        for name in names:
            metric, _, matchers = name.partition("{")
            check(metric in known, f"there is no {metric}: {query}")
            for label in re.findall(r"(\w+)\s*[=!]~?", matchers):
                check(label in known[metric] | {"instance", "job"}, f"{metric} has no label {label}: {query}")
    ids = [panel["id"] for panel in board["panels"]]
    check(len(ids) == len(set(ids)), "two panels of one id")


run_cases(figures, readiness, who_is_let_in, hostile_clients, taken_address, real_prometheus, shipped_rules, shipped_names)
