#!/usr/bin/env python3
"""`ecdsnap import`: the emulated cloud's own snapshot policies become policies that check, plan and the daemon take."""
import datetime
import json
import os
import stat
import subprocess
import zoneinfo

from harness import BIN, Daemon, Emulator, check, policy_text, run_cases, wait_until


def prepared(folder, cleanup, *options, regions=("cn-hangzhou", "cn-shanghai"), configured=None):
    """An emulated cloud, and a configuration for it without a policy, whose daemon does not run."""
    emulator = Emulator(folder, "--regions", ",".join(regions), *options)
    cleanup.callback(emulator.close)
    return emulator, Daemon(folder / "daemon", emulator.url, regions=configured or regions, rate=50)


def ecdsnap(daemon, command, *options):
    return subprocess.run([BIN / "ecdsnap", command, "--config", daemon.config, *map(str, options)], capture_output=True,
                          text=True, timeout=120, env=daemon.environment)


def plant(emulator, name, cron, desktops, **more):
    return json.loads(emulator.post("auto-policies", {"name": name, "cron": cron, "desktops": desktops, **more}))["id"]


def in_region(emulator, region):
    return sorted(d["id"] for d in emulator.get("state")["desktops"] if d["region"] == region)


def about(entries):
    return [entry["about"] for entry in entries]


def instants(hours, days, weekdays, first):
    """The instants at these hours of these days in Shanghai, as the cloud means them; weekdays: Monday is 0."""
    zone = zoneinfo.ZoneInfo("Asia/Shanghai")
    for day in range(days):
        date = first + datetime.timedelta(days=day)
        if date.weekday() in weekdays:
            for hour in hours:
                at = datetime.datetime(date.year, date.month, date.day, hour, tzinfo=zone)
                yield at.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def taken_over(folder, cleanup):
    """policies of two regions are written, check and plan take them, and the slots are those of the cloud's expressions"""
    emulator, daemon = prepared(folder, cleanup, "--desktops", 260, "--pooled", "10%", "--data-disks", "50%")
    here, there = in_region(emulator, "cn-hangzhou"), in_region(emulator, "cn-shanghai")
    plant(emulator, "Weekday nights", "0 0 2 ? * 2-6", here[:120], disk_type="SYSTEM", retention_days=3)
    plant(emulator, "同步", "0 0 5,17 ? * 2/2", there, region="cn-shanghai", disk_type="ALL")
    policies = daemon.folder / "policies.d"
    written = ecdsnap(daemon, "import", "--output", policies)
    check(written.returncode == 0, f"{written.returncode}: {written.stderr}")
    files = sorted(file.name for file in policies.iterdir())
    check(len(files) == 2 and files[1] == "weekday-nights.yaml" and files[0].startswith("sp-"), f"{files}")
    check(all(stat.S_IMODE(os.stat(policies / name).st_mode) == 0o644 for name in files), "the daemon could not read them")
    check("what differs: the cloud names no time zone" in written.stderr, written.stderr)
    text = (policies / "weekday-nights.yaml").read_text()
    check("its snapshots are kept 3 days" in text and "at 02:00 on Monday to Friday" in text, text[:3000])

    checked = ecdsnap(daemon, "check")
    check(checked.returncode == 0 and checked.stdout.endswith("good: 1 account, 2 policies in 3 files\n"), checked.stdout)
    inventory = folder / "desktops.json"
    check(ecdsnap(daemon, "inventory", "--save", inventory).returncode == 0, "no inventory")
    planned = ecdsnap(daemon, "plan", "--inventory", inventory, "--from", "2026-11-30T16:00:00Z", "--to",
                      "2026-12-28T16:00:00Z", "--json")
    plan = json.loads(planned.stdout)
    first = datetime.date(2026, 12, 1)
    slots = {}
    for slot in plan["slots"]:
        slots.setdefault(slot["policy"], []).append(slot["instant"])
    wanted = {"weekday-nights": list(instants([2], 28, range(5), first)),
              files[0].removesuffix(".yaml"): list(instants([5, 17], 28, [0, 2, 4], first))}
    check(slots == wanted, f"{slots} instead of {wanted}")
    disks = {desktop["id"]: len(desktop["disks"]) for desktop in emulator.get("state")["desktops"]}
    tasks = {slot["policy"]: slot["tasks"] for slot in plan["slots"]}
    check(tasks == {"weekday-nights": 120, files[0].removesuffix(".yaml"): sum(disks[d] for d in there)}, f"{tasks}")


