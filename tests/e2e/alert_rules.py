"""What the shipped alert rules make of a page of metrics: promtool is given each of its series, held for three quarters of an
hour. That is longer than any rule waits but those that wait for a day."""
import json
import subprocess
import time

from harness import check, need
from metrics_page import MONITORING, page_of

RULES = MONITORING / "prometheus/ecdsnapd.rules.yml"
HELD_MINUTES = 45
# What tells two alerts of one rule apart, beside the daemon.
SUBJECTS = ("site", "policy", "account", "scope", "name")


def alert(name, **subjects):
    return {"alertname": name, **subjects}


def is_instant(name):
    return name.endswith("_timestamp_seconds") or name == "ecdsnap_start_time_seconds"


def as_series(page, taken_at, leave_out):
    """As input of promtool, whose clock begins with nought: instants are moved so that this is when the page was taken."""
    target = {"instance": "127.0.0.1:9797", "job": "ecdsnapd"}
    held = [("up", {}, 1.0)]
    held += [(name, labels, value - taken_at if is_instant(name) else value)
             for name, labels, value in page.series if name not in leave_out]
    return [{"series": f"{name}{{{selectors(labels | target)}}}", "values": f"{value!r}x{HELD_MINUTES + 5}"}
            for name, labels, value in held]


def selectors(labels):
    return ", ".join(f'{name}="{value}"' for name, value in labels.items())  # values stay escaped as the page has them


def check_alerts(daemon, *alerts, own_disk=False):
    """Of this moment's page exactly these alerts fire, each once for its subjects. Without `own_disk` the ledger is on this
    machine's disk, whose room is nothing to ask about."""
    promtool = need("promtool")
    page = page_of(daemon)
    leave_out = () if own_disk else ("ecdsnap_ledger_free_bytes",)
    test = {
        "interval": "1m",
        "input_series": as_series(page, time.time(), leave_out),
        "promql_expr_test": [{
            "expr": f'count by (alertname, {", ".join(SUBJECTS)}) (ALERTS{{alertstate="firing"}})',
            "eval_time": f"{HELD_MINUTES}m",
            "exp_samples": [{"labels": f"{{{selectors(wanted)}}}", "value": 1} for wanted in alerts],
        }],
    }
    file = daemon.folder / "alerts.json"  # which is YAML, too
    file.write_text(json.dumps({"rule_files": [str(RULES)], "evaluation_interval": "1m", "tests": [test]}, indent=1))
    ran = subprocess.run([promtool, "test", "rules", file], capture_output=True, text=True, timeout=120)
    check(ran.returncode == 0, f"other alerts: {ran.stdout}{ran.stderr}")
    return page
