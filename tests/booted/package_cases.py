#!/usr/bin/env python3
"""The Debian package's life, each case where the one before left it: install, first snapshots, upgrade, disable, remove, purge.
Runs inside a booted system: boot.sh package_cases.py"""
import contextlib
import functools
import json
import pathlib
import re
import shutil

from machine import (ETC, NEVER, Service, built_package, check, cloud, encrypt_key, exactly_one_each, install, run, run_cases, tells_on_failure,
                     wait_until)

service, team = Service(), Service("team")
told = tells_on_failure(service.unit)
package = built_package()
examples = pathlib.Path("/usr/share/doc/ecdsnapd/examples")


@functools.cache
def emulator():
    """One for all cases; it ends with the machine."""
    folder = pathlib.Path("/run/cloud")
    folder.mkdir()
    return cloud(folder, contextlib.ExitStack(), "--list-lag", 1, desktops=12, snapshot_seconds="2-4")


def newer_package(folder):
    """The same with a higher version and another shipped configuration."""
    tree = folder / "tree"
    run("dpkg-deb", "--raw-extract", package, tree)
    control = tree / "DEBIAN/control"
    control.write_text(re.sub(r"(?m)^Version: .*", "Version: 9.0-1", control.read_text()))
    shipped = tree / "etc/ecdsnapd/ecdsnapd.yaml"
    shipped.write_text(shipped.read_text() + "# a later version's\n")
    run("dpkg-deb", "-Znone", "--build", tree, folder / "newer.deb")
    return folder / "newer.deb"


@told
def installed(folder, cleanup):
    """an installed service is enabled and does not start before there is a policy; its units and files are in order"""
    install(package)
    check(run("systemctl", "is-enabled", service.unit).stdout == "enabled\n", "it is not enabled")
    check(service.show("ActiveState") == "inactive" and service.show("ConditionResult") == "no", "it was started")
    service.systemctl("start")
    check(service.show("ActiveState") == "inactive" and service.show("Result") == "success", "it starts, or fails, without a policy")
    for group in ("ecdsnap", "ecdsnap-admin"):
        check(run("getent", "group", group).stdout.endswith(":\n"), f"{group} has members")
    said = run("systemd-analyze", "verify", "--man=no", "--recursive-errors=no", service.unit, "ecdsnapd@team.service")
    check(not said.stdout + said.stderr, f"{said}")
    drop_ins = sorted((examples / "systemd").glob("*.conf"))
    check(len(drop_ins) >= 3, f"{drop_ins}")
    for drop_in in drop_ins:
        service.drop_in(drop_in.read_text())
        said = run("systemd-analyze", "verify", "--man=no", "--recursive-errors=no", service.unit)
        check(not said.stdout + said.stderr, f"{drop_in}: {said}")
    service.reset()
    for policy in (examples / "policies").glob("*.yaml"):
        schema = re.search(r"\$schema=(\S+)", policy.read_text())[1]
        check(pathlib.Path(schema).is_file(), f"{policy} names {schema}")
    shutil.copytree(examples / "policies", ETC / "policies.d", dirs_exist_ok=True)
    run("ecdsnapd", "--check")
    service.reset()
    bill = json.loads(pathlib.Path("/usr/share/doc/ecdsnapd/ecdsnapd.spdx.json").read_text())
    check(bill["spdxVersion"] == "SPDX-2.3", "the bill of materials")