def never_overwritten(folder, cleanup):
    """an existing file stays: without --force always, with it when a person wrote it; names of the configuration are avoided"""
    emulator, daemon = prepared(folder, cleanup, "--desktops", 4)
    plant(emulator, "nightly", "0 0 2 ? * *", in_region(emulator, "cn-hangzhou"))
    policies = daemon.folder / "policies.d"
    check(ecdsnap(daemon, "import", "--output", policies).returncode == 0, "the first import")
    before = (policies / "nightly.yaml").read_text()
    again = ecdsnap(daemon, "import", "--output", policies)
    check(again.returncode == 1 and "nightly.yaml exists; --force" in again.stderr and "nothing was written" in again.stderr,
          f"{again.returncode}: {again.stderr}")
    check((policies / "nightly.yaml").read_text() == before, "the file changed")
    check(ecdsnap(daemon, "import", "--output", policies, "--force").returncode == 0, "with --force")
    check(ecdsnap(daemon, "check").returncode == 0 and len(list(policies.iterdir())) == 1, "one file, and it is good")

    daemon.policy("nightly", policy_text("nightly", "0 3 * * *"))
    forced = ecdsnap(daemon, "import", "--output", policies, "--force")
    check(forced.returncode == 1 and "was not written by import" in forced.stderr, f"{forced.returncode}: {forced.stderr}")
    (policies / "nightly.yaml").rename(policies / "mine.yaml")
    check(ecdsnap(daemon, "import", "--output", policies).returncode == 0, "beside a policy of that name")
    check("name: nightly-2" in (policies / "nightly-2.yaml").read_text(), "another name")
    check(ecdsnap(daemon, "check").returncode == 0, "two policies of one name")
    shown = ecdsnap(daemon, "import")
    check(shown.returncode == 0 and "name: nightly-3" in shown.stdout, shown.stdout)


