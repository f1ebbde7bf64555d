#!/usr/bin/env python3
"""ecdsnap bundle: what is in a support archive, and that no secret is."""
import base64
import json
import pathlib
import stat
import subprocess
import tarfile

from harness import BIN, Daemon, Emulator, check, policy_text, run_cases, wait_until

# Each is planted in its own way; none may be found, whole or in part.
SECRETS = {
    'key': 'Zx81SpectrumQlMicrodrive30chrs',
    'proxy password': 'hunter2-of-the-proxy',
    'proxy user': 'proxyworm',
    'url password': 'p%40ssw0rd-in-url',
    'plain': 'four words, and a comma',
    'token': 'tok-5e884898da280471',
    'block': 'line-of-a-block-scalar',
    'bearer': 'AbCdEf0123456789.xyz',
    'slack': 'T0AAAA/B0BBBB/cccccccccccccccc',
    'ding': 'd1n9t0k3nd1n9t0k3n',
    'heartbeat': '1f0e5b0a-6f0e-4a52-9c8c-2d1a1b6b9c11',
    'sts': 'STS.NTxyzSessionKey99',
    'session': 'CAISgwJ1q6Ft5B2yfSjIr5eDJuzGla12l7a7',
    'external': 'ext-id-73551',
    'pem': 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC',
    'arguments': '--unlock=sesame',
    'quoted': "it's a 'secret' too",
    'file': 'sesam7',
    'folded': 'open4me',
    'channel': 'own-hook-in-short',
    'channel file': 'own-hook-in-a-file',
    'jwt': 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
}

COMMENTS = f'''
# proxy: https://{SECRETS['proxy user']}:{SECRETS['url password']}@proxy.example:3128
# password: {SECRETS['plain']}
# "api_key": "{SECRETS['token']}", next: value
# webhook: https://hooks.slack.com/services/{SECRETS['slack']}
# see https://oapi.dingtalk.com/robot/send?access_token={SECRETS['ding']}
# ping https://hc-ping.com/{SECRETS['heartbeat']}
# curl -H "Authorization: Bearer {SECRETS['bearer']}"
# ALIBABA_CLOUD_SECURITY_TOKEN={SECRETS['session']}
# {SECRETS['sts']} and {SECRETS['jwt']}
# external_id: {SECRETS['external']}
# external_id: '{SECRETS['quoted'].replace("'", "''")}'
'''
BLOCKS = f'''
secret_notes: kept
password: |
  {SECRETS['block']}
  {SECRETS['block']} again
user: {SECRETS['proxy user']}
-----BEGIN PRIVATE KEY-----
{SECRETS['pem']}
-----END PRIVATE KEY-----
'''


CHANNELS = f'''
notifications:
  - {{name: ops, type: webhook, url: "http://127.0.0.1:1/{SECRETS['channel']}"}}
  - name: file
    type: webhook
    url_file: hook-url
'''


def planted(folder, cleanup, extra=''):
    (folder / 'd').mkdir()
    (folder / 'd/hook-url').write_text(f"http://127.0.0.1:1/{SECRETS['channel file']}\n")
    (folder / 'd/hook-url').chmod(0o600)
    emulator = Emulator(folder, '--desktops', '3')
    cleanup.callback(emulator.close)
    daemon = Daemon(folder / 'd', emulator.url, extra=extra + CHANNELS + COMMENTS)
    daemon.policy('a', policy_text('nightly', '0 2 1 1 *'))
    daemon.environment['ALIBABA_CLOUD_SECURITY_TOKEN_NOTE_SECRET'] = SECRETS['token']
    daemon.environment['SOME_PASSWORD'] = SECRETS['proxy password']
    daemon.start()
    cleanup.callback(daemon.stop)
    wait_until(lambda: daemon.serving() and daemon.status()['ready'], 60, what='ready')
    return daemon


