"""What the cases inside a booted system share: the service, its journal, and a cloud of its own. Only ever run by boot.sh: it
changes /etc and /var as it likes."""
import contextlib
import functools
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "e2e"))
from harness import KEY_ID, KEY_SECRET, Emulator, check, policy_text, run_cases, wait_until  # noqa: E402, F401

KEY = json.dumps({"access_key_id": KEY_ID, "access_key_secret": KEY_SECRET})
ETC = pathlib.Path("/etc/ecdsnapd")
NEVER = "0 3 1 1 *"
PRIORITY = {"error": 3, "warning": 4, "info": 6, "debug": 7}


def run(*command, good=True, **options):
    result = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=90, check=False, **options)
    if good and result.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))}: {result.returncode}: {result.stderr}{result.stdout}")
    return result


def as_member(cleanup, *command, good=True):
    """As a user who may read over the control socket and nothing more."""
    if run("id", "member", good=False).returncode != 0:
        run("useradd", "--groups", "ecdsnap", "member")
        cleanup.callback(run, "userdel", "member")
    return run("setpriv", "--reuid=member", "--regid=member", "--init-groups", "--", *command, good=good)


def install(package):
    return run("dpkg", "--install", "--force-confdef", "--force-confold", package,
               env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive"})


def built_package():
    packages = sorted(pathlib.Path(os.environ["ECDSNAP_PACKAGES"]).glob("ecdsnapd_*.deb"))
    check(len(packages) == 1, f"not one package: {packages}")
    return packages[0]


def encrypt_key(text=KEY, name="ecd-key", file="/etc/credstore.encrypted/ecd-key"):
    pathlib.Path(file).parent.mkdir(mode=0o700, exist_ok=True)
    run("systemd-creds", "encrypt", f"--name={name}", "-", file, input=text)


class Service:
    """ecdsnapd.service, or an instance of ecdsnapd@.service."""

    def __init__(self, instance=None):
        self.unit = f"ecdsnapd@{instance}.service" if instance else "ecdsnapd.service"
        self.name = self.unit.removesuffix(".service")
        self.folder = ETC / instance if instance else ETC
        self.config = self.folder / "ecdsnapd.yaml"
        self.owner = instance or "main"
        self.since = 0

    def configure(self, emulator, rate=100, credentials="{systemd: ecd-key}", trust=None, account="", extra=""):
        """A configuration without policies; the certificate that is trusted is the emulator's own. `account`: lines of more keys."""
        (self.folder / "policies.d").mkdir(parents=True, exist_ok=True)
        shutil.copyfile(trust or emulator.folder / "tls/ca.pem", self.folder / "ca.pem")
        (self.folder / "ca.pem").chmod(0o644)
        places = "" if self.folder == ETC else (f"ledger: sqlite:/var/lib/{self.name}/ledger.db\n"
                                               f"control: {{socket: /run/{self.name}/control.sock}}\n"
                                               "metrics: {listen: none}\n")
        self.config.write_text(f"""owner: {self.owner}
accounts:
  - name: main
    credentials: {credentials}
    regions: [cn-hangzhou]
    endpoint: {emulator.endpoint}
    ca_file: ca.pem
{account}    limits: {{requests_per_second: {rate}, in_flight: 32}}
policies: policies.d
{places}{extra}""")

    def policy(self, name, cron=NEVER, text=None):
        (self.folder / "policies.d" / f"{name}.yaml").write_text(text or policy_text(name, cron))

    def drop_in(self, text):
        """A second one of the same words counts once; reset() takes all away."""
        folder = pathlib.Path(f"/run/systemd/system/{self.unit}.d")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{abs(hash(text))}.conf").write_text(text)
        run("systemctl", "daemon-reload")

    def systemctl(self, *verb, good=True):
        return run("systemctl", *verb, self.unit, good=good)

    def start(self):
        self.mark()
        self.systemctl("start")

    def show(self, prop):
        return run("systemctl", "show", "--property", prop, "--value", self.unit).stdout.strip()

    def active(self):
        return self.show("ActiveState") == "active" and self.show("SubState") == "running"

    def pid(self):
        return int(self.show("MainPID"))

    def mark(self):
        """events() and journal() begin here."""
        self.since = time.time_ns() // 1000

    def journal(self, *matches):
        """Entries since mark(), of the unit and about it."""
        lines = run("journalctl", "--unit", self.unit, "--output", "json", "--quiet", *matches).stdout.splitlines()
        return [entry for entry in map(json.loads, lines) if int(entry["__REALTIME_TIMESTAMP"]) >= self.since]

    def events(self, name=None):
        """The service's own events as (name, PRIORITY, entry), whether they are fields of the entry or JSON in its message."""
        found = []
        for entry in self.journal():
            event = entry.get("ECDSNAP_EVENT")
            with contextlib.suppress(json.JSONDecodeError, TypeError, AttributeError):
                event = event or json.loads(entry["MESSAGE"]).get("event")
            if event and name in (None, event):
                found.append((event, int(entry["PRIORITY"]), entry))
        return found

    def said(self, words):
        """Whether systemd or the service said so since mark()."""
        return any(words in str(entry.get("MESSAGE")) for entry in self.journal())

    def ecdsnap(self, *arguments, good=True):
        result = run("ecdsnap", "--config", self.config, *arguments, good=False)
        check(not good or result.returncode in (0, 10), f"ecdsnap {arguments}: {result}")
        return result

    def status(self):
        return json.loads(self.ecdsnap("status", "--json", good=False).stdout)

    def counts(self, policy):
        """Of its newest slot."""
        for shown in self.status()["policies"]:
            slots = shown["open_slots"] or [shown["last_slot"]]
            if shown["name"] == policy and slots[0]:
                return slots[0]
        return {"tasks": 0, "unsettled": 0, "done": 0}

    def settled(self, policy, tasks):
        with contextlib.suppress(json.JSONDecodeError):  # it is being started again
            counts = self.counts(policy)
            return counts["tasks"] == tasks and counts["unsettled"] == 0 and counts

    def reset(self):
        """As after the package was installed; a running daemon is killed, which is quicker."""
        run("systemctl", "kill", "--signal=KILL", self.unit, good=False)
        self.systemctl("stop")
        shutil.rmtree(f"/run/systemd/system/{self.unit}.d", ignore_errors=True)
        run("systemctl", "daemon-reload")
        self.systemctl("reset-failed", good=False)
        for ledger in pathlib.Path(f"/var/lib/private/{self.name}").glob("*"):
            ledger.unlink()
        for policy in (self.folder / "policies.d").glob("*"):
            policy.unlink()


def cloud(folder, cleanup, *options, desktops=50, snapshot_seconds=1):
    """An emulator with TLS, as many disks as desktops, and a name that has to be looked up."""
    emulator = Emulator(folder, "--desktops", desktops, "--data-disks", 0, "--snapshot-seconds", snapshot_seconds, *options, tls=True)
    emulator.folder = folder
    emulator.endpoint = emulator.url.replace("127.0.0.1", "localhost")
    cleanup.callback(emulator.close)
    return emulator


def serve(service, folder, cleanup, *options, rate=100, drop_in="", extra="", **fleet):
    """A cloud, and the service in front of it with policy `nightly`, which is not due."""
    service.reset()
    service.drop_in(drop_in)
    emulator = cloud(folder, cleanup, *options, **fleet)
    service.configure(emulator, rate=rate, extra=extra)
    service.policy("nightly")
    service.start()
    return emulator


def example_drop_in(name):
    return pathlib.Path(f"/usr/share/doc/ecdsnapd/examples/systemd/{name}.conf").read_text()


def creates(emulator):
    return emulator.counters()["requests"].get("CreateSnapshot", 0)


def exactly_one_each(emulator, disks):
    live = emulator.live()
    twice = {disk: snapshots for disk, snapshots in live.items() if len(snapshots) != 1}
    check(len(live) == disks and not twice, f"{len(live)} of {disks} disks have a snapshot; more than one: {twice}")


def tells_on_failure(*units):
    """A case after which the journal of these units is shown when it fails."""
    def wrapped(case):
        @functools.wraps(case)
        def inner(folder, cleanup):
            try:
                return case(folder, cleanup)
            except BaseException:
                for unit in units:
                    (folder / f"{unit}.log").write_text(run("systemctl", "status", "--full", "--lines", 25, unit, good=False).stdout)
                raise
        return inner
    return wrapped
