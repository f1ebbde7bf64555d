#!/usr/bin/env python3
"""The log in other people's programs: rsyslog with the piece that is shipped; names of fields in all pieces."""
import json
import re
import shutil
import subprocess
import time
from pathlib import Path

from harness import BIN, Skip, check, run_cases

PIECES = Path(__file__).resolve().parents[2] / "config/monitoring/logs"


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
    run_cases(field_names, rsyslog)
