#!/usr/bin/env python3
"""What the journal has of the service, and what others make of it. Runs inside a booted system: boot.sh journal_cases.py [CASE...]"""
import json
import re

from machine import (NEVER, PRIORITY, Service, built_package, check, encrypt_key, install, policy_text, run, run_cases, serve,
                     tells_on_failure, wait_until)

import log_pieces

service = Service()
told = tells_on_failure(service.unit)


def refused_night(folder, cleanup):
    """Every snapshot of a slot is refused for a right that is missing."""
    emulator = serve(service, folder, cleanup)
    emulator.post("faults", {"faults": ["CreateSnapshot:forbidden=100%"]})
    service.ecdsnap("run", "nightly")
    wait_until(lambda: service.events("root_cause"), 30, what="an error event")


@told
def journal_levels(folder, cleanup):
    """what `journalctl -p err` and `-p warning` show are the events of these levels"""
    refused_night(folder, cleanup)
    levels = {"started": "info", "ready": "info", "policy_added": "info", "root_cause": "error"}
    for name, level in levels.items():
        found = service.events(name)
        check(found and all(priority == PRIORITY[level] for _, priority, _ in found), f"{name} is not at level {level}: {found}")
    _, _, refused = service.events("root_cause")[0]
    wanted = {"ECDSNAP_REASON": "permission", "ECDSNAP_ID": "ECDS-1301", "SYSLOG_IDENTIFIER": "ecdsnapd"}
    check(wanted.items() <= refused.items() and "ecdsnap ram-policy" in refused["MESSAGE"], f"{refused}")
    found = service.journal("ECDSNAP_EVENT=root_cause", "ECDSNAP_REASON=permission")
    check([entry["ECDSNAP_EVENT"] for entry in found] == ["root_cause"], f"a search by fields: {found}")
    explained = run("journalctl", "--unit", service.unit, "--catalog", "--quiet", "MESSAGE_ID=" + refused["MESSAGE_ID"]).stdout
    check("Subject: ECDS-1301 root_cause" in explained and "What to do: The reason and" in explained, f"journalctl -x: {explained}")
    alone = service.journal("--priority", "err")
    check(alone and all(entry["PRIORITY"] == "3" for entry in alone), "journalctl -p err")
    check(all(e["_SYSTEMD_UNIT"] == service.unit for _, _, e in service.events()), "an event of another unit")


@told
def log_pieces_on_entries(folder, cleanup):
    """the pieces for log pipelines find their fields in entries that the journal really has, with these types"""
    refused_night(folder, cleanup)
    _, remap = log_pieces.vector()
    rules = log_pieces.alloy_rules(log_pieces.alloy())
    kept = {value for _, pairs in log_pieces.fluent_bit() for key, value in pairs if key == "Allowlist_key"}
    for name, priority, entry in service.events():
        level = next(level for level, number in PRIORITY.items() if number == priority)
        made = remap(entry)
        check((made["event"], made["level"]) == (name, level), f"{made}")
        check(made["count"] is None or isinstance(made["count"], int), f"{made}")
        labels = log_pieces.journal_labels(entry)
        found = {target: labels[source] for source, target in rules if source in labels}
        check((found["event"], found["level"]) == (name, level), f"{found}")
    _, _, refused = service.events("root_cause")[0]
    made = remap(refused)
    wanted = {"id": "ECDS-1301", "site": "main/cn-hangzhou", "reason": "permission"}
    check(wanted.items() <= made.items() and made["code"] and made["count"] > 0, f"{made}")
    names = {each.lower() for _, _, entry in service.events() for each in entry}
    check({"ecdsnap_policy", "ecdsnap_slot", "ecdsnap_reason", "ecdsnap_count"} <= names & kept, f"{names} {kept}")


@told
def ten_questions(folder, cleanup):
    """each of the ten one-liners for whoever is on call finds its event"""
    emulator = serve(service, folder, cleanup, drop_in="[Service]\nExecReload=\nExecReload=/bin/kill -HUP $MAINPID\n")
    service.policy("brief", text=policy_text("brief", NEVER, window="5s"))
    service.systemctl("reload")
    wait_until(lambda: service.events("reloaded"), 30, what="the reload")
    emulator.post("faults", {"faults": ["CreateSnapshot:forbidden=30%"], "throttle": ["1:CreateSnapshot"]})
    service.ecdsnap("run", "nightly")
    wait_until(lambda: service.events("root_cause") and service.events("throttled"), 60, what="refused and throttled")
    service.ecdsnap("run", "brief")
    wait_until(lambda: service.events("task_missed"), 60, what="what was missed")
    wait_until(lambda: [e for _, _, e in service.events("slot_finished") if e["ECDSNAP_POLICY"] == "brief"], 60, what="its end")
    desktop = next(entry["ECDSNAP_DESKTOP"] for _, _, entry in service.events() if "ECDSNAP_DESKTOP" in entry)
    service.systemctl("restart")
    finds = ["root_cause", "root_cause", "slot_finished", "task_missed", "snapshot_done", None, "root_cause", "throttled", "command_done",
             "reloaded"]
    for (command, question), event in zip(log_pieces.questions(), finds, strict=True):
        command = command.replace("ecd-abc", desktop)
        said = run("sh", "-c", command).stdout
        check(len(said.splitlines()) > 0 and "-- No entries --" not in said, f"{command}: {said}")
        if "jq" in command:
            check(re.fullmatch(r"main/cn-hangzhou\t\S*\t\d*", said.splitlines()[0]), f"{command}: {said}")
            continue
        entries = [json.loads(line) for line in run("sh", "-c", command.replace(" -x", "") + " -o json").stdout.splitlines()]
        names = {entry.get("ECDSNAP_EVENT") for entry in entries}
        check(event in names or (event is None and all(e["ECDSNAP_DESKTOP"] == desktop for e in entries)), f"{question}: {names}")


if __name__ == "__main__":
    install(built_package())
    encrypt_key()
    run_cases(journal_levels, log_pieces_on_entries, ten_questions)
