#!/usr/bin/env python3
"""Local clients that mean harm, or are broken: the daemon goes on making snapshots, and people get their answers."""
import atexit
import contextlib
import datetime
import functools
import json
import pathlib
import socket
import tempfile
import threading
import time

from harness import Daemon, Emulator, check, policy_text, run_cases, wait_until

DESKTOPS = 60
ATTACK = 5  # seconds of questions during each


class Fleet:
    """One for all cases: what a slot takes without an attack is measured once."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix='ecdsnapd-test-')
        folder = pathlib.Path(self.folder.name)
        self.emulator = Emulator(folder, '--desktops', str(DESKTOPS), '--states', 'Running=100', '--snapshot-seconds', '1')
        self.daemon = Daemon(folder / 'd', self.emulator.url, rate=50)
        self.daemon.policy('a', policy_text('nightly', '0 2 1 1 *'))
        self.daemon.start()
        wait_until(lambda: self.daemon.serving() and self.daemon.status()['ready'], 60, what='ready')
        slot_seconds(self.daemon)  # a later slot looks for the snapshots of earlier ones: those are what is compared
        self.calm = slot_seconds(self.daemon)
        self.slots = 2

    def close(self):
        self.daemon.stop()
        self.emulator.close()
        self.folder.cleanup()


@functools.cache
def fleet():
    made = Fleet()
    atexit.register(made.close)
    return made


def connected(daemon):
    client = socket.socket(socket.AF_UNIX)
    client.settimeout(5)
    client.connect(str(daemon.folder / 'control.sock'))
    return client


def memory(daemon):
    """Resident, in MiB."""
    for line in pathlib.Path(f'/proc/{daemon.process.pid}/status').read_text().splitlines():
        if line.startswith('VmRSS'):
            return int(line.split()[1]) / 1024
    raise AssertionError('no VmRSS')


class Attack:
    """Several threads that do `one` again and again until the end."""

    def __init__(self, one, threads):
        self.over = threading.Event()
        self.done = 0
        self.threads = [threading.Thread(target=self.repeat, args=(one,)) for _ in range(threads)]
        for thread in self.threads:
            thread.start()

    def repeat(self, one):
        while not self.over.is_set():
            with contextlib.suppress(OSError):
                one(self.over)
            self.done += 1

    def end(self):
        self.over.set()
        for thread in self.threads:
            thread.join(30)


def instant(text):
    return datetime.datetime.fromisoformat(text.replace('Z', '+00:00')).timestamp()


def slot_seconds(daemon):
    """A slot by hand, from its opening to its last outcome, by the daemon's own clock."""
    done = daemon.ecdsnap('run', 'nightly', '--wait', '--json')
    answer = json.loads(done.stdout)
    check(done.returncode == 0, str(answer['slot']))
    check(len(answer['entries']) == answer['slot']['tasks'] >= DESKTOPS, 'the history of the slot is not whole')
    return max(instant(each['task']['settled_at']) for each in answer['entries']) - instant(answer['slot']['opened_at'])


def stands(cleanup, one, threads, least=1):
    """Under the attack a slot ends about as soon as without, each question is answered soon, memory stays."""
    emulator, daemon, calm = fleet().emulator, fleet().daemon, fleet().calm
    fleet().slots += 1
    before = memory(daemon)
    attack = Attack(one(daemon), threads)
    cleanup.callback(attack.end)
    time.sleep(0.5)
    busy = slot_seconds(daemon)
    slowest = most = 0
    until = time.monotonic() + ATTACK
    while time.monotonic() < until:
        asked = time.monotonic()
        daemon.status()
        slowest = max(slowest, time.monotonic() - asked)
        most = max(most, memory(daemon))
    attack.end()
    check(attack.done >= least, f'the attack did {attack.done} rounds only')
    print(f'# {calm:.1f} s calm, {busy:.1f} s under attack ({attack.done} rounds), slowest answer {slowest:.2f} s, '
          f'{before:.0f} -> {most:.0f} MiB')
    check(slowest < 2.5, f'an answer took {slowest:.1f} s')
    check(busy < calm * 1.25 + 2, f'{calm:.1f} s without, {busy:.1f} s under attack')
    check(most < before + 200, f'{before:.0f} MiB before, {most:.0f} MiB under attack')
    check(all(len(each) == fleet().slots for each in emulator.live().values()), 'a snapshot too many or too few')


def many_connections(folder, cleanup):
    """five hundred connections that say nothing"""
    def one(daemon):
        def hold(over):
            with contextlib.ExitStack() as stack:
                for _ in range(100):
                    stack.callback(connected(daemon).close)
                over.wait(2)
        return hold
    stands(cleanup, one, 5)


def a_byte_a_second(folder, cleanup):
    """two hundred requests that come a byte a second"""
    def one(daemon):
        def drip(over):
            with contextlib.ExitStack() as stack:
                clients = [stack.enter_context(connected(daemon)) for _ in range(40)]
                for byte in b'GET /v1/status HTTP/1.1\r\n':
                    for client in clients:
                        with contextlib.suppress(OSError):
                            client.send(bytes([byte]))
                    if over.wait(1):
                        return
        return drip
    stands(cleanup, one, 5, least=0)


def a_hundred_megabytes(folder, cleanup):
    """bodies of a hundred megabytes, told or in chunks, and headers without an end"""
    piece = b'x' * 65536

    def one(daemon):
        kinds = iter(range(10 ** 9))

        def pour(over):
            head = [b'POST /v1/run HTTP/1.1\r\nContent-Length: 104857600\r\n\r\n',
                    b'POST /v1/run HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n6400000\r\n',
                    b'GET /v1/status HTTP/1.1\r\nX: '][next(kinds) % 3]
            with connected(daemon) as client:
                client.sendall(head)
                for _ in range(1600):
                    if over.is_set():
                        return
                    client.sendall(piece)
        return pour
    stands(cleanup, one, 8, least=20)


def never_reads(folder, cleanup):
    """the longest histories, again and again, and nobody takes them"""
    def one(daemon):
        def ask(over):
            with contextlib.ExitStack() as stack:
                for _ in range(50):
                    client = stack.enter_context(connected(daemon))
                    client.sendall(b'GET /v1/history?limit=100000 HTTP/1.1\r\n\r\n')
                over.wait(3)
        return ask
    stands(cleanup, one, 4)


def nonsense(folder, cleanup):
    """noise, half requests and connections that end at once"""
    def one(daemon):
        kinds = iter(range(10 ** 9))

        def babble(over):
            kind = next(kinds) % 4
            with connected(daemon) as client:
                if kind == 1:
                    client.sendall(bytes(range(256)) * 8)
                elif kind == 2:
                    client.sendall(b'GET /v1/history HTTP/1.1\r\n\r\n')
                elif kind == 3:
                    client.sendall(b'POST /v1/reload HTTP/1.1\r\nContent-Length: 10\r\n\r\n{"fo')
            over.wait(0.002)
        return babble
    stands(cleanup, one, 4, least=200)


if __name__ == '__main__':
    run_cases(many_connections, a_byte_a_second, a_hundred_megabytes, never_reads, nonsense)
