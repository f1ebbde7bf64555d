#!/usr/bin/env python3
"""Consequences, before they happen: what a reload changes and may change, approvals, the daemon's own warnings."""
import json
import pathlib
import signal

from harness import Daemon, Emulator, check, policy_text, run_cases, soon, wait_until

NEVER = "0 3 1 1 *"


def serving(folder, cleanup, desktops=20, endpoint=None, policies=(), extra=""):
    emulator = Emulator(folder, "--desktops", desktops, "--data-disks", 0, "--snapshot-seconds", 1)
    cleanup.callback(emulator.close)
    daemon = Daemon(folder / "d", endpoint or emulator.url, extra=extra)
    cleanup.callback(lambda: daemon.process and daemon.process.poll() is None and daemon.kill())
    for name, text in policies:
        daemon.policy(name, text)
    daemon.start()
    if endpoint:
        wait_until(daemon.serving, 30, what="serving")
    else:
        wait_until(lambda: daemon.serving() and daemon.status()["ready"], 60, what="ready")
    return emulator, daemon


def creates(emulator):
    return emulator.counters()["requests"].get("CreateSnapshot", 0)


def covered(daemon, name):
    return next(policy["desktops"] for policy in daemon.status()["policies"] if policy["name"] == name)


def reload_limits(folder, cleanup):
    """a reload that loses or gains too much is refused as a whole, says the numbers, and goes ahead by force"""
    _, daemon = serving(folder, cleanup, policies=[("nightly", policy_text("nightly", NEVER))],
                        extra="reload: {max_lost: 25%, max_gained: 5}\n")
    daemon.policy("nightly", policy_text("nightly", NEVER, select='{name: "none-*"}'))
    refused = daemon.ecdsnap("reload", check=False)
    print("# " + (refused.stdout + refused.stderr).replace("\n", "\n# "))
    check(refused.returncode == 1 and "policy nightly: 20 desktops lost (ecd-" in refused.stdout, f"{refused}")
    check("20 of 20 desktops that are backed up now would be lost" in refused.stderr and "25%, 5 desktops" in refused.stderr
          and "`ecdsnap reload --force`" in refused.stderr, f"{refused}")
    check(covered(daemon, "nightly") == 20, "the refused configuration is in force")
    check("would be lost" in daemon.status()["reload_problem"], "status does not show the refusal")
    daemon.process.send_signal(signal.SIGHUP)
    wait_until(lambda: len(daemon.events("reload_limited")) == 2, 20, what="SIGHUP is refused too")
    event = daemon.events("reload_limited")[0]
    check(event["lost"] == 20 and event["gained"] == 0 and "ecd-" in event["examples"], f"{event}")
    answer = json.loads(daemon.ecdsnap("reload", "--json", check=False).stdout)
    check(answer["reloaded"] is False and answer["lost"] == 20 and answer["error"]["code"] == "reload_limited", f"{answer}")
    check(covered(daemon, "nightly") == 20 and not daemon.events("reloaded"), "a refused reload changed something")

    forced = daemon.ecdsnap("reload", "--force")
    check("in force" in forced.stdout and covered(daemon, "nightly") == 0, f"{forced}")
    check(not daemon.status()["reload_problem"], "the refusal is still shown")
    check(daemon.events("reload_uncovered")[0]["count"] == 20 and daemon.events("reload_effect"), "what it changed is not told")
    check("forced although 20 of 20" in daemon.events("reloaded")[0]["detail"], f"{daemon.events('reloaded')}")

    daemon.policy("nightly", policy_text("nightly", NEVER))
    gained = daemon.ecdsnap("reload", check=False)
    check(gained.returncode == 1 and "20 desktops would be gained" in gained.stderr, f"{gained}")
    text = daemon.config.read_text()
    daemon.config.write_text(text.replace("max_gained: 5", "max_gained: unlimited"))
    gained = daemon.ecdsnap("reload", check=False)
    check(gained.returncode == 1, "a new file allows itself what the one in force forbids")
    daemon.ecdsnap("reload", "--force")
    check(covered(daemon, "nightly") == 20, "it is not in force")


def unknown_desktops(folder, cleanup):
    """while a site has not been listed, only a reload that cannot lose or gain any desktop goes ahead without force"""
    _, daemon = serving(folder, cleanup, desktops=1, endpoint="http://127.0.0.1:9",
                        policies=[("nightly", policy_text("nightly", NEVER))])
    daemon.policy("nightly", policy_text("nightly", "0 4 1 1 *"))
    daemon.ecdsnap("reload")
    daemon.policy("nightly", policy_text("nightly", NEVER, select='{name: "win-*"}'))
    refused = daemon.ecdsnap("reload", check=False)
    check(refused.returncode == 1 and "the desktops of main/cn-hangzhou have not been listed since the start" in refused.stderr,
          f"{refused}")
    check(daemon.events("reload_limited")[0]["site"] == "main/cn-hangzhou", "the site is not named")
    daemon.ecdsnap("reload", "--force")
    check(len(daemon.events("reloaded")) == 2, "the forced reload is not in force")


