#!/usr/bin/env python3
"""Completion in shells: what bash offers in the middle of a line, with a daemon, with a configuration, with neither."""
import os
import shlex
import shutil
import socket
import subprocess
import time

from command_words import ROOT, option_table
from harness import BIN, Daemon, Emulator, Skip, check, policy_text, run_cases, wait_until
from terminal_test import OnTerminal

SCRIPTS = ROOT / 'completions'


def fleet(folder, cleanup):
    emulator = Emulator(folder, '--desktops', '4')
    cleanup.callback(emulator.close)
    daemon = Daemon(folder / 'd', emulator.url)
    daemon.policy('a', policy_text('nightly', '0 2 1 1 *'))
    daemon.policy('b', policy_text('weekly', '0 3 1 1 *'))
    daemon.start()
    cleanup.callback(daemon.stop)
    wait_until(daemon.serving, 30)
    return daemon



def in_bash(line, folder=None, environment=None):
    """What bash offers after `line`, by the same function and variables as when Tab is pressed."""
    script = f'''
source {shlex.quote(str(SCRIPTS / 'ecdsnap.bash'))}
PATH={shlex.quote(str(BIN))}:$PATH
COMP_WORDS=({line})
COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
COMP_LINE={shlex.quote(line)}
COMP_POINT=${{#COMP_LINE}}
function_of=$(complete -p "${{COMP_WORDS[0]}}") || exit 1
function_of=${{function_of#*-F }}
${{function_of%% *}} "${{COMP_WORDS[0]}}" "${{COMP_WORDS[COMP_CWORD]}}" "${{COMP_WORDS[COMP_CWORD - 1]}}"
printf '%s\\n' "${{COMPREPLY[@]}}"
'''
    done = subprocess.run(['bash', '--norc', '-c', script], capture_output=True, text=True, timeout=20, cwd=folder,
                          env={**os.environ, **(environment or {})})
    check(done.stderr == '', f'{line}: {done.stderr}')
    return [word for word in done.stdout.splitlines() if word]


def syntax(folder, cleanup):
    """the scripts are good bash, zsh and fish"""
    missing = []
    for shell, script in (('bash', 'ecdsnap.bash'), ('zsh', '_ecdsnap'), ('fish', 'ecdsnap.fish')):
        if not shutil.which(shell):
            missing.append(shell)
            continue
        done = subprocess.run([shell, '-n', SCRIPTS / script], capture_output=True, text=True, timeout=20)
        check(done.returncode == 0 and not done.stderr, f'{script}: {done.stderr}')
    check(missing != ['bash', 'zsh', 'fish'], 'no shell')


def commands_and_options(folder, cleanup):
    """bash offers every command, every option and every choice of the option table"""
    table = option_table('ecdsnap')
    check(in_bash("ecdsnap ''") == [command['name'] for command in table['commands']], 'commands')
    check(in_bash('ecdsnap st') == ['status'], 'one command')
    for command in table['commands']:
        own = {name for option in command['options'] for name in option['names'] if name.startswith('--')}
        offered = set(in_bash(f'ecdsnap {command["name"]} --'))
        check(own | {'--json', '--config', '--socket'} <= offered, f'{command["name"]}: {own - offered}')
        for option in command['options']:
            if option['choices'] and option['names']:
                check(in_bash(f"ecdsnap {command['name']} {option['names'][-1]} ''") == option['choices'], option['names'])
    check(in_bash('ecdsnap status --json --j') == [], 'an option once')
    check('--policy' in in_bash('ecdsnap plan --policy a --p'), 'one that may be repeated')
    check(in_bash('ecdsnap history --outcome = mi') == ['missed'], 'a value after =')
    check(in_bash('ecdsnap status --watch --j') == ['--json'], 'a value that may be left out')
    check(in_bash('ecdsnap nonsense --wa') == [], 'an unknown command')
    check(in_bash('ecdsnapd --o') == ['--once'], 'the daemon')
    own = {name for option in option_table('ecdsnapd')['options'] for name in option['names'] if name.startswith('--')}
    check(set(in_bash("ecdsnapd ''")) == own, 'the options of the daemon')


def names_of_daemon(folder, cleanup):
    """bash offers policies, sites and desktops of the running daemon"""
    daemon = fleet(folder, cleanup)
    at = f'ecdsnap --config {daemon.config}'
    check(in_bash(f"{at} run ''") == ['nightly', 'weekly'], 'policies')
    check(in_bash(f'{at} pause we') == ['weekly'], 'a policy')
    check(in_bash(f'{at} history --policy = n') == ['nightly'], 'after =')
    check(in_bash(f"ecdsnap pause --config {daemon.config} --site ''") == ['main/cn-hangzhou'], 'sites')
    check(in_bash(f"ecdsnapd --config {daemon.config} --once ''") == ['nightly', 'weekly'], 'of ecdsnapd')
    daemon.ecdsnap('run', 'nightly', '--wait')
    known = sorted({task['desktop'] for task in daemon.history()})
    check(len(known) == 4 and in_bash(f'{at} history --desktop ecd-') == known, 'desktops')
    check(in_bash(f'{at} explain {known[0][:-1]}')[:1] == [known[0]], 'a desktop')
    files = in_bash(f'ecdsnap --config {daemon.folder}/ecd', folder)
    check(files == [str(daemon.config)], f'files: {files}')


