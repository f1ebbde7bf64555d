#!/usr/bin/env python3
"""Measures one nightly slot of 1,000,000 desktops in `ecdsnap simulate`: the daemon's own engine on a virtual clock with
a simulated cloud, in one process. Prints time and memory beside their bounds, and the cost of a desktop beside that at
10,000. Leaves nothing behind.

    cmake --preset release && cmake --build build/release --target ecdsnap
    tests/bench/million.py --bin build/release/bin
"""
import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

MIB = 1024
POLICY = """policies:
  - name: nightly
    select: {name: "*"}
    schedule: {cron: "0 2 * * *", timezone: UTC, spread: 2h, window: 8h}
"""
CONFIG = """accounts:
  - name: main
    credentials: environment
    regions: [cn-hangzhou]
    limits: {requests_per_second: 10000, in_flight: 1000}
policies: policies.d
ledger: sqlite:ledger.db
control: {socket: control.sock}
inventory: {every: 1h}
"""


def night(binary, folder, desktops, core):
    """CPU seconds and peak MiB of one night."""
    command = ["taskset", "-c", str(core), binary / "ecdsnap", "--config", folder / "ecdsnapd.yaml", "simulate", "--days", "1",
               "--from", "2026-12-01T00:00:00Z", "--desktops", str(desktops), "--json"]
    with open(folder / "result.json", "wb") as result:
        process = subprocess.Popen(command, stdout=result)
        _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        raise RuntimeError(f"ecdsnap simulate ended with {os.waitstatus_to_exitcode(status)}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / MIB


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=pathlib.Path, default=pathlib.Path(__file__).parents[2] / "build/release/bin")
    parser.add_argument("--desktops", type=int, default=1_000_000)
    parser.add_argument("--beside", type=int, default=10_000, help="the smaller fleet (default 10000)")
    parser.add_argument("--core", type=int, default=1)
    options = parser.parse_args()
    missed = 0

    def show(name, value, bound, unit):
        nonlocal missed
        missed += value > bound
        print(f"{'ok    ' if value <= bound else 'MISSED'} {name:<58} {value:9.2f} {unit:<4} (bound {bound:g})", flush=True)

    with tempfile.TemporaryDirectory(prefix="ecdsnap-bench-") as name:
        folder = pathlib.Path(name)
        (folder / "policies.d").mkdir()
        (folder / "policies.d/nightly.yaml").write_text(POLICY)
        (folder / "ecdsnapd.yaml").write_text(CONFIG)
        small = min(night(options.bin.resolve(), folder, options.beside, options.core)[0] for _ in range(3))
        print(f"       {options.beside} desktops: {small:.2f} s of processor time, the best of three")
        seconds, memory = night(options.bin.resolve(), folder, options.desktops, options.core)
    show(f"one nightly slot of {options.desktops} desktops: processor time", seconds, 60, "s")
    show("peak memory", memory, 1536, "MiB")
    show("cost of a desktop, as a multiple", (seconds / options.desktops) / (small / options.beside), 1.3, "")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
