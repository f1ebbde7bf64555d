#!/usr/bin/env python3
"""`ecdsnap schedule --batch` on the cases of tests/core/schedule/cases, and beside `systemd-analyze calendar`."""
import datetime
import json
import os
import pathlib
import random
import shutil
import subprocess
import zoneinfo

from harness import BIN, Skip, check, run_cases

CASES = pathlib.Path(__file__).parents[1] / "core/schedule/cases"
PINNED_TZDATA = "2025b"  # for which the tzdb_sensitive lines hold
UTC = datetime.timezone.utc


def asked(questions):
    """The answers of one `--batch`."""
    lines = "".join(json.dumps(question) + "\n" for question in questions)
    ran = subprocess.run([BIN / "ecdsnap", "schedule", "--batch"], input=lines, capture_output=True, text=True, timeout=120)
    check(ran.returncode == 0 and not ran.stderr, f"exit code {ran.returncode}: {ran.stderr[:500]}")
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    check(len(answers) == len(questions), f"{len(answers)} answers to {len(questions)} questions")
    return answers


def tzdata_version():
    with open("/usr/share/zoneinfo/tzdata.zi", encoding="utf-8") as file:
        return file.readline().split()[-1]


def instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def question_of(case, dialect):
    if case.get("error"):
        return {"expr": case["expr"], "dialect": dialect}
    question = {"expr": case["expr"], "timezone": case["tz"], "dialect": dialect, "from": case["from"]}
    if "expect_not" in case:  # asked one second before the instant
        question["from"] = (instant(case["expect_not"][0]) - datetime.timedelta(seconds=1)).isoformat()
    return {**question, "count": max(1, len(case.get("expect_next", [])))}


def difference(case, answer):
    if case.get("error"):
        return None if "error" in answer and answer["column"] >= 0 and answer["error"] else "accepted"
    if "error" in answer:
        return answer["error"]
    if "expect_not" in case:
        return "due" if answer["next"][:1] == case["expect_not"][:1] else None
    return None if answer["next"] == case["expect_next"] else f"{answer['next']}, expected {case['expect_next']}"


def all_pass(name, dialect, expected, choose):
    cases = [case for case in map(json.loads, open(CASES / name, encoding="utf-8")) if choose(case)]
    check(len(cases) == expected, f"{len(cases)} lines instead of {expected}")
    check(all(len(case.get("expect_not", [0])) == 1 for case in cases), "a line has several instants that are not due")
    answers = asked([question_of(case, dialect) for case in cases])
    wrong = [f"{case['id']} '{case['expr']}' {case.get('tz')}: {told}"
             for case, answer in zip(cases, answers) if (told := difference(case, answer))]
    check(not wrong, f"{len(wrong)} of {len(cases)}:\n" + "\n".join(wrong[:20]))


def is_pinned(case):
    return case.get("tzdb_sensitive", False)


def five_fields(folder, cleanup):
    """five-field cases of public suites and of every kind of clock change: 1,024 lines through --batch"""
    all_pass("cron.jsonl", "cron", 1024, lambda case: not is_pinned(case))


def pinned(folder, cleanup):
    """five-field cases that hold for one version of tzdata: 13 lines through --batch"""
    if (version := tzdata_version()) != PINNED_TZDATA:
        raise Skip(f"tzdata is {version}, the cases hold for {PINNED_TZDATA}")
    all_pass("cron.jsonl", "cron", 13, is_pinned)


def random_cases(folder, cleanup):
    """random five-field cases that several implementations answer alike: 500 lines through --batch"""
    all_pass("cron_random.jsonl", "cron", 500, lambda case: True)


def quartz(folder, cleanup):
    """Quartz cases: 73 lines through --batch"""
    all_pass("quartz.jsonl", "quartz", 73, lambda case: True)


def streaming(folder, cleanup):
    """--batch answers each line before it reads the next"""
    process = subprocess.Popen([BIN / "ecdsnap", "schedule", "--batch", "--next", "1"], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, text=True)
    cleanup.callback(process.kill)
    for year in range(2000, 2010):
        process.stdin.write(json.dumps({"expr": "@yearly", "from": f"{year}-05-01T00:00:00Z"}) + "\n")
        process.stdin.flush()
        check(json.loads(process.stdout.readline()) == {"next": [f"{year + 1}-01-01T00:00:00Z"]}, f"after {year}")
    process.stdin.close()
    check(process.wait(timeout=60) == 0, f"exit code {process.returncode}")


# --- systemd-analyze calendar

WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Shanghai", "Asia/Kathmandu",
         "America/Santiago", "Africa/Casablanca"]
FAR = datetime.timedelta(hours=26)  # from a clock change: there the two have different rules, see croner_test.mjs


