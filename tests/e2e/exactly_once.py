"""The judge of the end-to-end tests: what is really there at the emulator, against what the daemon said and stored."""
import contextlib
import sqlite3

from harness import check

# Answers that a correct client never gets.
FORBIDDEN = ("SignatureDoesNotMatch", "SignatureNonceUsed", "InvalidTimeStamp.Expired", "MissingParameter",
             "InvalidParameter", "UnsupportedParameter")
# A bad night: answers that are lost with and without an effect, effects that come late, a listing that lags.
FAULTS = ("--list-lag", 3, "--name-filter", "substring", "--fault", "lost-after-effect=10%", "--fault",
          "5xx-with-effect=5%", "--fault", "5xx=3%", "--fault", "torn=5%", "--fault", "late-effect=2%:1-20s")


def open_tasks(daemon):
    """(unsettled, all) over the open slots; None while nobody answers or no slot is open."""
    try:
        status = daemon.status()
    except Exception:
        return None
    slots = [slot for policy in status["policies"] for slot in policy["open_slots"]]
    total = sum(slot["tasks"] for slot in slots)
    return (sum(slot["unsettled"] for slot in slots), total) if total else None


def settled(daemon):
    tasks = open_tasks(daemon)
    return tasks is not None and tasks[0] == 0


def slots_over(daemon, *policies):
    """Whether the newest slot of each of these policies is settled, closed or not."""
    try:
        shown = {policy["name"]: policy for policy in daemon.status()["policies"]}
    except Exception:
        return False
    slots = [(shown[name]["open_slots"] or [shown[name]["last_slot"]])[0] for name in policies]
    return all(slot and slot["tasks"] and not slot["unsettled"] for slot in slots)


def by_disk_and_policy(live):
    """Each policy of these tests runs one slot, and begins the names of its snapshots."""
    groups = {}
    for disk, snapshots in live.items():
        for snapshot in snapshots:
            groups.setdefault((*disk, snapshot["name"].split("-")[0]), []).append(snapshot)
    return groups


def check_exactly_once(emulator, daemon, policies=("nightly",), allowed=()):
    """One live snapshot of each disk and slot beyond the reported extras. The number of extras."""
    extras = {extra["snapshot_id"] for entry in daemon.history() for extra in entry.get("extras", [])}
    reported = {event["snapshot_id"] for event in daemon.events("extra_found")}
    live = by_disk_and_policy(emulator.live())
    for disk in emulator.eligible_disks():
        for policy in policies:
            mine = live.get((*disk, policy), [])
            recorded = [s for s in mine if s["id"] not in extras]
            check(len(recorded) == 1,
                  f"{disk}, {policy}: {len(recorded)} snapshots beside its reported extras: {mine}")
    for place, snapshots in live.items():
        late = sum(s["cause"] == "late-effect" for s in snapshots)
        check(len(snapshots) - 1 <= late, f"{place}: an extra that no late effect explains: {snapshots}")
    check(extras <= reported, f"extras without an event: {extras - reported}")
    refusals = emulator.counters()["refusals"]
    bad = {code: count for code, count in refusals.items() if code.startswith(FORBIDDEN) and code not in allowed}
    check(not bad, f"refused: {bad}")
    return len(extras)


def check_ledger(file, tasks):
    """The ledger of a stopped daemon is whole, and its tasks, that many, are settled with nothing in doubt."""
    with contextlib.closing(sqlite3.connect(file)) as ledger:
        ask = lambda question: ledger.execute(question).fetchall()
        check(ask("PRAGMA integrity_check") == [("ok",)], "the ledger is damaged")
        check(ask("PRAGMA foreign_key_check") == [], "the ledger contradicts itself")
        stored = dict(ask("SELECT state, count(*) FROM tasks GROUP BY state"))
        check(stored == {"settled": tasks}, f"the ledger's tasks: {stored}, expected {tasks} settled")
        check(ask("SELECT count(*) FROM tasks WHERE outcome = 'none'") == [(0,)], "settled tasks without an outcome")
