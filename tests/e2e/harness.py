"""What the end-to-end tests share: an emulator, a daemon, and questions to both. Programs come from $ECDSNAP_BIN."""
import concurrent.futures
import contextlib
import datetime
import json
import os
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.request
import uuid

BIN = pathlib.Path(os.environ.get("ECDSNAP_BIN", pathlib.Path(__file__).parents[2] / "build/dev/bin"))
KEY_ID, KEY_SECRET = "testid", "testsecret"


class Network:
    """A network of its own with nothing but loopback, which can be cut. Needs root."""

    def __init__(self):
        self.name = f"ecdsnapd-{uuid.uuid4().hex[:8]}"
        subprocess.run(["ip", "netns", "add", self.name], check=True)
        self.wrapper = ["ip", "netns", "exec", self.name]
        self.mend()

    def cut(self):
        subprocess.run(["ip", "-n", self.name, "link", "set", "lo", "down"], check=True)

    def mend(self):
        subprocess.run(["ip", "-n", self.name, "link", "set", "lo", "up"], check=True)

    def close(self):
        subprocess.run(["ip", "netns", "delete", self.name], check=True)


class Emulator:
    def __init__(self, folder, *options, tls=False, network=None):
        self.log = open(folder / "emulator.log", "ab")
        self.wrapper = network.wrapper if network else []
        command = [*self.wrapper, BIN / "ecd-emulator", "--listen", "127.0.0.1:0", *map(str, options)]
        if tls:
            command += ["--tls", "--tls-dir", str(folder / "tls")]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.log, text=True)
        line = self.process.stdout.readline()
        if "listening on " not in line:
            raise RuntimeError(f"the emulator did not start: {line!r}")
        self.url = line.split("listening on ")[1].split()[0]
        self.trust = ssl.create_default_context(cafile=folder / "tls" / "ca.pem") if tls else None

    def get(self, page):
        if self.wrapper:  # out of this process's reach
            command = [*self.wrapper, "curl", "--silent", "--show-error", "--fail", "--max-time", "60",
                       f"{self.url}/_admin/{page}"]
            return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
        with urllib.request.urlopen(f"{self.url}/_admin/{page}", timeout=60, context=self.trust) as answer:
            return json.load(answer)

    def post(self, page, body):
        request = urllib.request.Request(f"{self.url}/_admin/{page}", json.dumps(body).encode(), method="POST")
        with urllib.request.urlopen(request, timeout=60, context=self.trust) as answer:
            return answer.read()

    def counters(self):
        return self.get("counters")

    def user_snapshots(self):
        return [s for s in self.get("snapshots")["snapshots"] if s["type"] == "USER"]

    def live(self):
        """Not FAILED, by (desktop, disk): the snapshots that callers made."""
        disks = {}
        for snapshot in self.user_snapshots():
            if snapshot["status"] != "FAILED":
                disks.setdefault((snapshot["desktop"], snapshot["disk"]), []).append(snapshot)
        return disks

    def eligible_disks(self, states=("Running", "Stopped")):
        disks = set()
        for desktop in self.get("state")["desktops"]:
            if desktop["status"] in states:
                disks |= {(desktop["id"], disk["type"]) for disk in desktop["disks"]}
        return disks

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Daemon:
    """A folder with a configuration, and the daemon that serves it."""

    def __init__(self, folder, endpoint, owner="main", regions=("cn-hangzhou",), rate=100, in_flight=32,
                 ledger="ledger.db", extra="", credentials="environment", metrics="{listen: none}"):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "policies.d").mkdir(exist_ok=True)
        self.config = folder / "ecdsnapd.yaml"
        self.config.write_text(f"""owner: {owner}
accounts:
  - name: main
    credentials: {credentials}
    regions: [{", ".join(regions)}]
    endpoint: {endpoint}
    limits: {{requests_per_second: {rate}, in_flight: {in_flight}}}
policies: policies.d
ledger: sqlite:{ledger}
control: {{socket: control.sock}}
metrics: {metrics}
log: {{format: json, level: debug}}
{extra}""")
        self.log_path = folder / "daemon.log"
        self.process = None
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("ALIBABA_CLOUD")}
        self.environment["ALIBABA_CLOUD_ACCESS_KEY_ID"] = KEY_ID
        self.environment["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] = KEY_SECRET
        self.wrapper = []

    def policy(self, name, text):
        (self.folder / "policies.d" / f"{name}.yaml").write_text(text)

    def start(self, *options):
        log = open(self.log_path, "ab")
        self.process = subprocess.Popen([*self.wrapper, BIN / "ecdsnapd", "--config", self.config, *options],
                                        stdout=log, stderr=log, env=self.environment)
        return self

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self, within=30):
        """Seconds that a SIGTERM took."""
        if self.process is None or self.process.poll() is not None:
            return 0
        started = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(within)
        return time.monotonic() - started

    def ecdsnap(self, *arguments, check=True):
        result = subprocess.run([BIN / "ecdsnap", "--socket", self.folder / "control.sock", *map(str, arguments)],
                                capture_output=True, text=True, timeout=120)
        if check and result.returncode not in (0, 10):
            raise RuntimeError(f"ecdsnap {' '.join(map(str, arguments))}: {result.returncode}: {result.stderr}{result.stdout}")
        return result

    def status(self):
        return json.loads(self.ecdsnap("status", "--json", check=False).stdout)

    def history(self, *filters):
        """The tasks, each as a dictionary."""
        answer = json.loads(self.ecdsnap("history", "--json", "--limit", 100000, *filters).stdout)
        return [entry["task"] for entry in answer["entries"] if entry["task"]]

    def events(self, name=None):
        found = []
        for line in self.log_path.read_text(errors="replace").splitlines():
            with contextlib.suppress(json.JSONDecodeError):
                event = json.loads(line)
                if name is None or event.get("event") == name:
                    found.append(event)
        return found

    def serving(self):
        with contextlib.suppress(Exception):
            self.status()
            return True
        return False


