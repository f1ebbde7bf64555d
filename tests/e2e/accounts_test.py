#!/usr/bin/env python3
"""Several accounts and regions: what goes wrong at one site stays there; desktops of the same id; `regions: all`."""
import json
import socket
import subprocess
import time

from harness import BIN, KEY_ID, KEY_SECRET, Daemon, Emulator, check, free_port, policy_text, run_cases, wait_until

REGIONS = ("cn-hangzhou", "cn-shanghai", "cn-beijing")
# At each site 22 s of CreateSnapshot. The rate sets that and nothing else: a call a third of a second, beside which a busy
# machine's delays are small, and snapshots that outlast the run, so that hardly any call asks how far they are.
DESKTOPS, RATE, SNAPSHOT_SECONDS = 66, 3, 90


def emulator_at(folder, cleanup, name, region, *options, desktops=DESKTOPS, snapshot_seconds=1):
    place = folder / name
    place.mkdir()
    emulator = Emulator(place, "--desktops", desktops, "--data-disks", 0, "--snapshot-seconds", snapshot_seconds, "--regions",
                        region, *options)
    cleanup.callback(emulator.close)
    return emulator


def daemon_with(folder, cleanup, accounts, extra=""):
    """`accounts`: {name: lines of YAML}. Each has its key in a file of its own."""
    daemon = Daemon(folder, "http://127.0.0.1:1")
    text = "owner: main\naccounts:\n"
    for name, lines in accounts.items():
        key = folder / f"{name}.json"
        key.write_text(json.dumps({"access_key_id": KEY_ID, "access_key_secret": KEY_SECRET}))
        key.chmod(0o600)
        text += f"  - name: {name}\n    credentials: {{file: {name}.json}}\n"
        text += "".join(f"    {line}\n" for line in lines)
    daemon.config.write_text(text + f"""policies: policies.d
ledger: sqlite:ledger.db
control: {{socket: control.sock}}
metrics: {{listen: none}}
log: {{format: json, level: info}}
{extra}""")
    daemon.policy("nightly", policy_text("nightly", "0 3 1 1 *"))
    cleanup.callback(lambda: daemon.process and daemon.process.poll() is None and daemon.kill())
    return daemon


def ecdsnap(daemon, *arguments):
    return subprocess.run([BIN / "ecdsnap", "--config", daemon.config, *map(str, arguments)], capture_output=True, text=True,
                          timeout=120, env=daemon.environment)


def sites_of(daemon):
    return {site["site"]: site for site in daemon.status()["sites"]}


def account_at(places, rate=50):
    """YAML of an account whose regions have these addresses."""
    addresses = ", ".join(f"{region}: \"{url}\"" for region, url in places.items())
    return [f"regions: [{', '.join(places)}]", f"endpoint: {{{addresses}}}",
            f"limits: {{requests_per_second: {rate}, in_flight: 16}}"]


def seconds_of_creates(daemon, emulators, wanted):
    """Runs the policy; for each emulator the seconds from its first CreateSnapshot to its last, once all is done there."""
    daemon.start()
    wait_until(daemon.serving, 30, what="serving")
    wait_until(lambda: all(sites_of(daemon)[site]["ready"] and sites_of(daemon)[site]["desktops"] == DESKTOPS for site in wanted),
               30, what="the good sites are ready")
    daemon.ecdsnap("run", "nightly")

    def done():
        return all(len(emulator.user_snapshots()) == DESKTOPS for emulator in emulators)

    wait_until(done, 60, pause=0.5, what="every disk of the good sites has its snapshot")
    spans = []
    for emulator in emulators:
        counters = emulator.counters()
        spans.append((counters["last_create_unix_ms"] - counters["first_create_unix_ms"]) / 1000)
    return spans