def connections_to(emulator):
    """How many are established, by the kernel's word."""
    port = f":{int(emulator.url.rsplit(':', 1)[1]):04X}"
    fields = [line.split() for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(remote.endswith(port) and state == "01" for _, _, remote, state, *_ in fields)


def approvals(folder, cleanup):
    """over more desktops than approve_above nothing is sent before a person's word, over a kill and by hand too"""
    minute, hour = soon(20)
    careful = policy_text("careful", f"{minute} {hour} * * *", extra="    approve_above: 5\n")
    emulator, daemon = serving(folder, cleanup, policies=[("careful", careful)])
    by_hand = daemon.ecdsnap("run", "careful", check=False)
    check(by_hand.returncode == 1 and "covers 20 desktops, more than the 5" in by_hand.stderr, f"{by_hand}")
    check(any(e["reason"] == "needs_approval" for e in wait_until(lambda: daemon.events("plan_warning"), 20)), "not warned")
    opened = [0]  # although nothing is sent: for the slot's first calls

    def waits():
        opened.append(connections_to(emulator))
        return daemon.events("approval_needed")

    wait_until(waits, 120, what="the slot waits")
    check(max(opened) >= 15, f"at most {max(opened)} connections were there when the slot was due")
    daemon.kill()
    daemon.start()
    wait_until(lambda: daemon.serving() and daemon.status()["ready"], 60, what="ready again")
    wait_until(lambda: len(daemon.events("approval_needed")) == 2, 20, what="told again after the start")
    shown = daemon.ecdsnap("status", check=False)
    check(shown.returncode == 1 and "NOT APPROVED policy careful covers 20 desktops" in shown.stdout, shown.stdout)
    check(creates(emulator) == 0, "something was sent without an approval")
    said = daemon.ecdsnap("approve", "careful").stdout
    check(said == "policy careful may run over up to 22 desktops\n", said)
    wait_until(lambda: len(emulator.live()) == 20, 60, what="all snapshots after the approval")
    approval = daemon.status()["policies"][0]["approval"]
    check(approval["approved"]["up_to"] == 22 and approval["waiting_desktops"] == 0, f"{approval}")
    daemon.kill()
    daemon.start()
    wait_until(lambda: daemon.serving() and daemon.status()["ready"], 60, what="ready once more")
    done = daemon.ecdsnap("run", "careful", "--wait")
    check(done.returncode == 0 and creates(emulator) == 40, f"{done}")
    unknown = daemon.ecdsnap("approve", "nightly", check=False)
    check(unknown.returncode == 2 and "there is no policy 'nightly'" in unknown.stderr, f"{unknown}")


def warnings(folder, cleanup):
    """what check --inventory warns of, the daemon tells once the desktops are known, and again only what a reload changes"""
    _, daemon = serving(folder, cleanup, policies=[("nightly", policy_text("nightly", "0 18 * * *")),
                                                   ("empty", policy_text("empty", "0 10 * * *", select='{name: "none-*"}'))])
    told = wait_until(lambda: daemon.events("plan_warning"), 20, what="a warning")
    check([(e["policy"], e["reason"]) for e in told] == [("empty", "matches_nothing")], f"{told}")
    hours = daemon.events("service_hours")
    check(len(hours) == 1 and hours[0]["level"] == "info" and hours[0]["policy"] == "nightly", f"{hours}")
    daemon.policy("twin", policy_text("twin", "5 18 * * *"))
    daemon.ecdsnap("reload")
    told = wait_until(lambda: daemon.events("plan_warning")[1:], 20, what="the new warning")
    check([(e["policy"], e["reason"]) for e in told] == [("nightly", "same_disks")], f"{told}")
    check([e["policy"] for e in daemon.events("service_hours")] == ["nightly", "twin"], f"{daemon.events('service_hours')}")
    changes = [e["message"] for e in daemon.events("reload_change")]
    check(len(changes) == 1 and changes[0].startswith("policy twin: is new; 20 desktops gained (ecd-"), f"{changes}")


if __name__ == "__main__":
    run_cases(reload_limits, unknown_desktops, approvals, warnings)