def on_a_terminal(folder, cleanup):
    """in a bash on a terminal Tab completes a command, an option, a policy and a file"""
    daemon = Daemon(folder / 'd', 'http://127.0.0.1:9')
    daemon.policy('a', policy_text('nightly', '0 2 1 1 *'))
    shell = OnTerminal(['bash', '--norc', '--noprofile', '-i'], 200,
                       environment={'PATH': f'{BIN}:{os.environ["PATH"]}', 'PS1': '> ', 'INPUTRC': '/dev/null',
                                    'TERM': 'dumb', 'HOME': str(folder)})
    cleanup.callback(shell.close)
    shell.read(1)
    shell.type(f'cd {folder}; source {SCRIPTS}/ecdsnap.bash\n')
    shell.read(1)
    for typed, whole in (('ecdsnap his\t', 'ecdsnap history '), ('--out\tmis\t', '--outcome missed '),
                         ('\x15ecdsnap --config d/ecd\t', 'ecdsnap --config d/ecdsnapd.yaml '),
                         ('run ni\t', 'run nightly '), ('\x15ecdsnap history --policy=ni\t', '--policy=ni'),
                         ('\x15ecdsnap --config=d/ecdsnapd.yaml history --policy=ni\t', '--policy=nightly ')):
        shell.text = ''
        shell.type(typed)
        wait_until(lambda: shell.read(0.2).replace('\a', '').endswith(whole), 60, what=f'{typed!r}: {shell.text!r}')


def names_of_configuration(folder, cleanup):
    """without a daemon the names come from the configuration, and none come where it is broken"""
    daemon = Daemon(folder / 'd', 'http://127.0.0.1:9')
    daemon.policy('a', policy_text('nightly', '0 2 1 1 *'))
    at = f'ecdsnap --config {daemon.config}'
    check(in_bash(f"{at} run ''") == ['nightly'], 'policies')
    check(in_bash(f"{at} history --site ''") == ['main/cn-hangzhou'], 'sites')
    check(in_bash(f"{at} ram-policy --account ''") == ['main'], 'accounts')
    check(in_bash(f"{at} history --desktop ''") == [], 'no desktops')
    check(in_bash(f"{at} notify --test ''") == [], 'no channels')
    channels = Daemon(folder / 'c', 'http://127.0.0.1:9',
                      extra='notifications:\n  - {name: ops-group, type: slack, url: "https://slack.example"}\n'
                            '  - {name: pager, type: webhook, url_file: nobody-may-read-it}\n')
    channels.policy('a', policy_text('nightly', '0 2 1 1 *'))
    check(in_bash(f"ecdsnap --config {channels.config} notify --test ''") == ['ops-group', 'pager'], 'channels')
    check(in_bash(f'ecdsnap --config {channels.config} notify --test pa') == ['pager'], 'a channel')
    daemon.policy('b', 'policies: nonsense')
    check(in_bash(f"{at} run ''") == [], 'broken')
    check(in_bash("ecdsnap --config /nowhere/x.yaml run ''") == [], 'no file')


def never_hangs(folder, cleanup):
    """a daemon that does not answer costs no more than two seconds, and nothing is said"""
    path = folder / 'silent.sock'
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen(1)
    cleanup.callback(listener.close)
    for _ in range(3):  # the third one would wait for a place in the queue
        started = time.monotonic()
        check(in_bash(f"ecdsnap --socket {path} run ''", environment={'HOME': str(folder)}) == [], 'nothing')
        check(time.monotonic() - started < 4, f'{time.monotonic() - started:.1f} s')


def other_shells(folder, cleanup):
    """fish offers the same, with words; zsh loads its function"""
    if not shutil.which('fish') or not shutil.which('zsh'):
        raise Skip('fish or zsh is not installed')
    daemon = fleet(folder, cleanup)
    environment = {**os.environ, 'PATH': f'{BIN}:{os.environ["PATH"]}', 'HOME': str(folder)}

    def in_fish(line):
        done = subprocess.run(['fish', '--no-config', '-c', f'source {SCRIPTS}/ecdsnap.fish; complete -C {shlex.quote(line)}'],
                              capture_output=True, text=True, timeout=30, env=environment)
        check(done.stderr == '', done.stderr)
        return dict((line.split('\t') + [''])[:2] for line in done.stdout.splitlines())

    check(in_fish('ecdsnap sta') == {'status': 'What the daemon does and what is wrong'}, str(in_fish('ecdsnap sta')))
    check(set(in_fish(f'ecdsnap --config {daemon.config} run ')) == {'nightly', 'weekly'}, 'policies')
    check(set(in_fish(f'ecdsnap --config {daemon.config} history --policy=n')) == {'--policy=nightly'}, 'after =')
    script = f'''
fpath=({SCRIPTS} $fpath); autoload -U compinit; compinit -u -D
print -r -- $_comps[ecdsnap] $_comps[ecdsnapd]
_describe() {{ local name=${{@[-1]}}; print -rl -- "${{(@P)name}}" }}
_files() {{ print files }}
autoload -Uz +X _ecdsnap
ask() {{ local service=ecdsnap; local -a words=("$@"); local CURRENT=$#words; _ecdsnap }}
ask ecdsnap sta
ask ecdsnap --config {daemon.config} run ''
ask ecdsnap check --config ''
'''
    done = subprocess.run(['zsh', '-f', '-c', script], capture_output=True, text=True, timeout=30, env=environment)
    wanted = ['_ecdsnap _ecdsnap', 'status:What the daemon does and what is wrong']
    check(done.stdout.splitlines()[:2] == wanted and done.stderr == '', done.stdout + done.stderr)
    check([line.split(':')[0] for line in done.stdout.splitlines()[2:]] == ['nightly', 'weekly', 'files'], done.stdout)


if __name__ == '__main__':
    run_cases(syntax, commands_and_options, names_of_daemon, on_a_terminal, names_of_configuration, never_hangs, other_shells)