def fake_programs(folder):
    """journalctl, systemctl and df that print secrets, as a careless program may have logged them."""
    tools = folder / 'tools'
    tools.mkdir()
    said = {
        'journalctl': f'''ecdsnapd: connecting through http://{SECRETS['proxy user']}:{SECRETS['proxy password']}@proxy:1
tool: AccessKeySecret={SECRETS['key']} SecurityToken: {SECRETS['session']}
tool: Authorization: Basic {base64.b64encode(b'user:' + SECRETS['proxy password'].encode()).decode()}
tool: {SECRETS['key']} stands alone
tool: posted to http://127.0.0.1:1/{SECRETS['channel file']}
tool: {{"password": "{SECRETS['plain']}", "event": "kept"}}
{BLOCKS}
an honest line''',
        'systemctl': f'ActiveState=active\nStatusText=token={SECRETS["token"]}\n',
        'df': 'Filesystem Size\n/dev/x 10G\n',
    }
    for name, text in said.items():
        (tools / f'{name}.txt').write_text(text)
        (tools / name).write_text(f'#!/bin/sh\necho "$@" > {tools}/{name}.called\ncat {tools}/{name}.txt\n')
        (tools / name).chmod(0o755)
    return tools


def bundle(daemon, file, *options, tools=None):
    environment = dict(daemon.environment)
    if tools:
        environment['PATH'] = f'{tools}:{environment["PATH"]}'
    return subprocess.run([BIN / 'ecdsnap', '--config', daemon.config, 'bundle', file, *options], capture_output=True,
                          text=True, timeout=120, env=environment)


def contents(file):
    with tarfile.open(file) as archive:
        return {member.name.split('/', 1)[1]: archive.extractfile(member).read().decode() for member in archive}


def no_secrets(folder, cleanup):
    """secrets are planted in the configuration, the environment and the journal, and none is in the archive"""
    daemon = planted(folder, cleanup)
    (daemon.folder / 'policies.d/notes.yaml').write_text('policies: []\n' + COMMENTS)
    tools = fake_programs(folder)
    file = folder / 'support.tar.gz'
    done = bundle(daemon, file, tools=tools)
    check(done.returncode == 0, done.stderr)
    found = contents(file)
    everything = '\n'.join(found.values()) + done.stdout + done.stderr
    leaked = [name for name, secret in SECRETS.items()
              for piece in {secret, *secret.split(), *secret.split('/')} if len(piece) > 3 and piece in everything
              and piece not in ('four', 'words,', 'comma', 'secret', "'secret'", "it's")]
    check(not leaked, f'{leaked}: ' + '\n'.join(line for line in everything.splitlines()
                                                if any(SECRETS[name] in line for name in leaked))[:1500])
    check('testsecret' not in everything, "the environment's key")
    check(base64.b64encode(SECRETS['proxy password'].encode()).decode()[:12] not in everything, 'base64')
    for word in ('an honest line', '"event": "kept"', 'ActiveState=active', 'secret_notes: kept'):
        check(word in everything, f'{word} is lost')
    check('--unit ecdsnapd.service' in (tools / 'journalctl.called').read_text(), 'the unit')