@told
def first_snapshots(folder, cleanup):
    """from the package to verified snapshots: key, endpoint, policy, start; what systemd, journal and ecdsnap say is what the cloud has"""
    encrypt_key()
    shutil.copyfile(emulator().folder / "tls/ca.pem", ETC / "ca.pem")
    (ETC / "ca.pem").chmod(0o644)
    config = service.config.read_text()
    for shipped, wanted in (("credentials: default", "credentials: {systemd: ecd-key}"),
                            ("# endpoint: http://127.0.0.1:18080", f"endpoint: {emulator().endpoint}"), ("# ca_file: ca.pem", "ca_file: ca.pem")):
        check(config.count(f"    {shipped}") == 1, f"{shipped!r} in the shipped configuration")
        config = config.replace(f"    {shipped}", f"    {wanted}")
    service.config.write_text(config)
    nightly = (examples / "policies/nightly.yaml").read_text()
    nightly = re.sub(r"schedule: .*", f'schedule: {{cron: "{NEVER}", timezone: UTC, window: 30m, on_enable: run}}', nightly)
    (ETC / "policies.d/nightly.yaml").write_text(nightly)
    run("ecdsnapd", "--check")
    service.start()
    disks = len(emulator().eligible_disks())
    made = wait_until(lambda: service.settled("nightly", disks), 60, pause=0.5, what="all is settled")
    exactly_one_each(emulator(), disks)
    states = {snapshot["status"] for snapshot in emulator().user_snapshots()}
    check(states == {"ACCOMPLISHED"} and made["done"] == disks, f"{states}, {made}")
    history = json.loads(service.ecdsnap("history", "--json", "--limit", 1000).stdout)["entries"]
    known = {entry["task"]["snapshot_id"] for entry in history if entry["task"]}
    check(known == {snapshot["id"] for snapshot in emulator().user_snapshots()}, "ecdsnap history shows other snapshots")
    table = service.ecdsnap("status").stdout
    check(f"{disks} of {disks} done" in table or re.search(rf"\b{disks} done", table), table)
    lines = (f"{disks} of {disks} snapshots done", "1 policy, no slot open")
    wait_until(lambda: service.show("StatusText") in lines, 10, what="the status line")
    check(len(service.events("snapshot_done")) == disks and not service.journal("--priority", "warning"), "the journal says otherwise")
    page = run("curl", "--silent", "--fail", "http://127.0.0.1:9797/metrics").stdout
    counted = sum(float(line.split()[-1]) for line in page.splitlines()
                  if line.startswith("ecdsnap_tasks_total{") and 'outcome="done"' in line)
    check(counted == disks and "ecdsnap_ready 1" in page, f"the metrics count {counted} of {disks}")
    shown = run("systemctl", "status", service.unit).stdout
    check("active (running)" in shown and any(f'Status: "{line}"' in shown for line in lines), shown)
    print(f"# {disks} disks, each with one snapshot")


@told
def upgraded(folder, cleanup):
    """an upgrade restarts the service and its instances and leaves its configuration as the administrator wrote it"""
    team.configure(emulator())
    team.policy("nightly")
    encrypt_key(file="/etc/credstore.encrypted/ecd-key-team")
    team.start()
    ours, pids = service.config.read_text(), [service.pid(), team.pid()]
    service.mark()
    install(newer_package(folder))
    for each, pid in zip((service, team), pids):
        wait_until(each.active, 30, what=f"{each.unit} is active again")
        check(each.pid() != pid and each.events("stopped"), f"{each.unit} was not restarted in order")
    check(service.config.read_text() == ours, "the configuration was overwritten")
    check((ETC / "ecdsnapd.yaml.dpkg-dist").read_text().endswith("# a later version's\n"), "the new one was not laid beside it")
    check(service.counts("nightly")["done"] == len(emulator().user_snapshots()), "the history is lost, or goes on in another way")


@told
def disabled(folder, cleanup):
    """what an administrator disabled stays so over an upgrade"""
    service.systemctl("disable", "--now")
    install(newer_package(folder))
    check(service.show("ActiveState") == "inactive", "it was started")
    check(run("systemctl", "is-enabled", service.unit, good=False).stdout == "disabled\n", "it was enabled")
    service.systemctl("enable")


@told
def removed(folder, cleanup):
    """a removal stops the service and keeps configuration and ledger, which a new installation takes up"""
    service.systemctl("start")
    ours = service.config.read_text()
    run("dpkg", "--remove", "ecdsnapd")
    check(not pathlib.Path("/usr/bin/ecdsnapd").exists() and not service.active() and not team.active(), "it is still there")
    running = [comm for comm in pathlib.Path("/proc").glob("[0-9]*/comm") if comm.read_text() == "ecdsnapd\n"]
    check(not running, f"a process is left: {running}")
    check(pathlib.Path("/var/lib/private/ecdsnapd/ledger.db").exists(), "the ledger is gone")
    install(package)
    check(service.config.read_text() == ours, "the configuration was overwritten")
    wait_until(service.active, 30, what="started, as it is configured")
    check(service.counts("nightly")["done"] == len(emulator().user_snapshots()), "the history is lost")


@told
def purged(folder, cleanup):
    """after a purge nothing is left but the groups and the administrator's credential store"""
    check(pathlib.Path("/var/lib/private/ecdsnapd@team/ledger.db").exists(), "the instance had a ledger elsewhere")
    run("dpkg", "--purge", "ecdsnapd")
    left = run("find", "/etc", "/var/lib", "/usr", "/lib/systemd", "-xdev", "-name", "*ecdsnap*").stdout.split()
    check(not left, f"left: {left}")
    check(not service.active() and not run("systemctl", "list-unit-files", "ecdsnapd*", "--no-legend", good=False).stdout, "units are left")


if __name__ == "__main__":
    run_cases(installed, first_snapshots, upgraded, disabled, removed, purged)
