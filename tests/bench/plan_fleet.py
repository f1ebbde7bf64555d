#!/usr/bin/env python3
"""Writes a configuration of 20 policies and an inventory of 100,000 desktops (or --desktops) into a folder, for
measuring `ecdsnap plan` and its neighbours; tests/README.md ("Long runs") says how."""
import argparse
import json
import pathlib
import random

REGIONS = ("cn-hangzhou", "cn-shanghai", "cn-beijing", "eu-central-1")
TEAMS = ("design", "finance", "research", "support", "sales", "legal", "video", "build")
SELECTS = ('{name: "*"}', '{name: ["design-*", "video-*"]}', '{name_matches: "-(0|5)[0-9]+$"}', "{tags: {env: prod}}",
           "{all: [{region: cn-hangzhou}, {os: Windows}]}", "{any: [{pooled: true}, {data_disk: true}]}",
           "{not: {tags: {env: test}}}", "{office_site: office-3}", "{charge_type: PrePaid}",
           '{all: [{any: [{name: "*1"}, {name: "*7"}]}, {not: {os: Linux}}]}')
CRONS = ("0 2 * * *", "30 1 * * mon-fri", "0 */6 * * *", "15 3 * * sat", "0 * * * *", "45 22 * * *", "0 4 1 * *",
         "10 12,18 * * *", "*/30 9-17 * * mon-fri", "0 5 L * *")


def policies():
    lines = ["policies:"]
    for number in range(20):
        lines += [f"  - name: policy-{number:02}", f"    select: {SELECTS[number % len(SELECTS)]}",
                  f"    schedule: {{cron: \"{CRONS[(number * 3 + number // 10) % len(CRONS)]}\", timezone: "
                  f"{'Europe/Berlin' if number % 3 else 'Asia/Shanghai'}, spread: 20m, window: 3h}}"]
    return "\n".join(lines) + "\n"


def desktop(chance, number):
    team = chance.choice(TEAMS)
    disks = [{"DiskType": "SYSTEM"}] + [{"DiskType": "DATA"}] * chance.choice((0, 1))
    one = {"DesktopId": f"ecd-{number:09x}k{chance.randrange(16 ** 4):04x}", "DesktopName": f"{team}-{number}",
           "OfficeSiteId": f"office-{number % 7}", "DesktopStatus": chance.choice(("Running", "Running", "Stopped", "Hibernated")),
           "Disks": disks, "Tags": [{"Key": "env", "Value": chance.choice(("prod", "test"))}, {"Key": "team", "Value": team}],
           "EndUserIds": [f"user-{number}"], "OsType": chance.choice(("Windows", "Linux")),
           "ChargeType": chance.choice(("PostPaid", "PrePaid")), "ProtocolType": "ASP",
           "PolicyGroupIdList": [f"pg-{number % 5}"], "ResourceGroups": [{"Id": f"rg-{number % 9}"}]}
    if number % 10 == 0:
        one["DesktopGroupId"] = f"dg-{number % 30}"
    return one


def inventory(count, write):
    chance = random.Random(1)
    write(json.dumps({"ecdsnap_inventory": {"version": 1, "taken": "2026-12-01T00:00:00Z", "sites": len(REGIONS),
                                            "desktops": count}}) + "\n")
    for place, region in enumerate(REGIONS):
        numbers = range(place, count, len(REGIONS))
        write(json.dumps({"site": {"account": "main", "region": region, "taken": "2026-12-01T00:00:00Z",
                                   "desktops": len(numbers)}}) + "\n")
        for begin in range(0, len(numbers), 500):
            page = numbers[begin:begin + 500]
            write('{"Desktops": [\n' + ",\n".join(json.dumps(desktop(chance, n), separators=(",", ":")) for n in page) + "\n]}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--desktops", type=int, default=100_000)
    options = parser.parse_args()
    (options.folder / "policies.d").mkdir(parents=True, exist_ok=True)
    (options.folder / "ecdsnapd.yaml").write_text(
        f"accounts:\n  - name: main\n    credentials: environment\n    regions: [{', '.join(REGIONS)}]\n"
        "    limits: {requests_per_second: 20}\npolicies: policies.d\n")
    (options.folder / "policies.d/all.yaml").write_text(policies())
    with open(options.folder / "desktops.json", "w") as file:
        inventory(options.desktops, file.write)


if __name__ == "__main__":
    main()
