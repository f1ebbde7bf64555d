#!/usr/bin/env python3
"""`ecdsnap simulate` on the shipped configuration and example policies, as a user types it."""
import json
import pathlib
import shutil
import subprocess
import xml.etree.ElementTree

from harness import BIN, check, run_cases

SOURCE = pathlib.Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"


def simulate(folder, *options):
    return subprocess.run([BIN / "ecdsnap", "simulate", "--config", folder / "ecdsnapd.yaml", "--from", "2026-12-04T00:00:00Z",
                           *map(str, options)], capture_output=True, text=True, timeout=120)


def shipped(folder, regions="cn-hangzhou"):
    text = (SOURCE / "config/ecdsnapd.yaml").read_text()
    (folder / "ecdsnapd.yaml").write_text(text.replace("regions: [cn-hangzhou]", f"regions: [{regions}]"))
    shutil.copytree(SOURCE / "policies", folder / "policies.d", ignore=shutil.ignore_patterns("invalid"))


def examples(folder, cleanup):
    """the shipped examples over a made-up fleet: every policy has its slots, all is done, the chart is an SVG"""
    shipped(folder, "cn-hangzhou, cn-shanghai, ap-southeast-1")
    ran = simulate(folder, "--days", 4, "--desktops", 30, "--json", "--svg", folder / "chart.svg")
    check(ran.returncode == 0 and not ran.stderr, f"exit code {ran.returncode}: {ran.stderr}")
    result = json.loads(ran.stdout)
    check(result["good"] and result["fleet_made_up"], "the result is not good, or the fleet not made up")
    slots = {policy["name"]: policy["slots_opened"] for policy in result["policies"]}
    check(slots == {"after-work": 2, "end-of-week": 1, "design-team": 8, "work-data": 8, "weekly-system": 1, "nightly": 4,
                    "databases": 19, "office-nightly": 4, "office-weekly": 1, "designers-nightly": 4, "hangzhou": 4,
                    "frankfurt": 4, "month-end": 0, "care-gold": 24, "care-silver": 8, "care-bronze": 4, "six-hours": 17,
                    "work-disks": 4, "system-disks-weekly": 1, "single-disks": 4, "cloud-weekdays": 2, "cloud-twice-a-day": 8,
                    "berlin-work": 10, "unless-tagged": 4, "pre-maintenance": 0, "when-quiet": 2, "at-most-a-day": 8,
                    "promised-nightly": 4, "shanghai-night": 4, "singapore-night": 4},
          f"slots: {slots}")
    taken = {policy["name"]: policy["slots_taken"] for policy in result["policies"] if policy["slots_taken"]}
    check(taken == {"after-work": 2, "design-team": 3, "berlin-work": 14}, f"taken away by calendars: {taken}")
    check(all(policy["desktops"] > 0 for policy in result["policies"]), "a policy matches nothing")
    check(sum(policy["done"] for policy in result["policies"]) == result["snapshots"]["snapshots"] > 100, "snapshots")
    chart = xml.etree.ElementTree.parse(folder / "chart.svg").getroot()
    check(chart.tag == SVG + "svg", f"the chart is a {chart.tag}")
    words = {element.text for element in chart.iter(SVG + "text")}
    check({"nightly", "month-end", "main/cn-hangzhou"} <= words, f"the chart says {words}")


def inventory(folder, cleanup):
    """an inventory in pages, an outage over the night's window: missed disks, exit code 10, and the reason in the text"""
    shipped(folder)
    desktops = [{"DesktopId": f"ecd-{number:03}", "DesktopName": f"desk {number}", "DesktopStatus": "Running",
                 "RegionId": "cn-hangzhou", "Disks": [{"DiskType": "SYSTEM"}]} for number in range(5)]
    (folder / "pages.json").write_text("\n".join(json.dumps({"Desktops": page}, indent=2) for page in (desktops[:3], desktops[3:])))
    ran = simulate(folder, "--days", 1, "--policy", "nightly", "--inventory", folder / "pages.json",
                   "--outage", "cn-hangzhou@2026-12-04T17:55:00Z+3h10m")
    check(ran.returncode == 10, f"exit code {ran.returncode}: {ran.stderr}")
    check("missed, answer_lost" in ran.stdout and "outage: main/cn-hangzhou from 2026-12-05 01:55 CST for 3h10m" in ran.stdout,
          ran.stdout)
    (folder / "pages.json").write_text('{"Desktops": [{"DesktopName": "x"}]}')
    refused = simulate(folder, "--inventory", folder / "pages.json")
    check(refused.returncode == 2 and "entry 1 of Desktops: it has no DesktopId" in refused.stderr, refused.stderr)


if __name__ == "__main__":
    run_cases(examples, inventory)
