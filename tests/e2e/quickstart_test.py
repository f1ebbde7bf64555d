#!/usr/bin/env python3
"""quickstart.sh as a newcomer runs it: what it shows, how it ends, what it leaves."""
import os
import pathlib
import signal
import subprocess
import uuid

from harness import check, run_cases, wait_until

ROOT = pathlib.Path(__file__).parents[2]


def hear_signals():
    """Whoever runs this test may have ignored them (nohup, a job in the background), and a shell cannot undo that."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


class Quickstart:
    """A run of quickstart.sh whose processes and files can be told from all others."""

    def __init__(self, folder, cleanup, *options):
        self.folder = folder / "tmp"
        self.folder.mkdir()
        self.log = folder / "quickstart.log"
        self.mark = f"QUICKSTART_TEST={uuid.uuid4()}"
        name, value = self.mark.split("=")
        environment = {**os.environ, name: value, "TMPDIR": str(self.folder), "ECDSNAP_BIN": os.environ["ECDSNAP_BIN"]}
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen([ROOT / "quickstart.sh", *options], stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=log, env=environment, start_new_session=True,
                                            preexec_fn=hear_signals)
        cleanup.callback(self.kill_all)

    def output(self):
        return self.log.read_text(errors="replace")

    def processes(self):
        found = []
        for entry in pathlib.Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                try:
                    if self.mark.encode() in (entry / "environ").read_bytes():
                        found.append(int(entry.name))
                except OSError:
                    pass
        return found

    def kill_all(self):
        for process in self.processes():
            os.kill(process, signal.SIGKILL)

    def says(self, text, seconds):
        wait_until(lambda: text in self.output() or self.process.poll() is not None, seconds, what=text)
        check(text in self.output(), f"it ended without saying {text!r}")

    def interrupt(self, number=signal.SIGINT):
        """As a terminal does: to the whole group."""
        os.killpg(self.process.pid, number)
        return self.process.wait(40)

    def left_nothing(self):
        check(not self.processes(), f"still running: {self.processes()}")
        check(not list(self.folder.iterdir()), f"files are left: {list(self.folder.iterdir())}")


def once(folder, cleanup):
    """quickstart.sh --once ends with a table: each eligible disk done, each other one skipped with its reason, exit 0"""
    run = Quickstart(folder, cleanup, "--once")
    code = run.process.wait(150)
    check(code == 0, f"exit code {code}")
    lines = [line.split(maxsplit=6) for line in run.output().splitlines() if line.startswith("main/")]
    check({line[0] for line in lines} == {"main/cn-hangzhou", "main/cn-shanghai"}, "not both sites")
    rows = [line[1:] for line in lines]
    check(len(rows) == 18, f"{len(rows)} rows")
    for row in rows:
        check(row[3] == "done" and row[4].startswith("s-") or row[3] == "skipped" and row[4] in ("hibernated", "expired")
              and len(row[5].split()) > 3, f"neither done nor skipped with a reason: {row}")
    check({row[3] for row in rows} == {"done", "skipped"}, "the fleet is not mixed")
    check("18 disks: 15 done, 3 skipped (1 expired, 2 hibernated)" in run.output(), "the last line")
    run.left_nothing()


def all_of_it(folder, cleanup):
    """quickstart.sh shows two policies going from due to done, and Ctrl-C leaves nothing running"""
    run = Quickstart(folder, cleanup)
    run.says("18 disks: 15 done, 3 skipped", 120)
    run.says("next-minute: 0 open, 15 done, 3 skipped", 150)
    run.says("Ctrl-C stops both programs", 10)
    check(len(run.processes()) == 3, f"{len(run.processes())} processes")
    check(run.interrupt() == 0, "the exit code")
    run.left_nothing()


def interrupted(folder, cleanup):
    """quickstart.sh that is interrupted in the middle leaves nothing either"""
    for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)):
        run = Quickstart(folder, cleanup)
        run.says("ecdsnap run nightly --wait", 60)
        ended = run.interrupt(number)
        check(ended == code, f"{number.name}: exit code {ended}")
        run.left_nothing()
        run.folder.rmdir()


if __name__ == "__main__":
    run_cases(once, all_of_it, interrupted)
