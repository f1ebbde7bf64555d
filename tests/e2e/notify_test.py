#!/usr/bin/env python3
"""Notifications as services get them: every service's own check of body and signature, mail, heartbeats; and that none
of them holds up a snapshot, however it behaves."""
import json
import os
import ssl
import subprocess
import time

from harness import BIN, KEY_ID, KEY_SECRET, Daemon, Emulator, check, policy_text, run_cases, soon, wait_until
from notification_services import PASSWORD, SIGNING, TOKENS, MailServer, Services


def secret(folder, name, text):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text + "\n")
    path.chmod(0o600)
    return path


def channel(folder, services, name, extra="", of=None):
    """A channel of that service, as a line of the configuration."""
    of = of or name
    secret(folder, f"{name}-url", services.address(of))
    if of in SIGNING:
        secret(folder, f"{name}-key", SIGNING[of])
        extra += f", secret_file: {name}-key"
    return f"  - {{name: {name}, type: {of}, url_file: {name}-url{extra}}}\n"


def mail_channel(folder, mail):
    secret(folder, "mail-password", PASSWORD)
    return (f"  - {{name: mail, type: smtp, url: \"{mail.url}\", from: daemon@example.com, "
            "to: [ops@example.com, night@example.com], user: daemon, secret_file: mail-password}\n")


def services_of(cleanup):
    services = Services()
    cleanup.callback(services.close)
    return services


def daemon_of(folder, cleanup, channels, *options, desktops=5, snapshot_seconds=1):
    emulator = Emulator(folder, "--data-disks", 0, "--snapshot-seconds", snapshot_seconds, "--desktops", desktops,
                        "--regions", "cn-hangzhou", *options)
    cleanup.callback(emulator.close)
    daemon = Daemon(folder / "d", emulator.url, extra=f"notifications:\n{channels}")
    daemon.policy("nightly", policy_text("nightly", "0 3 1 1 *", window="20s"))
    cleanup.callback(lambda: daemon.process and daemon.process.poll() is None and daemon.kill())
    daemon.start()
    wait_until(lambda: daemon.serving() and daemon.status()["ready"], 40, what="ready")
    return emulator, daemon


def night(daemon):
    daemon.ecdsnap("run", "nightly", "--wait", check=False)


def no_secret_in(*texts):
    for text in texts:
        for word in (*TOKENS.values(), *SIGNING.values(), PASSWORD, "sign="):
            check(word not in text, f"{word} is shown: {text[max(0, text.find(word) - 200):][:400]}")


def every_service(folder, cleanup):
    """an error reaches every service, with a signature that it accepts; nothing secret is logged"""
    services, mail = services_of(cleanup), MailServer()
    cleanup.callback(mail.close)
    body = ", body: '{\"summary\": \"{title}\", \"nested\": {\"text\": \"{text}\", \"level\": \"{level}\"}}'"
    names = ("dingtalk", "feishu", "wecom", "slack")
    channels = "".join(channel(folder / "d", services, name) for name in names)
    channels += channel(folder / "d", services, "webhook", body) + mail_channel(folder / "d", mail)
    emulator, daemon = daemon_of(folder, cleanup, channels)
    emulator.post("keys", {"access_key": KEY_ID, "revoked": True})
    night(daemon)
    wait_until(lambda: all(services.got[name] for name in (*names, "webhook")) and mail.mails, 20, what="all told")
    check(not services.refused, f"{services.refused}")
    for name in names:
        check("[ERROR] " in services.got[name][0] and "What to do: " in services.got[name][0], services.got[name][0])
        check("site: main/cn-hangzhou" in services.got[name][0], services.got[name][0])
    hook = services.got["webhook"][0]
    check(hook["summary"].startswith("[ERROR]") and hook["nested"]["level"] == "error", f"{hook}")
    envelope, message = mail.mails[0]
    check([line.upper() for line in envelope] == ["MAIL FROM:<DAEMON@EXAMPLE.COM>", "RCPT TO:<OPS@EXAMPLE.COM>",
                                                  "RCPT TO:<NIGHT@EXAMPLE.COM>"], f"{envelope}")
    check(message["Subject"].startswith("[ERROR]") and message["Date"], f"{message['Subject']}")
    check("What to do: " in message.get_body().get_content(), message.as_string())
    check(mail.logins[0][1:] == [b"daemon", PASSWORD.encode()], f"{mail.logins}")
    took = daemon.stop()
    check(took < 12, f"the stop took {took:.1f} s")
    no_secret_in(daemon.log_path.read_text())