def wait_until(question, seconds, pause=0.2, what=""):
    limit = time.monotonic() + seconds
    while True:
        answer = question()
        if answer:
            return answer
        if time.monotonic() > limit:
            raise AssertionError(f"not within {seconds} s: {what or question.__name__}")
        time.sleep(pause)


def soon(seconds=5):
    """A UTC instant at the next full minute that is at least `seconds` away, as (minute, hour)."""
    at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds + 60)
    return at.minute, at.hour


def policy_text(name, cron, window="30m", select='{name: "*"}', extra=""):
    return f"""policies:
  - name: {name}
    select: {select}
    schedule: {{cron: "{cron}", timezone: UTC, window: {window}}}
    retry: {{first: 5s, most: 15s, attempts: 5}}
    snapshot: {{name: "{{policy}}-{{slot:%Y%m%d-%H%M}}-{{disk}}", description: "made by a test"}}
{extra}"""


def check(condition, message):
    if not condition:
        raise AssertionError(message)


class Skip(Exception):
    """Why a case cannot run here."""


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def need(program, package="prometheus"):
    if not shutil.which(program):
        raise Skip(f"{program} is not installed (Debian's package {package})")
    return program


def small_file_system(folder, cleanup, size):
    if os.geteuid() != 0:
        raise Skip("a small file system of its own needs root")
    small = folder / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", small], capture_output=True).returncode != 0:
        raise Skip("tmpfs cannot be mounted here")
    cleanup.callback(lambda: subprocess.run(["umount", "--lazy", small], check=True))
    return small


def run_case(case):
    """In a folder of its own; prints its line. True: it passed, or cannot run here."""
    name = (case.__doc__ or case.__name__).strip().splitlines()[0]
    folder = pathlib.Path(tempfile.mkdtemp(prefix="ecdsnapd-test-"))
    started = time.monotonic()
    cleanup = contextlib.ExitStack()
    try:
        case(folder, cleanup)
        print(f"ok {name} ({time.monotonic() - started:.0f} s)\n", end="", flush=True)
        return True
    except Skip as reason:
        print(f"skip {name}: {reason}\n", end="", flush=True)
        return True
    except BaseException as problem:  # a test that breaks is a test that failed
        said = [f"not ok {name} ({time.monotonic() - started:.0f} s)", traceback.format_exc().rstrip()]
        for log in sorted(folder.rglob("*.log")):
            tail = log.read_text(errors="replace").splitlines()[-8:]
            said += [f"# {log.name}:", *(f"#   {line[:300]}" for line in tail)]
        print("\n".join(said) + "\n", end="", flush=True)
        if isinstance(problem, KeyboardInterrupt):
            raise
        return False
    finally:
        cleanup.close()
        shutil.rmtree(folder, ignore_errors=True)


def run_cases(*cases, wanted=None, at_once=1):
    """Runs those whose functions the command line (or `wanted`) names, else all, so many at a time; then ends."""
    wanted = sys.argv[1:] if wanted is None else wanted
    chosen = [case for case in cases if not wanted or case.__name__ in wanted]
    if at_once == 1:  # in this thread, which Ctrl-C interrupts
        passed = [run_case(case) for case in chosen]
    else:
        with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
            passed = list(pool.map(run_case, chosen))
    sys.exit(0 if passed and all(passed) else 1)