def flow_keys(folder, cleanup):
    """what the configuration's own keys may hold is taken out too: whom a proxy knows us as, programs, roles"""
    daemon = planted(folder, cleanup)
    (folder / 'broken').mkdir()
    (folder / 'broken/ecdsnapd.yaml').write_text(f'''accounts:
  - name: main
    regions: [cn-hangzhou]
    credentials: {{process: "print-key {SECRETS['arguments']}"}}
    proxy: {{url: "http://proxy:1", user: {SECRETS['proxy user']}, password_file: kept/path}}
    assume_role: {{role_arn: "acs:ram::1:role/kept", external_id: {SECRETS['external']}}}
  - name: other
    regions: [cn-hangzhou]
    credentials:
      process: print-key {SECRETS['arguments']}
    proxy:
      url: http://{SECRETS['proxy user']}:{SECRETS['url password']}@proxy:1
      user: {SECRETS['proxy user']}
policies: policies.d
nonsense: 1
# {SECRETS['file']} was the proxy's first password
process: >-
  print-key
  --pin {SECRETS['folded']}
''')
    (folder / 'broken/kept').mkdir()
    (folder / 'broken/kept/path').write_text(SECRETS['file'] + '\n')
    file = folder / 'b.tar.gz'
    done = subprocess.run([BIN / 'ecdsnap', '--config', folder / 'broken/ecdsnapd.yaml', 'bundle', file, '--offline'],
                          capture_output=True, text=True, timeout=60, env=daemon.environment)
    check(done.returncode == 0, done.stderr)
    found = contents(file)
    everything = '\n'.join(found.values())
    leaked = [name for name in ('arguments', 'proxy user', 'external', 'url password', 'file', 'folded')
              if SECRETS[name] in everything]
    check(not leaked, f'{leaked}: {everything[:3000]}')
    config = next(text for name, text in found.items() if name.endswith('ecdsnapd.yaml'))
    for word in ('password_file: kept/path', 'acs:ram::1:role/kept', 'nonsense: 1', 'url: "http://proxy:1"'):
        check(word in config, f'{word} is lost: {config}')
    check('nonsense' in found['check.txt'], 'the problem is told')


def content(folder, cleanup):
    """the archive holds what helps, and the list that is printed is what is in it"""
    daemon = planted(folder, cleanup)
    daemon.ecdsnap('run', 'nightly', '--wait')
    file = folder / 'support.tar.gz'
    done = bundle(daemon, file, '--json')
    check(done.returncode == 0, done.stderr)
    told = json.loads(done.stdout)
    found = contents(file)
    check(told['file'] == str(file), told['file'])
    check({entry['name']: entry['bytes'] for entry in told['entries']} ==
          {name: len(text.encode()) for name, text in found.items()}, 'the list')
    check(stat.S_IMODE(file.stat().st_mode) == 0o600, 'readable by its owner only')
    status = json.loads(found['status.json'])
    check(status['policies'][0]['name'] == 'nightly', 'status')
    check(len(json.loads(found['history.json'])['entries']) > 2, 'history')
    check('exit code 0' in found['doctor.txt'], found['doctor.txt'])
    check('good: 1 account' in found['check.txt'], found['check.txt'])
    check(found['version.txt'].startswith('ecdsnap ') and 'Linux' in found['machine/kernel.txt'], 'machine')
    check('tzdata 2' in found['machine/timezones.txt'], found['machine/timezones.txt'])
    names = {'journal.txt', 'machine/unit.txt', 'machine/disks.txt', 'machine/memory.txt', 'machine/clock.txt',
             'machine/os-release.txt', f'config{daemon.config.resolve()}'}
    check(names <= found.keys(), f'{names - found.keys()}: {sorted(found)}')
    again = bundle(daemon, file)
    check(again.returncode == 2 and 'left alone' in again.stderr and contents(file) == found, 'it is there already')
    check(bundle(daemon, folder / 'no/where.tar.gz', '--offline').returncode == 1, 'no such folder')


def without_anything(folder, cleanup):
    """without a daemon, a configuration and systemd there is an archive that says so"""
    lonely = Daemon(folder / 'x', 'http://127.0.0.1:9')
    lonely.config.unlink()
    done = subprocess.run([BIN.resolve() / 'ecdsnap', '--config', lonely.config, 'bundle', '--offline'], cwd=folder,
                          capture_output=True, text=True, timeout=60, env={**lonely.environment, 'PATH': '/nowhere'})
    check(done.returncode == 0, done.stderr)
    files = list(pathlib.Path(folder).glob('ecdsnap-bundle-*.tar.gz'))
    check(len(files) == 1 and str(files[0].name) in done.stdout, done.stdout)
    found = contents(files[0])
    check('No such file' in found['status.json'] or 'does not tell' in found['status.json'], found['status.json'])
    check('journalctl' in found['journal.txt'], found['journal.txt'])


if __name__ == '__main__':
    run_cases(no_secrets, flow_keys, content, without_anything)
