#!/usr/bin/env python3
"""From the package to the first verified snapshots with nothing but the README and --help, as a newcomer types it. The commands are
those of the README; transcript.txt keeps what was seen. Runs inside a booted system: boot.sh transcript_cases.py"""
import contextlib
import pathlib
import re
import shutil
import subprocess

from machine import ETC, KEY, Service, built_package, check, cloud, exactly_one_each, run_cases, tells_on_failure

service = Service()
told = tells_on_failure(service.unit)
SOURCE = pathlib.Path(__file__).parents[2]
KEPT = pathlib.Path(__file__).with_name("transcript.txt")
AFTERWARDS = ("ecdsnap run --help", "ecdsnap run nightly --wait", "ecdsnap status", "ecdsnap history --limit 3",
              "curl -s http://127.0.0.1:9797/readyz", "journalctl -u ecdsnapd -x --no-hostname ECDSNAP_EVENT=slot_finished")
LINES = 14  # of an output that are kept


def commands_of_readme():
    block = (SOURCE / "README.md").read_text().split("## Install it as a service", 1)[1].split("```\n", 2)[1]
    return [re.sub(r"\s{2,}#.*", "", line).strip() for line in block.splitlines() if line.strip()]


def steady(text):
    """Without what differs each time: ids, keys of names, instants, process ids."""
    for pattern, by in ((r"\becd-[0-9a-z]{13}\b", "ecd-0123456789abc"), (r"\bs-[0-9a-z]{20}\b", "s-0123456789abcdefghij"),
                        (r"(-(?:system|data))-[a-z0-9]{6}\b", r"\1-abcdef"), (r"\d{8}-\d{4}", "20261130-0200"),
                        (r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?(\.\d+)?Z?", "2026-11-30 02:00"), (r"ecdsnapd\[\d+\]", "ecdsnapd[123]"), (r"\b[A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d\b", "Nov 30 02:00:00")):
        text = re.sub(pattern, by, text)
    return text


def edit(emulator):
    """What the newcomer writes: the key's place, and here the emulator as the endpoint."""
    shutil.copyfile(emulator.folder / "tls/ca.pem", ETC / "ca.pem")
    (ETC / "ca.pem").chmod(0o644)
    config = service.config.read_text()
    for shipped, wanted in (("credentials: default", "credentials: {systemd: ecd-key}"),
                            ("# endpoint: http://127.0.0.1:18080", f"endpoint: {emulator.endpoint}"), ("# ca_file: ca.pem", "ca_file: ca.pem")):
        config = config.replace(f"    {shipped}", f"    {wanted}")
    service.config.write_text(config)


def typed(command, emulator, folder):
    """What it prints, as far as it is kept."""
    if command.startswith("editor"):
        edit(emulator)
        return "(credentials: {systemd: ecd-key}; endpoint and ca_file: the emulator's)\n"
    words = command.replace("apt install", "apt-get install --yes --quiet --quiet")
    result = subprocess.run(["bash", "-c", words], input=KEY if "systemd-creds" in command else None, capture_output=True, text=True,
                            cwd=folder, timeout=120, check=False)
    check(result.returncode == 0, f"{command}: {result.returncode}: {result.stdout}{result.stderr}")
    if command.startswith("apt"):
        return ""
    lines = result.stdout.splitlines()
    if command.startswith("systemctl status"):
        lines = [line for line in lines if re.match(r"\s+(Loaded|Active|Status|Docs):", line)]
    return "".join(steady(line) + "\n" for line in lines[:LINES]) + ("...\n" if len(lines) > LINES else "")


@told
def newcomer(folder, cleanup):
    """a newcomer gets from the package to verified snapshots by the commands of the README and what --help says"""
    commands = [*commands_of_readme(), *AFTERWARDS]
    shutil.copyfile(built_package(), folder / re.search(r"apt install \./(\S+)", commands[0])[1])
    said = f"$ {commands[0]}\n{typed(commands[0], None, folder)}\n"  # with the emulator in it
    (folder / "cloud").mkdir()
    emulator = cloud(folder / "cloud", cleanup, "--list-lag", 1, desktops=12, snapshot_seconds="2-4")
    for command in commands[1:]:
        said += f"$ {command}\n{typed(command, emulator, folder)}\n"
    print("# " + said.replace("\n", "\n# "))
    exactly_one_each(emulator, len(emulator.eligible_disks()))
    check(all(snapshot["status"] == "ACCOMPLISHED" for snapshot in emulator.user_snapshots()), "not all are verified")
    for words in ("Active: active (running)", "12 disks: ", '"ready":true', "Subject: ECDS-1102"):
        check(words in said, f"{words} is not in it")
    kept = [line for line in KEPT.read_text().splitlines() if line.startswith("$ ")]
    check(kept == [f"$ {command}" for command in commands], f"{KEPT.name} has other commands: {kept}")


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        run_cases(newcomer)