def one_sick_site_each(folder, cleanup):
    """two accounts, three regions each: one endpoint dead, one key revoked, one throttled to 1/s; the other three finish as if alone"""
    good = ("one/cn-hangzhou", "one/cn-shanghai", "two/cn-beijing")

    def run(name, sick):
        place = folder / name
        place.mkdir()
        with_sick = {"one": {}, "two": {}}
        emulators = []
        for site in good:
            account, region = site.split("/")
            emulators.append(emulator_at(place, cleanup, site.replace("/", "-"), region, snapshot_seconds=SNAPSHOT_SECONDS))
            with_sick[account][region] = emulators[-1].url
        if sick:
            revoked = emulator_at(place, cleanup, "revoked", "cn-hangzhou", "--fault", "all:revoked=100%", snapshot_seconds=SNAPSHOT_SECONDS)
            slow = emulator_at(place, cleanup, "slow", "cn-shanghai", "--throttle", "1", snapshot_seconds=SNAPSHOT_SECONDS)
            with_sick["one"]["cn-beijing"] = f"http://127.0.0.1:{free_port()}"
            with_sick["two"] = {"cn-hangzhou": revoked.url, "cn-shanghai": slow.url, **with_sick["two"]}
        daemon = daemon_with(place / "d", cleanup, {name: account_at(places, RATE) for name, places in with_sick.items()})
        spans = seconds_of_creates(daemon, emulators, good)
        if sick:
            sites = sites_of(daemon)
            check(not sites["one/cn-beijing"]["ready"] and not sites["two/cn-hangzhou"]["ready"], f"{sites}")
            check("AccessKeyDisabled" in sites["two/cn-hangzhou"]["problem"], f"{sites['two/cn-hangzhou']}")
            check(sites["two/cn-shanghai"]["throttled"] > 0, f"{sites['two/cn-shanghai']}")
        daemon.kill()
        for emulator in emulators:
            check(all(len(s) == 1 for s in emulator.live().values()), "duplicates")
        return spans

    alone, beside = run("alone", False), run("beside", True)
    for site, before, now in zip(good, alone, beside):
        print(f"# {site}: {DESKTOPS} CreateSnapshot at {RATE}/s: alone {before:.2f} s, beside the sick ones {now:.2f} s")
    for site, before, now in zip(good, alone, beside):
        check(now <= before * 1.05, f"{site}: {now:.2f} s instead of {before:.2f} s")


def hanging_start(folder, cleanup):
    """a site whose endpoint takes connections and never answers delays neither the start of the others nor their slot"""
    emulator = emulator_at(folder, cleanup, "good", "cn-hangzhou", desktops=20)
    silent = socket.create_server(("127.0.0.1", 0))
    cleanup.callback(silent.close)
    daemon = daemon_with(folder / "d", cleanup, {
        "one": account_at({"cn-hangzhou": emulator.url}),
        "two": account_at({"cn-hangzhou": f"http://127.0.0.1:{silent.getsockname()[1]}"})})
    daemon.start()
    wait_until(daemon.serving, 10, what="serving")
    started = time.monotonic()
    wait_until(lambda: sites_of(daemon)["one/cn-hangzhou"]["ready"], 20, what="the good site is ready")
    print(f"# ready after {time.monotonic() - started:.1f} s")
    status = daemon.status()
    check(not status["ready"] and any("two/cn-hangzhou" in why for why in status["not_ready_because"]), f"{status}")
    # `run` asks for fresh inventories, of those that answer within a minute.
    daemon.ecdsnap("run", "nightly")
    wait_until(lambda: len(emulator.user_snapshots()) == 20, 30, what="its snapshots are made")