def recovery(folder, cleanup):
    """what is over is told once, to the channel that wants it"""
    services = services_of(cleanup)
    channels = channel(folder / "d", services, "dingtalk", ", events: [root_cause]")
    channels += channel(folder / "d", services, "feishu", ", events: [root_cause], recovery: false")
    emulator, daemon = daemon_of(folder, cleanup, channels)
    emulator.post("keys", {"access_key": KEY_ID, "revoked": True})
    night(daemon)
    wait_until(lambda: services.got["dingtalk"] and services.got["feishu"], 20, what="told")
    emulator.post("keys", {"access_key": KEY_ID, "secret": KEY_SECRET})
    night(daemon)
    wait_until(lambda: len(services.got["dingtalk"]) == 2, 60, what="over")
    check(services.got["dingtalk"][1].startswith("[OVER] "), f"{services.got['dingtalk']}")
    check(len(services.got["feishu"]) == 1, f"{services.got['feishu']}")


def threshold_and_policies(folder, cleanup):
    """only what comes so often, or in so many slots, is told, and only of these policies"""
    services = services_of(cleanup)
    of_failed = ", events: [task_failed]"
    channels = channel(folder / "d", services, "dingtalk", of_failed + ", threshold: {count: 3, within: 1h}")
    channels += channel(folder / "d", services, "slack", of_failed + ", threshold: {count: 3, of: 4}")
    channels += channel(folder / "d", services, "feishu", of_failed + ", policies: [other]")
    channels += channel(folder / "d", services, "wecom", of_failed)
    emulator, daemon = daemon_of(folder, cleanup, channels, "--fault", "CreateSnapshot:forbidden=100%")
    for runs in (1, 2):
        night(daemon)
        wait_until(lambda: len(daemon.events("task_failed")) == runs, 30, what="failed")
    wait_until(lambda: services.got["wecom"], 20, what="the one without a threshold")
    check(not services.got["dingtalk"] and not services.got["slack"], "told before the third")
    night(daemon)
    wait_until(lambda: services.got["dingtalk"], 20, what="the third")
    check("seen: 3 times" in services.got["dingtalk"][0], services.got["dingtalk"][0])
    wait_until(lambda: services.got["slack"], 20, what="the third slot of four")
    check(len(services.got["wecom"]) == 1, "told again before repeat_after")
    check(not services.got["feishu"], "told of another policy")


def bad_channels(folder, cleanup):
    """services that hang, answer 500 or refuse hold up neither snapshots, nor other channels, nor the end"""
    services = services_of(cleanup)
    services.mode = {"feishu": "hang", "wecom": "500", "slack": "bounce"}
    channels = "".join(channel(folder / "d", services, name) for name in ("dingtalk", "feishu", "wecom", "slack"))
    channels += "  - {name: nobody, type: webhook, url: \"http://127.0.0.1:1/webhook-token-0123456789\"}\n"
    emulator, daemon = daemon_of(folder, cleanup, channels, desktops=20)
    emulator.post("keys", {"access_key": KEY_ID, "revoked": True})
    night(daemon)
    wait_until(lambda: services.got["dingtalk"], 20, what="the good channel")
    wait_until(lambda: "feishu" in services.asked, 20, what="the one that hangs")
    emulator.post("keys", {"access_key": KEY_ID, "secret": KEY_SECRET})
    started = time.monotonic()
    night(daemon)
    check(time.monotonic() - started < 30, "snapshots were held up")
    check(len(emulator.live()) == len(emulator.eligible_disks()), "snapshots are missing")
    failed = lambda: {event["channel"] for event in daemon.events("notification_failed")}  # noqa: E731
    wait_until(lambda: failed() >= {"slack", "wecom", "nobody"}, 60, what=f"told of failures: {failed()}")
    told = [event["channel"] for event in daemon.events("notification_failed")]
    check(len(told) == len(set(told)), f"told more than once: {told}")
    services.mode = {"feishu": "hang"}
    wait_until(lambda: any(event["channel"] == "wecom" for event in daemon.events("notification_works_again")), 60,
               what="works again")
    check(services.got["wecom"], "what was held up is delivered")
    texts = [said for name in ("dingtalk", "wecom", "slack") for said in services.got[name]]
    check(not any("notification_failed" in said or "ECDS-1051" in said for said in texts), "channels about channels")
    took = daemon.stop()
    check(took < 12, f"the stop took {took:.1f} s")
    no_secret_in(daemon.log_path.read_text())


