#!/usr/bin/env python3
"""Measures /metrics of ecdsnapd with 100,000 desktops of two disks and 50 policies that cover them all, each with an
objective and a verified snapshot of every disk in the ledger: how long a page takes, and how many series it has. Prints
each figure beside its bound. Leaves nothing behind.

    cmake --preset release && cmake --build build/release --target ecdsnapd ecdsnap ecd-emulator
    tests/bench/metrics_fleet.py --bin build/release/bin
"""
import argparse
import contextlib
import os
import pathlib
import shutil
import socket
import sqlite3
import sys
import tempfile
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "e2e"))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default="build/release/bin", help="where the programs are")
    parser.add_argument("--desktops", type=int, default=100_000)
    parser.add_argument("--policies", type=int, default=50)
    parser.add_argument("--pages", type=int, default=10, help="how many pages are taken")
    return parser.parse_args()


def get(url):
    with urllib.request.urlopen(url, timeout=120) as answer:
        return answer.read().decode()


def show(name, value, bound, unit):
    print(f"{'ok    ' if value <= bound else 'MISSED'} {name:<52} {value:9.2f} {unit} (bound {bound:g})", flush=True)
    return value <= bound


def plant_snapshots(ledger, desktops):
    """Of every disk one, some hours or days old."""
    now = int(time.time() * 1000)
    with contextlib.closing(sqlite3.connect(ledger)) as database, database:
        site = database.execute("INSERT INTO sites (account, region) VALUES ('main', 'cn-hangzhou') "
                                "ON CONFLICT DO UPDATE SET region = region RETURNING id").fetchone()[0]
        rows = ((site, desktop, disk, now - number % 40 * 3_600_000)
                for number, desktop in enumerate(desktops) for disk in ("system", "data"))
        database.executemany("INSERT INTO verified VALUES (?, ?, ?, ?)", rows)


def measure(options, folder, cleanup):
    from harness import Daemon, Emulator, policy_text, wait_until
    emulator = Emulator(folder, "--desktops", options.desktops, "--data-disks", "100%")
    cleanup.callback(emulator.close)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    daemon = Daemon(folder / "d", emulator.url, rate=10_000, metrics=f"{{listen: \"127.0.0.1:{port}\"}}")
    daemon.config.write_text(daemon.config.read_text().replace("level: debug", "level: info"))
    objective = "    objective: {rpo: 30h, verified_within: 1h}\n"
    for number in range(options.policies):
        daemon.policy(f"p{number}", policy_text(f"p{number}", f"{number} 3 1 1 *", extra=objective))
    cleanup.callback(lambda: daemon.process and daemon.process.poll() is None and daemon.kill())
    daemon.start()
    wait_until(lambda: daemon.serving() and daemon.status()["ready"], 300, pause=2, what="ready")
    daemon.stop()
    plant_snapshots(daemon.folder / "ledger.db", [desktop["id"] for desktop in emulator.get("state")["desktops"]])
    daemon.start()
    url = f"http://127.0.0.1:{port}/metrics"
    wait_until(lambda: daemon.serving() and daemon.status()["ready"], 300, pause=2, what="ready again")
    expected = f"ecdsnap_verified_age_seconds_count {2 * options.desktops}\n"
    wait_until(lambda: expected in get(url), 120, pause=2, what="every disk's age is shown")

    took = []
    for _ in range(options.pages):
        time.sleep(1.1)  # a page lasts for a second
        started = time.monotonic()
        page = get(url)
        took.append((time.monotonic() - started) * 1000)
    lines = [line for line in page.splitlines() if line and not line.startswith("#")]
    own = next(float(line.split()[1]) * 1000 for line in lines if line.startswith("ecdsnap_metrics_duration_seconds"))
    print(f"       pages, ms: {', '.join(f'{each:.1f}' for each in sorted(took))}; the daemon says {own:.1f} of the last but one")
    good = show("a page: median", sorted(took)[len(took) // 2], 100, "ms")
    good &= show("a page: slowest", max(took), 100, "ms")
    good &= show("series", len(lines), 2000, "")
    started = time.monotonic()
    daemon.status()
    return good & show("`ecdsnap status --json`", (time.monotonic() - started) * 1000, 200, "ms")


def main():
    options = arguments()
    os.environ["ECDSNAP_BIN"] = str(pathlib.Path(options.bin).resolve())
    folder = pathlib.Path(tempfile.mkdtemp(prefix="ecdsnapd-bench-"))
    with contextlib.ExitStack() as cleanup:
        cleanup.callback(lambda: shutil.rmtree(folder, ignore_errors=True))
        return 0 if measure(options, folder, cleanup) else 1


if __name__ == "__main__":
    sys.exit(main())