def same_ids(folder, cleanup):
    """two accounts whose desktops have the same ids: kept apart in tasks, ledger, history, status and explain, also over a kill"""
    desktops = 40
    first = emulator_at(folder, cleanup, "first", "cn-hangzhou", "--list-lag", 1, "--fault", "lost-after-effect=20%", desktops=desktops)
    second = emulator_at(folder, cleanup, "second", "cn-hangzhou", "--fault", "failed-snapshot=20%", desktops=desktops)
    ids = [sorted(d["id"] for d in emulator.get("state")["desktops"]) for emulator in (first, second)]
    check(ids[0] == ids[1], "the emulators' ids differ")
    daemon = daemon_with(folder / "d", cleanup, {"one": account_at({"cn-hangzhou": first.url}),
                                                 "two": account_at({"cn-hangzhou": second.url})})
    daemon.start()
    wait_until(lambda: daemon.serving() and daemon.status()["ready"], 40, what="ready")
    check(daemon.status()["policies"][0]["desktops"] == 2 * desktops, "they are not counted apart")
    daemon.ecdsnap("run", "nightly")
    wait_until(lambda: len(first.user_snapshots()) > 10 and len(second.user_snapshots()) > 10, 30, what="sends")
    daemon.kill()
    daemon.start()
    wait_until(daemon.serving, 30, what="serving again")

    def settled():
        tasks = daemon.history()
        return len(tasks) == 2 * desktops and all(task["outcome"] == "done" for task in tasks) and tasks

    tasks = wait_until(settled, 90, pause=1, what="all are done")
    for emulator, account in ((first, "one"), (second, "two")):
        live = {s["id"]: s for snapshots in emulator.live().values() for s in snapshots}
        check(len(live) == desktops, f"{account}: {len(live)} live snapshots")
        mine = daemon.history("--site", f"{account}/cn-hangzhou")
        check(len(mine) == desktops and {t["site"] for t in mine} == {f"{account}/cn-hangzhou"}, f"{account}: {len(mine)} tasks")
        check({t["snapshot_id"] for t in mine} == set(live), f"{account}: other snapshots are recorded than there are")
    check(len(tasks) == 2 * desktops, "tasks")
    check("SITE" in daemon.ecdsnap("history").stdout, "the history does not say which")
    one = ids[0][0]
    ambiguous = ecdsnap(daemon, "explain", one)
    check(ambiguous.returncode == 2 and f"one/cn-hangzhou/{one}" in ambiguous.stderr, f"{ambiguous}")
    explained = json.loads(ecdsnap(daemon, "explain", f"two/cn-hangzhou/{one}", "--json").stdout)
    check(explained["site"] == "two/cn-hangzhou" and len(explained["outcomes"]) == 1, f"{explained}")


def all_regions(folder, cleanup):
    """regions: all: waited for while the cloud does not tell, remembered over a start, one that is closed raises no alarm"""
    emulator = Emulator(folder, "--desktops", 30, "--data-disks", 0, "--snapshot-seconds", 1, "--regions", ",".join(REGIONS),
                        "--closed-regions", "us-west-1", "--fault", "DescribeRegions:5xx=100%")
    cleanup.callback(emulator.close)
    daemon = daemon_with(folder / "d", cleanup, {"main": ["regions: all", f"endpoint: {emulator.url}"]})
    daemon.start()
    wait_until(daemon.serving, 20, what="serving")
    awaited = wait_until(lambda: [a for a in daemon.status()["regions_awaited"] if "HTTP 5" in a], 20, what="it is said what is waited for")
    check(awaited[0].startswith("main: ") and not daemon.status()["ready"] and daemon.status()["sites"] == [], f"{daemon.status()}")
    check(len(daemon.events("regions_unknown")) == 1, "the failure is not told once")
    failed = ecdsnap(daemon, "inventory")
    check(failed.returncode == 1 and "DescribeRegions" in failed.stderr, f"{failed}")

    emulator.post("faults", {"faults": []})
    wait_until(lambda: daemon.status()["ready"], 60, what="ready")
    check(len(daemon.events("regions_known")) == 1, "the answer is not told")
    sites = sites_of(daemon)
    check(set(sites) == {f"main/{region}" for region in (*REGIONS, "us-west-1")}, f"{set(sites)}")
    closed = wait_until(lambda: sites_of(daemon)["main/us-west-1"]["unused"], 10, what="the closed region is left out")
    check("ServiceNotOpened" in closed, closed)
    check(daemon.ecdsnap("status", check=False).returncode == 0, "status calls a closed region a problem")
    check(len(daemon.events("region_unused")) == 1, "it is not told once")
    for alarm in ("root_cause", "inventory_failed", "calls_held_back"):
        check(not [e for e in daemon.events(alarm) if "us-west-1" in str(e)], f"{alarm}: {daemon.events(alarm)}")
    daemon.ecdsnap("run", "nightly")
    wait_until(lambda: len(emulator.user_snapshots()) == 30, 40, what="all regions' snapshots")

    saved = folder / "desktops.json"
    inventory = ecdsnap(daemon, "inventory", "--save", saved)
    check(inventory.returncode == 0 and "us-west-1 is left out" in inventory.stderr, f"{inventory}")
    plan = json.loads(ecdsnap(daemon, "plan", "--inventory", saved, "--next", 1, "--json").stdout)
    check({r for r in REGIONS if r in json.dumps(plan)} == set(REGIONS), "the plan lacks regions of the inventory")

    daemon.stop()
    emulator.post("faults", {"faults": ["DescribeRegions:5xx=100%"]})
    daemon.start()
    wait_until(lambda: daemon.serving() and daemon.status()["ready"], 40, what="ready without an answer")
    check({s for s, site in sites_of(daemon).items() if site["ready"]} == {f"main/{region}" for region in REGIONS}, "other sites")
    check(daemon.status()["regions_awaited"] != [], "status does not say that the question is open")
    check(len(daemon.events("region_added")) == 0, "regions that are known were told as new")


