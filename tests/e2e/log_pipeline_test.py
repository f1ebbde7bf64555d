#!/usr/bin/env python3
"""The log in other people's programs: rsyslog with the piece that is shipped; the other pieces, whose programs are not
to be had here, read by their grammar and played on every event."""
import datetime
import json
import re
import shutil
import subprocess
import time

import log_pieces
from harness import BIN, Skip, check, need, run_cases

PIECES = log_pieces.FOLDER


def ecdsnap(*arguments):
    return subprocess.run([BIN / "ecdsnap", *arguments], capture_output=True, text=True, check=True).stdout


def field_names(folder, cleanup):
    """Each field and event that a piece or the one-liners name is one that the log has."""
    events = json.loads(ecdsnap("events", "--json"))["events"]
    fields = {field["name"] for event in events for field in event["fields"]} | {"id", "event", "version"}
    seen = 0
    for piece in PIECES.iterdir():
        text = piece.read_text()
        for name in re.findall(r"ecdsnap_([a-z_]+)", text, re.IGNORECASE):
            check(name.lower() in fields, f"{piece.name}: {name}")
            seen += 1
        for name in re.findall(r"ECDSNAP_EVENT=([a-z_]+)", text):
            check(name in {event["event"] for event in events}, f"{piece.name}: {name}")
            seen += 1
    check(seen > 40, seen)


def sample_lines():
    return [json.loads(line) for line in ecdsnap("events", "--format", "lines").splitlines()]


def vector(folder, cleanup):
    """Vector's piece makes of every event's entry what the JSON line of it says, numbers as numbers."""
    document, remap = log_pieces.vector()
    check(document["sources"]["ecdsnapd_journal"]["include_units"] == ["ecdsnapd.service"], "another unit")
    named = set()
    for line in sample_lines():
        made = remap({**log_pieces.entry_of(line), "timestamp": line["time"], "host": "a"})
        check(made.pop("host") == "a", made)
        check(made == {name: line.get(name) for name in made}, (made, line))
        named |= {name for name, value in made.items() if value is not None}
    check(named == made.keys(), f"never there: {made.keys() - named}")


def fluent_bit(folder, cleanup):
    """Fluent Bit's piece keeps fields that entries have, by the names that it gives them."""
    sections = log_pieces.fluent_bit()
    check([name for name, _ in sections] == ["INPUT", "FILTER", "OUTPUT"], f"{sections}")
    source, keep = dict(sections[0][1]), [value for key, value in sections[1][1] if key == "Allowlist_key"]
    check(source["Systemd_Filter"] == "_SYSTEMD_UNIT=ecdsnapd.service" and source["Lowercase"] == "On", f"{source}")
    tags = {dict(pairs).get("Match", source["Tag"]) for _, pairs in sections}
    check(tags == {source["Tag"]}, f"{tags}")
    known = {name.lower() for line in sample_lines() for name in log_pieces.entry_of(line)}
    check(len(keep) > 10 and set(keep) <= known, f"{set(keep) - known}")


def alloy(folder, cleanup):
    """Alloy's piece joins components that are there, and its labels say what the JSON lines say; none is a desktop's."""
    components = log_pieces.alloy()
    for body in components.values():
        for name in re.findall(r"\b(loki\.[a-z]+\.\w+)\.(?:receiver|rules)\b", body):
            check(name in components, name)
    rules = log_pieces.alloy_rules(components)
    check(len(rules) == components["loki.relabel.ecdsnapd"].count("rule {"), "a rule that was not read")
    seen = set()
    for line in sample_lines():
        labels = log_pieces.journal_labels(log_pieces.entry_of(line))
        for source, target in rules:
            check(labels.get(source) == line.get(target), (source, line))
            seen |= {target} if target in line else set()
    check(seen == {target for _, target in rules}, f"never there: {seen}")
    check('values = ["desktop"]' in components["loki.process.ecdsnapd"], "a stream for each desktop")


def logtail(folder, cleanup):
    """Logtail's piece reads the time of every line."""
    piece = json.loads((PIECES / "logtail.json").read_text())["inputDetail"]
    for line in sample_lines():
        moment = line[piece["timeKey"]]
        whole, fraction = moment.split(".")
        check(datetime.datetime.strptime(whole, piece["timeFormat"]) and fraction.endswith("Z"), moment)
    check(piece["logType"] == "json_log" and piece["logTimezone"] == "GMT+00:00", f"{piece}")


def one_liners(folder, cleanup):
    """The ten questions are ten, each a journalctl line that names events, fields and priorities that there are."""
    need("journalctl", "systemd")
    asked = log_pieces.questions()
    check(len(asked) == 10 and all(len(each) == 2 for each in asked), f"{asked}")
    for command, _ in asked:
        check(command.startswith("journalctl -u ecdsnapd "), command)
        # Understood by the program itself; that each finds its event is seen in a booted system.
        done = subprocess.run(["sh", "-c", command], capture_output=True, text=True)
        check("invalid" not in done.stderr.lower() and "unrecognized" not in done.stderr and "Failed" not in done.stderr,
              f"{command}: {done.stderr}")


def rsyslog(folder, cleanup):
    """Every event's line arrives whole, the errors in a file of their own; a line that is none of ours does not."""
    if not shutil.which("rsyslogd"):
        raise Skip("rsyslogd is missing")
    log = folder / "log"
    log.mkdir()
    lines = ecdsnap("events", "--format", "lines")
    (log / "ecdsnapd.log").write_text(lines + "not JSON\n")
    piece = (PIECES / "rsyslog.conf").read_text().replace("/var/log/ecdsnapd", str(log))
    (folder / "rsyslog.conf").write_text(f'global(workDirectory="{folder}")\n{piece}')
    command = ["rsyslogd", "-n", "-f", folder / "rsyslog.conf", "-i", folder / "pid"]
    checked = subprocess.run([*command, "-N1"], capture_output=True, text=True)
    check(checked.returncode == 0, checked.stderr)
    daemon = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    cleanup.callback(lambda: (daemon.terminate(), daemon.wait()))
    wanted = [json.loads(line) for line in lines.splitlines()]
    until = time.monotonic() + 20
    arrived = []
    while len(arrived) < len(wanted) and time.monotonic() < until:
        time.sleep(0.2)
        file = log / "forwarded.jsonl"
        arrived = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
    check(len(arrived) == len(wanted), f"{len(arrived)} of {len(wanted)}")
    for got, sent in zip(arrived, wanted):
        check(got.pop("host"), got)
        check(got == sent, (got, sent))
    errors = [json.loads(line)["id"] for line in (log / "errors.jsonl").read_text().splitlines()]
    check(errors == [event["id"] for event in wanted if event["level"] == "error"], errors)


if __name__ == "__main__":
    run_cases(field_names, vector, fluent_bit, alloy, logtail, one_liners, rsyslog)
