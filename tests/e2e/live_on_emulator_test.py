#!/usr/bin/env python3
"""That the opt-in script for the real service (tests/live) works, shown on the emulator; and that it does nothing unasked."""
import os
import pathlib
import subprocess

from harness import KEY_ID, KEY_SECRET, Emulator, check, run_cases

SCRIPT = pathlib.Path(__file__).parents[1] / "live/main_job.py"


def environment(**more):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ECDSNAP_LIVE", "ALIBABA_CLOUD"))}
    return {**kept, "ALIBABA_CLOUD_ACCESS_KEY_ID": KEY_ID, "ALIBABA_CLOUD_ACCESS_KEY_SECRET": KEY_SECRET, **more}


def unasked(folder, cleanup):
    """without its variables it says what it needs and does nothing"""
    result = subprocess.run([SCRIPT], capture_output=True, text=True, env=environment(), timeout=30)
    check(result.returncode == 1 and "README.md" in result.stderr, f"{result}")


def main_job(folder, cleanup):
    """the whole job and the probe on one desktop of the emulator: no other desktop is touched, nothing is made twice"""
    emulator = Emulator(folder, "--desktops", 5, "--data-disks", "100%", "--snapshot-seconds", 3, "--list-lag", 1)
    cleanup.callback(emulator.close)
    desktop = emulator.get("state")["desktops"][2]["id"]
    result = subprocess.run([SCRIPT], capture_output=True, text=True, timeout=300, env=environment(
        ECDSNAP_LIVE_DESKTOP=desktop, ECDSNAP_LIVE_REGION="cn-hangzhou", ECDSNAP_LIVE_ENDPOINT=emulator.url,
        ECDSNAP_LIVE_CREDENTIALS="environment", ECDSNAP_LIVE_MINUTES="3", ECDSNAP_LIVE_PROBE="yes"))
    print("# " + result.stdout.replace("\n", "\n# "))
    check(result.returncode == 0, f"{result.stdout[-3000:]}{result.stderr[-3000:]}")
    left = emulator.user_snapshots()
    check(len(left) == 4 and {s["desktop"] for s in left} == {desktop}, f"{left}")
    said = result.stdout.splitlines()[-1].split(": ")[1].split()
    check(set(said) == {s["id"] for s in left}, "other snapshots are named than are left")


if __name__ == "__main__":
    run_cases(unasked, main_job)