def told(folder, cleanup):
    """what cannot be taken over, what differs and a site that does not answer are told; the others go on, exit code 10"""
    emulator, daemon = prepared(folder, cleanup, "--desktops", 12, regions=("cn-hangzhou",), configured=("cn-hangzhou", "cn-shanghai"))
    here = in_region(emulator, "cn-hangzhou")
    plant(emulator, "stopped", "0 0 2 ? * *", here[:2], status="Expire", disk_type="DATA")
    plant(emulator, "nobody", "0 0 2 ? * *", [])
    plant(emulator, "torn", "0 0 2 ? - 1-7", here[2:4])
    plant(emulator, "odd", "0 0 2 ? * *", here[4:5], time_points='["18"]', disk_type="ALL")
    ran = ecdsnap(daemon, "import", "--json")
    check(ran.returncode == 10, f"{ran.returncode}: {ran.stderr}")
    report = json.loads(ran.stdout)
    policies = {policy["name"]: policy for policy in report["policies"]}
    check(policies.keys() == {"stopped", "odd"}, f"{policies.keys()}")
    check(policies["stopped"]["mode"] == "observe" and about(policies["stopped"]["differences"]) == ["stopped"], "stopped")
    check(about(policies["odd"]["differences"]) == ["time_points"], f"{policies['odd']}")
    check({entry["policy_name"]: entry["about"] for entry in report["left_out"]} ==
          {"nobody": "no_desktops", "torn": "schedule_not_readable"}, f"{report['left_out']}")
    check([entry["site"] for entry in report["failed_sites"]] == ["main/cn-shanghai"] and report["failed_sites"][0]["remedy"],
          f"{report['failed_sites']}")
    text = ecdsnap(daemon, "import")
    check(text.returncode == 10 and "main/cn-shanghai: DescribeAutoSnapshotPolicy" in text.stderr, text.stderr)
    check('"torn"' in text.stderr and text.stdout.count("- name: ") == 2, text.stdout)
    only = ecdsnap(daemon, "import", "--site", "cn-hangzhou", "--policy", "odd")
    check(only.returncode == 0 and only.stdout.count("- name: ") == 1, f"{only.returncode}: {only.stderr}")
    for words, wanted in (((("--policy", "od", "--site", "cn-hangzhou")), "did you mean 'odd'?"),
                          (("--site", "cn-hangzhuo"), "did you mean"), (("--timezone", "Asia/Shangai"), "Asia/Shanghai"),
                          (("--select", "all"), "ids")):
        wrong = ecdsnap(daemon, "import", *words)
        check(wrong.returncode == 2 and wanted in wrong.stderr, f"{words}: {wrong.returncode}: {wrong.stderr}")
    daemon.environment["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] = "wrong"
    refused = ecdsnap(daemon, "import")
    check(refused.returncode == 1 and "mend the account's credentials" in refused.stderr and not refused.stdout,
          f"{refused.returncode}: {refused.stderr}")


def conditions(folder, cleanup):
    """with --select conditions a policy of all desktops of a region is that region, and covers just the same"""
    emulator, daemon = prepared(folder, cleanup, "--desktops", 230)
    here, there = in_region(emulator, "cn-hangzhou"), in_region(emulator, "cn-shanghai")
    plant(emulator, "everything", "0 0 2 ? * *", here)
    plant(emulator, "few", "0 0 3 ? * *", there[:2], region="cn-shanghai")
    policies = daemon.folder / "policies.d"
    ran = ecdsnap(daemon, "import", "--output", policies, "--select", "conditions")
    check(ran.returncode == 0, f"{ran.returncode}: {ran.stderr}")
    check("select: {account: main, region: cn-hangzhou}\n" in (policies / "everything.yaml").read_text(), "the region")
    check(there[1] in (policies / "few.yaml").read_text(), "no condition says it: ids")
    inventory = folder / "desktops.json"
    ecdsnap(daemon, "inventory", "--save", inventory)
    plan = json.loads(ecdsnap(daemon, "plan", "--inventory", inventory, "--next", 4, "--json").stdout)
    disks = {desktop["id"]: len(desktop["disks"]) for desktop in emulator.get("state")["desktops"]}
    tasks = {slot["policy"]: slot["tasks"] for slot in plan["slots"]}
    check(tasks == {"everything": sum(disks[d] for d in here), "few": sum(disks[d] for d in there[:2])}, f"{tasks}")


def carried_out(folder, cleanup):
    """the daemon takes a snapshot of each disk of an imported policy's desktops, of no other, and of none under a stopped one"""
    emulator, daemon = prepared(folder, cleanup, "--desktops", 12, "--states", "Running", "--data-disks", "50%",
                                "--snapshot-seconds", "0.5", regions=("cn-hangzhou",))
    here = in_region(emulator, "cn-hangzhou")
    plant(emulator, "nightly", "0 0 2 ? * *", here[:5], disk_type="ALL")
    plant(emulator, "overdue", "0 0 2 ? * *", here[5:8], status="Expire", disk_type="ALL")
    check(ecdsnap(daemon, "import", "--output", daemon.folder / "policies.d").returncode == 0, "import")
    daemon.start()
    cleanup.callback(daemon.stop)
    wait_until(lambda: daemon.serving() and daemon.status()["ready"], 60, what="the daemon is ready")
    ran = daemon.ecdsnap("run", "nightly", "--wait")
    check(ran.returncode == 0, f"{ran.returncode}: {ran.stdout}{ran.stderr}")
    daemon.ecdsnap("run", "overdue", "--wait")
    wanted = {pair for pair in emulator.eligible_disks() if pair[0] in here[:5]}
    live = emulator.live()
    check(live.keys() == wanted and all(len(made) == 1 for made in live.values()), f"{sorted(live)} instead of {sorted(wanted)}")
    check({task["outcome"] for task in daemon.history("--policy", "overdue")} == {"skipped"}, "the stopped policy acted")


if __name__ == "__main__":
    run_cases(taken_over, never_overwritten, told, conditions, carried_out)