def heartbeat(folder, cleanup):
    """a slot that is met beats start and success; one with a failed snapshot beats fail"""
    services = services_of(cleanup)
    emulator, daemon = daemon_of(folder, cleanup, channel(folder / "d", services, "heartbeat", ", policies: [minutely]"))
    night(daemon)  # of a policy that does not count, and by a person
    minute, hour = soon()
    daemon.policy("minutely", policy_text("minutely", f"{minute},{(minute + 1) % 60} * * * *", window="40s"))
    daemon.ecdsnap("reload")
    daemon.ecdsnap("run", "minutely", "--wait", check=False)  # by a person: does not count
    check(not services.got["heartbeat"], f"{services.got['heartbeat']}")
    wait_until(lambda: services.got["heartbeat"] == ["/start", "success"], 120, what="the first slot")
    emulator.post("faults", {"faults": ["CreateSnapshot:forbidden=100%"]})
    wait_until(lambda: len(services.got["heartbeat"]) >= 4, 120, what="the second slot")
    check(services.got["heartbeat"][2:] == ["/start", "/fail"], f"{services.got['heartbeat']}")
    no_secret_in(daemon.log_path.read_text())


def by_hand(folder, cleanup):
    """ecdsnap notify --test says what each service answers; needs no daemon; shows no secret"""
    services, mail = services_of(cleanup), MailServer()
    cleanup.callback(mail.close)
    d = folder / "d"
    names = ("dingtalk", "feishu", "wecom", "slack", "webhook", "heartbeat")
    channels = "".join(channel(d, services, name) for name in names) + mail_channel(d, mail)
    daemon = Daemon(d, "http://127.0.0.1:1", extra=f"notifications:\n{channels}")
    daemon.policy("nightly", policy_text("nightly", "0 3 1 1 *"))

    def ecdsnap(*words):
        command = [BIN / "ecdsnap", "--config", daemon.config, "notify", *words]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, env=daemon.environment)

    answer = ecdsnap("--test")
    check(answer.returncode == 0, f"{answer}")
    check(answer.stdout.count(": delivered: ") == 7, answer.stdout)
    check('dingtalk: delivered: HTTP 200: {"errcode":0' in answer.stdout, answer.stdout)
    check(services.got["heartbeat"] == ["/log"], f"{services.got['heartbeat']}")
    check("[TEST]" in services.got["feishu"][0] and len(mail.mails) == 1, "the test message")
    services.mode = {"slack": "bounce"}
    refused = ecdsnap("--test", "slack", "--json")
    check(refused.returncode == 1, f"{refused}")
    told = json.loads(refused.stdout)["channels"]
    check(len(told) == 1 and not told[0]["delivered"] and "HTTP 403" in told[0]["said"], f"{told}")
    unknown = ecdsnap("--test", "slak")
    check(unknown.returncode == 2 and 'did you mean "slack"' in unknown.stderr, f"{unknown}")
    check(ecdsnap().returncode == 2, "without --test")
    (d / "slack-url").chmod(0o644)
    open_to_all = ecdsnap("--test", "slack")
    check(open_to_all.returncode == 2 and "can be read by others" in open_to_all.stderr, f"{open_to_all}")
    no_secret_in(answer.stdout + answer.stderr, refused.stdout + refused.stderr, open_to_all.stderr)