def nowhere_allowed(folder, cleanup):
    """regions: all with a key that may list nowhere: an error that names the account, and not ready"""
    emulator = Emulator(folder, "--desktops", 4, "--regions", ",".join(REGIONS), "--fault", "DescribeDesktops:forbidden=100%")
    cleanup.callback(emulator.close)
    daemon = daemon_with(folder / "d", cleanup, {"main": ["regions: all", f"endpoint: {emulator.url}"]})
    daemon.start()
    wait_until(lambda: daemon.serving() and daemon.events("account_refused"), 40, what="it is told")
    why = daemon.status()["not_ready_because"]
    check(any("in none of its regions" in each and "Forbidden.RAM" in each for each in why), f"{why}")
    check(len(daemon.events("account_refused")) == 1, "more than once")


def wrong_clock(folder, cleanup):
    """a clock that differs from the cloud's: amount, direction and remedy in event and status; refused dates name it too"""
    emulator = Emulator(folder, "--desktops", 4, "--data-disks", 0, "--snapshot-seconds", 1)
    cleanup.callback(emulator.close)
    daemon = Daemon(folder / "d", emulator.url, extra="inventory: {every: 10s}\n")
    cleanup.callback(lambda: daemon.process and daemon.process.poll() is None and daemon.kill())
    daemon.policy("nightly", policy_text("nightly", "0 3 1 1 *"))
    emulator.post("clock", {"skew_seconds": -600})
    daemon.start()
    told = wait_until(lambda: daemon.serving() and daemon.events("clock_untrusted"), 30, what="it is told")
    check("ahead of the cloud's" in told[0]["message"] and "timedatectl" in told[0]["message"], f"{told}")
    check(told[0]["detail"] == "ahead" and told[0]["difference"].startswith(("10m", "9m")), f"{told}")
    difference = sites_of(daemon)["main/cn-hangzhou"]["clock_difference_milliseconds"]
    check(590_000 <= difference <= 610_000, f"{difference}")
    text = daemon.ecdsnap("status", check=False).stdout
    check("ahead of the cloud's" in text and "timedatectl" in text, text)
    emulator.post("clock", {"skew_seconds": 1200})  # dates are refused now
    wait_until(lambda: any("InvalidTimeStamp" in str(e) and "behind the cloud's" in str(e) for e in daemon.events("inventory_failed")),
               60, what="the refusal names it")
    emulator.post("clock", {"skew_seconds": 0})
    trusted = wait_until(lambda: daemon.events("clock_trusted"), 120, what="it is right again")
    check("difference" in trusted[0], f"{trusted}")


if __name__ == "__main__":
    run_cases(one_sick_site_each, hanging_start, same_ids, all_regions, nowhere_allowed, wrong_clock)