def field(pick, least, most):
    """One field as cron and as systemd write it."""
    first, last = sorted(pick.sample(range(least, most + 1), 2))
    step = pick.randint(2, 7)
    return pick.choice([
        ("*", "*"),
        (str(first), str(first)),
        (f"{first},{last}", f"{first},{last}"),
        (f"{first}-{last}", f"{first}..{last}"),
        (f"*/{step}", f"{least}/{step}"),
        (f"{first}-{last}/{step}", f"{first}..{last}/{step}"),
    ])


def date(pick):
    """Day, month and weekday: (cron's day, cron's weekday, systemd's weekday, systemd's date). Where both fields of cron are
    restricted one is enough, which systemd cannot say: one of them begins with a star here, so that both have to match."""
    month, their_month = field(pick, 1, 12) if pick.random() < 0.4 else ("*", "*")
    weekday = pick.randint(0, 6)
    kind = pick.choice(["day", "day", "weekday", "weekdays", "both", "last", "before last", "nth", "last weekday"])
    day, days, their_days, their_day = "*", "*", "", "-*"
    if kind == "day":
        day, their_day = field(pick, 1, 31)
        their_day = "-" + their_day
    elif kind in ("weekday", "weekdays"):
        chosen = sorted(pick.sample(range(7), 1 if kind == "weekday" else 3))
        days, their_days = ",".join(map(str, chosen)), ",".join(WEEKDAYS[each] for each in chosen)
    elif kind == "both":
        day, their_day = "*/3", "-1/3"
        days, their_days = str(weekday), WEEKDAYS[weekday]
    elif kind == "last":
        day, their_day = "L", "~01"
    elif kind == "before last":
        before = pick.randint(1, 20)
        day, their_day = f"L-{before}", f"~{before + 1:02}"
    elif kind == "nth":
        nth = pick.randint(1, 5)
        days, their_days = f"{weekday}#{nth}", WEEKDAYS[weekday]
        their_day = f"-{7 * nth - 6:02}..{min(31, 7 * nth):02}"
    else:
        days, their_days, their_day = f"{weekday}L", WEEKDAYS[weekday], "~07/1"
    return f"{day} {month} {days}", f"{their_days} *-{their_month}{their_day}".strip()


def their_answers(calendars, start, count):
    """What systemd says of several calendars; None: never."""
    command = ["systemd-analyze", "calendar", f"--iterations={count}", f"--base-time={start:%Y-%m-%d %H:%M:%S} UTC", *calendars]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=120, env={**os.environ, "TZ": "UTC", "LC_ALL": "C"})
    check(ran.returncode == 0, ran.stderr)
    blocks = ran.stdout.strip().split("\n\n")
    check(len(blocks) == len(calendars), f"{len(blocks)} answers to {len(calendars)} calendars")
    return [[datetime.datetime.strptime(line.split(": ", 1)[1], "%a %Y-%m-%d %H:%M:%S UTC").replace(tzinfo=UTC)
             for line in block.splitlines() if line.lstrip().startswith(("Next elapse:", "Iter. #")) and "never" not in line]
            for block in blocks]


def near_a_change(zone, moment):
    local = [(moment + shift).astimezone(zone).utcoffset() for shift in (-FAR, -FAR / 2, 0 * FAR, FAR / 2, FAR)]
    return len(set(local)) > 1


def systemd(folder, cleanup):
    """400 random schedules are due when `systemd-analyze calendar` says, but for the days of clock changes"""
    if not shutil.which("systemd-analyze"):
        raise Skip("there is no systemd-analyze")
    pick = random.Random(20261125)
    compared = 0
    for _ in range(40):
        zone = pick.choice(ZONES)
        start = datetime.datetime(2000, 1, 1, tzinfo=UTC) + datetime.timedelta(seconds=pick.randrange(90 * 365 * 86400))
        ours, theirs = [], []
        for _ in range(10):
            minute, their_minute = field(pick, 0, 59)
            hour, their_hour = field(pick, 0, 23)
            cron_date, their_date = date(pick)
            ours.append(f"{minute} {hour} {cron_date}")
            theirs.append(f"{their_date} {their_hour}:{their_minute}:00 {zone}")
        answers = asked([{"expr": expr, "timezone": zone, "from": start.isoformat(), "count": 8} for expr in ours])
        for expr, calendar, answer, their in zip(ours, theirs, answers, their_answers(theirs, start, 8)):
            check("next" in answer, f"'{expr}': {answer}")
            our = [instant(text) for text in answer["next"]]
            end = min(our[-1:] + their[-1:], default=start) if len(our) == len(their) == 8 else max(our + their, default=start)
            quiet = [[moment for moment in moments if moment <= end and not near_a_change(zoneinfo.ZoneInfo(zone), moment)]
                     for moments in (our, their)]
            compared += len(quiet[0])
            check(quiet[0] == quiet[1], f"'{expr}' is '{calendar}' after {start}: "
                  f"{[str(moment) for moment in quiet[0]]}, systemd {[str(moment) for moment in quiet[1]]}")
    check(compared > 2000, f"only {compared} instants were compared")


if __name__ == "__main__":
    run_cases(five_fields, pinned, random_cases, quartz, streaming, systemd)
