#!/usr/bin/env python3
"""ecdsnap on a terminal and elsewhere: widths, --json, --watch."""
import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
import unicodedata

from command_words import option_table
from harness import BIN, Daemon, Emulator, check, policy_text, run_cases, wait_until


def fleet(folder, cleanup):
    emulator = Emulator(folder, '--desktops', '5')
    cleanup.callback(emulator.close)
    daemon = Daemon(folder / 'd', emulator.url)
    daemon.policy('a', policy_text('nightly-of-everything', '0 2 1 1 *'))
    daemon.start()
    cleanup.callback(daemon.stop)
    wait_until(lambda: daemon.serving() and daemon.status()['ready'], 60, what='ready')
    daemon.ecdsnap('run', 'nightly-of-everything', '--wait')
    return daemon


class OnTerminal:
    """A program whose output is a terminal of this size."""

    def __init__(self, command, columns, lines=50, environment=None):
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack('HHHH', lines, columns, 0, 0))
        clean = {name: value for name, value in os.environ.items() if name not in ('COLUMNS', 'LINES')}
        self.process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
                                        env={**clean, **(environment or {})},
                                        preexec_fn=lambda: (signal.signal(signal.SIGINT, signal.SIG_DFL),
                                                            fcntl.ioctl(0, termios.TIOCSCTTY, 0)))
        os.close(slave)
        self.text = ''

    def read(self, seconds):
        """What it prints in that time, or until it ends."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if not select.select([self.master], [], [], max(0, until - time.monotonic()))[0]:
                break
            try:
                piece = os.read(self.master, 65536)
            except OSError:  # it has ended
                break
            if not piece:
                break
            self.text += piece.decode(errors='replace')
        return self.text

    def type(self, text):
        os.write(self.master, text.encode())

    def resize(self, columns, lines):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack('HHHH', lines, columns, 0, 0))

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.master)


def width(line):
    line = re.sub(r'\x1b\[[0-9;]*[A-Za-z]', '', line)
    return sum(2 if unicodedata.east_asian_width(c) in 'WF' else 0 if unicodedata.combining(c) else 1 for c in line)


def tables(folder, cleanup):
    """tables fit the terminal or COLUMNS, cut with an ellipsis; elsewhere nothing is cut"""
    daemon = fleet(folder, cleanup)
    calls = [('status',), ('history',), ('show',), ('plan', '--next', '3'), ('schedule', '0 2 * * *'),
             ('inventory',)]
    for words in calls:
        command = [BIN / 'ecdsnap', '--config', daemon.config, *words]
        seen = OnTerminal(command, 60, environment=daemon.environment)
        cleanup.callback(seen.close)
        lines = seen.read(30).replace('\r', '').splitlines()
        check(lines, f'{words}: nothing')
        # Of two columns and more; sentences are not cut.
        rows = [line for line in lines if re.search(r'\S  +\S', line) and not line.startswith(('!', ' '))]
        wide = [line for line in rows if width(line) > 60]
        check(not wide, f'{words}: {wide[:3]}')
        plain = subprocess.run(command, capture_output=True, text=True, timeout=60,
                               env={**daemon.environment, 'COLUMNS': '40'}).stdout
        check('…' not in plain, f'{words}: cut without a terminal')
    narrow = OnTerminal([BIN / 'ecdsnap', '--config', daemon.config, 'history'], 200,
                        environment={**daemon.environment, 'COLUMNS': '50'})
    cleanup.callback(narrow.close)
    lines = narrow.read(20).replace('\r', '').splitlines()
    check(all(width(line) <= 50 for line in lines) and '…' in ''.join(lines), 'COLUMNS')


def json_everywhere(folder, cleanup):
    """every command that prints something prints JSON with --json, one document"""
    daemon = fleet(folder, cleanup)
    saved = folder / 'desktops.json'
    daemon_commands = {
        'status': [], 'history': [], 'run': ['nightly-of-everything', '--wait'],
        'pause': ['nightly-of-everything', '--until', '1h', '--reason', 'a test'], 'resume': ['nightly-of-everything'],
        'approve': None, 'reload': ['--force'],  # approve: the policy needs none
    }
    offline = {
        'inventory': ['--save', saved], 'check': ['--inventory', saved], 'plan': ['--inventory', saved, '--next', '3'],
        'explain': ['ecd-none', '--inventory', saved, '--offline'], 'diff': [daemon.folder, '--inventory', saved],
        'simulate': ['--days', '1', '--inventory', saved], 'show': ['nightly-of-everything'],
        'schedule': ['0 2 * * *'], 'events': [], 'notify': None, 'import': [], 'doctor': [], 'ram-policy': [],
        'bundle': ['--offline', folder / 'b.tar.gz'],
    }
    commands = {**daemon_commands, **offline}
    left = {command['name'] for command in option_table('ecdsnap')['commands']} - commands.keys()
    check(not left, f'this test does not know {left}')
    for name, words in commands.items():
        if words is None:
            continue
        done = subprocess.run([BIN / 'ecdsnap', '--config', daemon.config, name, *words, '--json'], capture_output=True,
                              text=True, timeout=120, env=daemon.environment)
        if name == 'explain':  # no such desktop: a problem, and no result
            check(done.returncode in (1, 2) and (not done.stdout or json.loads(done.stdout)), done.stdout)
            continue
        check(done.returncode in (0, 1, 10), f'{name}: {done.returncode} {done.stderr}')
        try:
            json.loads(done.stdout)
        except ValueError:
            raise AssertionError(f'{name} --json: {done.stdout[:300]!r} {done.stderr[:300]}') from None


def exit_codes(folder, cleanup):
    """0, 1 and 2 mean the same for every command"""
    daemon = fleet(folder, cleanup)
    nowhere = folder / 'nowhere.yaml'
    for command in option_table('ecdsnap')['commands']:
        name = command['name']
        bad = subprocess.run([BIN / 'ecdsnap', name, '--no-such-option'], capture_output=True, text=True, timeout=20)
        check(bad.returncode == 2 and bad.stderr and not bad.stdout, f'{name}: {bad.returncode} {bad.stdout}')
    for words in (['status'], ['history'], ['run', 'x'], ['resume', 'x'], ['approve', 'x'], ['reload']):
        silent = subprocess.run([BIN / 'ecdsnap', '--socket', folder / 'no.sock', *words], capture_output=True,
                                text=True, timeout=20)
        check(silent.returncode == 1 and silent.stderr.startswith('ecdsnap: '), f'{words}: {silent.returncode}')
        missing = subprocess.run([BIN / 'ecdsnap', '--config', nowhere, *words], capture_output=True, text=True, timeout=20)
        check(missing.returncode == 2 and missing.stderr, f'{words}: {missing.returncode}')
    for words in (['check'], ['plan'], ['show'], ['inventory'], ['import'], ['doctor'], ['ram-policy'], ['simulate'],
                  ['diff', folder], ['explain', 'ecd-1']):
        missing = subprocess.run([BIN / 'ecdsnap', '--config', nowhere, *words], capture_output=True, text=True, timeout=20)
        check(missing.returncode == 2 and missing.stderr, f'{words}: {missing.returncode}')
    for program in ('ecdsnap', 'ecdsnapd'):
        done = subprocess.run([BIN / program, '--version'], capture_output=True, text=True, timeout=20)
        check(done.returncode == 0 and re.fullmatch(rf'{program} \d+\.\d+\.\d+\n', done.stdout), done.stdout)
    check(daemon.ecdsnap('resume', 'nightly-of-everything', check=False).returncode == 2, 'not paused')


def watch_elsewhere(folder, cleanup):
    """--watch without a terminal prints again and again, and ends with its reader"""
    daemon = fleet(folder, cleanup)
    command = [BIN / 'ecdsnap', '--config', daemon.config, 'status', '--watch', '250ms']
    process = subprocess.Popen([*command, '--json'], stdout=subprocess.PIPE, text=True,
                               preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))  # a job's in the background is ignored
    cleanup.callback(process.wait)
    cleanup.callback(process.kill)
    looks = [json.loads(process.stdout.readline()) for _ in range(3)]
    check(looks[0]['now'] < looks[1]['now'] < looks[2]['now'], 'it does not look again')
    process.send_signal(signal.SIGINT)
    check(process.wait(5) == -signal.SIGINT, 'SIGINT')
    text = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    cleanup.callback(text.wait)
    cleanup.callback(text.kill)
    lines = [text.stdout.readline() for _ in range(40)]
    check(not any('\x1b' in line for line in lines) and sum('nightly-of-everything' in line for line in lines) > 1, 'text')
    text.stdout.close()
    check(text.wait(5) == -signal.SIGPIPE, 'SIGPIPE')
    wrong = daemon.ecdsnap('status', '--watch', '5', check=False)
    check(wrong.returncode == 2 and '2s' in wrong.stderr, wrong.stderr)


def watch_on_terminal(folder, cleanup):
    """--watch on a terminal redraws in place, follows its size, waits for a daemon, and ends on Ctrl-C"""
    daemon = fleet(folder, cleanup)
    seen = OnTerminal([BIN / 'ecdsnap', '--config', daemon.config, 'status', '--watch', '300ms'], 70, 40)
    cleanup.callback(seen.close)
    seen.read(1.5)
    check(seen.text.count('\x1b[2J') == 1 and seen.text.count('\x1b[H') > 2, repr(seen.text[:200]))
    page = seen.text.split('\x1b[H')[-2].replace('\r', '').splitlines()
    check(all(width(line) <= 70 for line in page if re.search(r'\S  +\S', line)) and len(page) < 40, str(page))
    seen.resize(40, 4)
    seen.text = ''
    seen.read(1.5)
    page = seen.text.split('\x1b[H')[-2].replace('\r', '').splitlines()
    check(len(page) <= 5 and any('more lines' in line for line in page), str(page))  # the last one: what clears the rest
    seen.resize(100, 40)
    daemon.stop()
    seen.text = ''
    seen.read(1.5)
    check('ecdsnap: ' in seen.text and seen.process.poll() is None, 'without a daemon')
    daemon.start()
    wait_until(daemon.serving, 30)
    seen.text = ''
    seen.read(2)
    check('POLICY' in seen.text.split('\x1b[H')[-2], 'the daemon is back')
    seen.type('\x03')
    check(seen.process.wait(5) == -signal.SIGINT, 'Ctrl-C')


if __name__ == '__main__':
    run_cases(tables, json_everywhere, exit_codes, watch_elsewhere, watch_on_terminal)
