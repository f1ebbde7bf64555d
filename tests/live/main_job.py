#!/usr/bin/env python3
"""The daemon's whole job on one scratch desktop of a real account. Opt-in: read README.md first."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "e2e"))
from harness import BIN, Daemon, check, wait_until  # noqa: E402

POLICY = """policies:
  - name: live
    select: {{ids: [{desktop}]}}
    schedule: {{cron: "0 3 1 1 *", timezone: UTC, window: {minutes}m}}
    snapshot: {{name: "live-{{slot:%Y%m%d-%H%M%S}}-{{disk}}", description: "ecdsnapd live test, may be deleted"}}
"""


class Job:
    def __init__(self, folder, desktop, region, minutes):
        self.desktop, self.site = desktop, f"main/{region}"
        self.seconds = minutes * 60
        self.folder = folder
        endpoint = os.environ.get("ECDSNAP_LIVE_ENDPOINT")
        self.daemon = Daemon(folder, "https://unused.invalid", owner="live-test", regions=(region,), rate=5, in_flight=2)
        text = self.daemon.config.read_text()
        text = text.replace("    endpoint: https://unused.invalid\n", f"    endpoint: {endpoint}\n" if endpoint else "")
        text = text.replace("credentials: environment", f"credentials: {os.environ.get('ECDSNAP_LIVE_CREDENTIALS', 'default')}")
        self.daemon.config.write_text(text)
        self.daemon.policy("live", POLICY.format(desktop=desktop, minutes=minutes))
        self.daemon.environment = dict(os.environ)  # keys are looked for as the operator has them

    def ecdsnap(self, *arguments, good=(0,)):
        result = subprocess.run([BIN / "ecdsnap", "--config", self.daemon.config, *arguments], capture_output=True, text=True,
                                env=self.daemon.environment, timeout=self.seconds + 600)
        check(result.returncode in good, f"ecdsnap {' '.join(arguments)}: {result.returncode}\n{result.stdout}{result.stderr}")
        return result.stdout

    def step(self, what):
        print(f"# {time.strftime('%H:%M:%S')} {what}", flush=True)

    def start(self):
        self.daemon.start()
        wait_until(lambda: self.daemon.serving() and self.daemon.status()["ready"], 180, pause=1, what="ready")

    def tasks(self):
        return self.daemon.history()

    def all_done(self, tasks):
        """So many tasks are known, and each is done: they, else nothing."""
        known = self.tasks()
        return len(known) >= tasks and all(t["outcome"] == "done" for t in known) and known

    def run(self, probe):
        self.step("doctor")
        print(self.ecdsnap("doctor"))
        self.step("inventory, plan and explain see the desktop")
        saved = self.folder / "desktops.json"
        self.ecdsnap("inventory", "--save", str(saved))
        explained = json.loads(self.ecdsnap("explain", f"{self.site}/{self.desktop}", "--inventory", str(saved), "--json"))
        check(explained["covered"], f"{explained}")
        self.ecdsnap("plan", "--next", "1", "--inventory", str(saved))

        self.step("a slot by hand, to its end")
        self.start()
        self.daemon.ecdsnap("run", "live")
        first = wait_until(lambda: self.all_done(1), self.seconds, pause=2, what="every disk is done")
        disks = len(first)
        ids = {t["snapshot_id"] for t in first}
        check(disks >= 1 and len(ids) == disks and all(ids), f"{first}")
        print(f"# {disks} disks: {', '.join(sorted(ids))}")

        self.step("another one, with a kill -9 as soon as one is accepted")
        self.daemon.ecdsnap("run", "live")
        wait_until(lambda: len([t for t in self.tasks() if t["snapshot_id"]]) > disks, 300, pause=0.2, what="one is accepted")
        self.daemon.kill()
        self.start()
        tasks = wait_until(lambda: self.all_done(2 * disks), self.seconds, pause=2,
                           what="every disk is done after the kill")
        made = {t["snapshot_id"] for t in tasks}
        check(len(made) == 2 * disks, f"{tasks}")
        check(not self.daemon.events("extra_found"), "a second snapshot of a task was made")

        self.step("a start without its ledger takes up what is there and makes nothing")
        self.daemon.stop()
        for file in self.folder.glob("ledger.db*"):
            file.unlink()
        self.start()
        adopted = wait_until(lambda: len(self.tasks()) == 2 * disks and self.tasks(), 300, pause=2, what="all are adopted")
        check({t["snapshot_id"] for t in adopted} == made, f"{adopted}")
        check(not self.daemon.events("extra_found"), "a second snapshot of a task was made")
        self.daemon.stop()
        if probe:
            self.step("the probe")
            print(self.ecdsnap("doctor", "--probe", f"{self.site}/{self.desktop}", "--yes"))
        return made


def main():
    desktop, region = os.environ.get("ECDSNAP_LIVE_DESKTOP"), os.environ.get("ECDSNAP_LIVE_REGION")
    if not desktop or not region:
        sys.exit("This makes snapshots in a real account: read tests/live/README.md, then set ECDSNAP_LIVE_DESKTOP and "
                 "ECDSNAP_LIVE_REGION.")
    with tempfile.TemporaryDirectory(prefix="ecdsnapd-live-") as folder:
        job = Job(pathlib.Path(folder) / "d", desktop, region, int(os.environ.get("ECDSNAP_LIVE_MINUTES", "60")))
        try:
            made = job.run(os.environ.get("ECDSNAP_LIVE_PROBE") == "yes")
        except BaseException:
            if job.daemon.log_path.exists():
                print("# the daemon said:\n" + "\n".join(job.daemon.log_path.read_text().splitlines()[-40:]))
            print("# snapshots that the daemon knows of are named live-*, of the owner live-test: delete them in the console")
            raise
        finally:
            if job.daemon.process and job.daemon.process.poll() is None:
                job.daemon.kill()
    print("ok; delete these in the console: " + " ".join(sorted(made)))


if __name__ == "__main__":
    main()