def over_tls(folder, cleanup):
    """mail and webhooks go over TLS to whom the certificate is for, and to nobody else; no password leaves without it"""
    d = folder / "d"
    trust = {name: certificate(folder, name) for name in ("good", "other")}
    elsewhere = "127.0.0.2"  # not taken for this machine, so that nothing may be in the clear

    def server_context(name):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(trust[name], folder / f"{name}.key")
        return context

    cases = {"smtps": (MailServer(elsewhere, server_context("good")), True),
             "starttls": (MailServer(elsewhere, server_context("good"), starttls=True), True),
             "smtps of a stranger": (MailServer(elsewhere, server_context("other")), False),
             "starttls of a stranger": (MailServer(elsewhere, server_context("other"), starttls=True), False),
             "in the clear": (MailServer(elsewhere), False),
             "https": (Services(elsewhere, server_context("good")), True),
             "https of a stranger": (Services(elsewhere, server_context("other")), False)}
    for name, (server, good) in cases.items():
        cleanup.callback(server.close)
        mail = isinstance(server, MailServer)
        daemon = Daemon(d, "http://127.0.0.1:1",
                        extra="notifications:\n" + (mail_channel(d, server) if mail else channel(d, server, "slack")))
        daemon.policy("nightly", policy_text("nightly", "0 3 1 1 *"))
        answer = subprocess.run([BIN / "ecdsnap", "--config", daemon.config, "notify", "--test"], capture_output=True, text=True,
                                timeout=60, env={**daemon.environment, "SSL_CERT_FILE": str(trust["good"])})
        check((answer.returncode == 0) == good, f"{name}: {answer}")
        arrived = server.mails or server.logins if mail else server.got["slack"]
        check(bool(arrived) == good, f"{name}: {arrived}")
        no_secret_in(answer.stdout + answer.stderr)


def certificate(folder, name):
    """For 127.0.0.2, by itself; the path of the certificate, its key beside it."""
    file = folder / f"{name}.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                    "-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.2", "-keyout", folder / f"{name}.key", "-out", file],
                   check=True, capture_output=True)
    return file


def reloading(folder, cleanup):
    """a reload takes channels up; a new token in a file needs none"""
    services = services_of(cleanup)
    channels = channel(folder / "d", services, "dingtalk", ", events: [paused]")
    wrong = services.address("dingtalk").replace(TOKENS["dingtalk"], "an-old-token-0123456789")
    secret(folder / "d", "dingtalk-url", wrong)
    _, daemon = daemon_of(folder, cleanup, channels)
    daemon.ecdsnap("pause", "nightly", "--until", "1h", "--reason", "a test")
    wait_until(lambda: daemon.events("notification_failed"), 20, what="refused with the old token")
    check("an-old-token" not in daemon.log_path.read_text(), "the token is logged")
    secret(folder / "d", "dingtalk-url", services.address("dingtalk"))
    daemon.ecdsnap("pause", "--site", "main/cn-hangzhou", "--until", "1h", "--reason", "a test")
    wait_until(lambda: services.got["dingtalk"], 20, what="told with the new token")
    check(len(services.refused) == 1, f"{services.refused}")
    text = daemon.config.read_text()
    daemon.config.write_text(text + channel(folder / "d", services, "wecom", ", events: [reloaded]"))
    daemon.ecdsnap("reload")
    wait_until(lambda: services.got["wecom"], 20, what="the new channel")
    check("[INFO]" in services.got["wecom"][0], services.got["wecom"][0])


if __name__ == "__main__":
    os.umask(0o077)
    run_cases(every_service, recovery, threshold_and_policies, bad_channels, heartbeat, by_hand, over_tls, reloading, at_once=3)
