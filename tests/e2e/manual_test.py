#!/usr/bin/env python3
"""Manual pages, --help and documents beside the programs themselves."""
import json
import os
import re
import shutil
import subprocess
import sys

from command_words import PROGRAMS, ROOT, commands_in, fenced_lines, option_table, what_is_wrong
from harness import BIN, Skip, check, run_cases

PAGES = ('ecdsnap.1', 'ecdsnapd.8', 'ecdsnapd.yaml.5', 'ecdsnap-policy.5', 'ecdsnapd-events.7', 'ecd-emulator.1')
MAN = ROOT / 'docs/man'


def pages(folder, cleanup):
    """the manual pages are what the option tables, schemas, events and helps make, and there is no other"""
    check(sorted(path.name for path in MAN.glob('*.[1-8]')) == sorted(PAGES), 'a page that nobody checks')
    subprocess.run([sys.executable, MAN / 'make_pages.py', BIN, folder], check=True, timeout=60)
    different = [name for name in PAGES if (folder / name).read_text() != (MAN / name).read_text()]
    check(not different, f'{", ".join(different)}: written anew by docs/man/make_pages.py {BIN}')


def warnings_of(command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=60,
                          env={**os.environ, 'LC_ALL': 'C.UTF-8', 'MANWIDTH': '100', 'MAN_KEEP_FORMATTING': ''})
    return done, (done.stderr + (done.stdout if 'mandoc' in str(command[0]) else '')).strip()


def formatters(folder, cleanup):
    """groff, man and mandoc have nothing to say about the pages"""
    known = {'groff': ['groff', '-ww', '-man', '-Tutf8', '-K', 'utf8', '-z'], 'man': ['man', '--warnings', '-l'],
             'mandoc': ['mandoc', '-Tlint', '-Wwarning']}
    present = [command for name, command in known.items() if shutil.which(name)]
    if not present:
        raise Skip('none of groff, man and mandoc is installed')
    for command in present:
        for page in PAGES:
            done, said = warnings_of([*command, MAN / page])
            # This mandoc looks for other pages of ours in the system.
            said = '\n'.join(line for line in said.splitlines() if 'referenced manual not found' not in line)
            check(done.returncode == 0 and not said, f'{" ".join(command)} {page}: {said[:2000]}')


def shown_pages(folder, cleanup):
    """man shows each command, each option, each key and each event"""
    if not shutil.which('man'):
        raise Skip('man is not installed')
    shown = {page: subprocess.run(['man', '-l', MAN / page], capture_output=True, text=True, check=True, timeout=60,
                                  env={**os.environ, 'LC_ALL': 'C.UTF-8', 'MANWIDTH': '200'}).stdout for page in PAGES}
    table = option_table('ecdsnap')
    for command in table['commands']:
        check(f'ecdsnap {command["name"]}' in shown['ecdsnap.1'], command['name'])
        for option in command['options']:
            for name in option['names']:
                check(name in shown['ecdsnap.1'], f'{command["name"]} {name}')
    for word in ('accounts[].limits.requests_per_second', 'control.socket', 'reload.max_lost'):
        check(word in shown['ecdsnapd.yaml.5'], word)
    for word in ('schedule.cron', 'select', 'objective.rpo', 'states.hibernated', 'tags'):
        check(word in shown['ecdsnap-policy.5'], word)
    listed = json.loads(subprocess.run([BIN / 'ecdsnap', 'events', '--json'], check=True, capture_output=True, text=True,
                                       timeout=20).stdout)
    for event in listed['events']:
        check(f'{event["id"]} {event["event"]}' in shown['ecdsnapd-events.7'], event['id'])
    emulator = subprocess.run([BIN / 'ecd-emulator', '--help'], check=True, capture_output=True, text=True, timeout=20).stdout
    options = re.findall(r'^  (?:-h,)?(--[\w-]+)', emulator, re.M)
    check(len(options) > 20, f'{options}')
    for option in options:
        check(re.search(rf'^ +(-h, )?{option}\b', shown['ecd-emulator.1'], re.M), option)
    for word in ('ecdsnapd.yaml(5)', 'ECDSNAP_EVENT', '/readyz', 'heartbeat', 'control.admin_group'):
        check(word in shown['ecdsnapd.8'] + shown['ecdsnap.1'], word)


def other_pages(folder, cleanup):
    """each page names the others, and only pages that there are"""
    ours = {tuple(page.rsplit('.', 1)) for page in PAGES}
    for page in PAGES:
        see_also = (MAN / page).read_text().split('.SH "SEE ALSO"')[1]
        named = {(name.replace('\\', ''), section) for name, section in re.findall(r'^\.BR (\S+) \((\d)\)', see_also, re.M)}
        check(ours - {tuple(page.rsplit('.', 1))} <= named, f'{page}: {named}')


def helps(folder, cleanup):
    """each --help names its exit codes, then ends with examples that the program takes"""
    tables = {program: option_table(program) for program in PROGRAMS}
    calls = [(program, None) for program in PROGRAMS]
    calls += [('ecdsnap', command) for command in tables['ecdsnap']['commands']]
    check(len(calls) > 18, 'commands are missing')
    wrong = []
    for program, command in calls:
        name = ' '.join([program, *([command['name']] if command else [])])
        done = subprocess.run([BIN / program, *([command['name']] if command else []), '--help'], capture_output=True,
                              text=True, timeout=20)
        text = done.stdout.rstrip()
        notes, _, examples = text.partition('\nExamples:\n')
        if done.returncode != 0 or done.stderr:
            wrong.append(f'{name} --help: {done.returncode} {done.stderr}')
        if 'Exit codes: 0 ' not in notes:
            wrong.append(f'{name}: no exit codes before the examples')
        lines = [line for line in examples.splitlines() if line.strip()]
        if not lines or not all(line.startswith('  ') for line in lines):
            wrong.append(f'{name}: does not end with examples')
        if command and not any(f'ecdsnap {command["name"]}' in line for line in lines):
            wrong.append(f'{name}: none of the examples shows it')
        for line in text.splitlines():
            if len(line) > 130 and line.startswith(('  ecdsnap', 'Exit codes')):
                wrong.append(f'{name}: {line[:60]}... is longer than 130')
        for line in lines:
            for words in commands_in(re.sub(r'   +.*', '', line.strip())):  # words for people follow at a distance
                problem = what_is_wrong(words, tables)
                if problem:
                    wrong.append(f'{name}: {line.strip()}: {problem}')
    check(not wrong, '\n'.join(wrong))


def documents(folder, cleanup):
    """every command in the documents is one that exists"""
    tables = {program: option_table(program) for program in PROGRAMS}
    files = [path for path in ROOT.rglob('*.md')
             if not {'build', 'node_modules', '.git'} & set(path.relative_to(ROOT).parts)]
    calls, wrong = 0, []
    for path in sorted(files):
        for number, line in fenced_lines(path):
            for words in commands_in(line.lstrip('$ ')):
                calls += 1
                problem = what_is_wrong(words, tables)
                if problem:
                    wrong.append(f'{path.relative_to(ROOT)}:{number}: {line.strip()}: {problem}')
    check(calls > 40, f'only {calls} calls were found')
    check(not wrong, '\n'.join(wrong))


def nonsense(folder, cleanup):
    """the check of documents finds a command, an option and a value that do not exist"""
    tables = {program: option_table(program) for program in PROGRAMS}
    for line in ('ecdsnap stauts', 'sudo -u x ecdsnap status --jsno', 'a && ecdsnap history --outcome good',
                 'ecdsnapd --cheque', 'ecdsnap reload now', 'ecdsnap pause nightly --until', 'ecdsnap'):
        check([what_is_wrong(words, tables) for words in commands_in(line)][-1:] not in ([None], []), line)
    for line in ('ecdsnap status --watch', "ecdsnap schedule '0 2 * * *' --next 3 | jq .", 'ecdsnap --json status > x',
                 'sudo ecdsnapd --config a.yaml --check', 'ecdsnap check && ecdsnap reload --force'):
        check([what_is_wrong(words, tables) for words in commands_in(line)][:1] == [None], line)


def links(folder, cleanup):
    """every link in the documents for readers leads to a file or to a heading of the same one"""
    wrong = []
    for path in [ROOT / 'README.md', ROOT / 'README.zh-CN.md', *sorted((ROOT / 'docs').glob('*.md'))]:
        for target in re.findall(r'\]\(([^)#\s]+)[^)]*\)', path.read_text()):
            if not target.startswith(('http://', 'https://')) and not (path.parent / target).exists():
                wrong.append(f'{path.name}: {target}')
        headings = [re.sub(r'[^\w -]', '', title.lower()).replace(' ', '-')
                    for title in re.findall(r'^#+ (.+)', path.read_text(), re.M)]
        wrong += [f'{path.name}: #{anchor}' for anchor in re.findall(r'\]\(#([^)]+)\)', path.read_text())
                  if anchor not in headings]
    check(not wrong, '\n'.join(wrong))


def translation(folder, cleanup):
    """the Chinese README has what the English one has: its sections, how to install and build, and the comparison"""
    english, chinese = ((ROOT / name).read_text() for name in ('README.md', 'README.zh-CN.md'))

    def sections(text):
        return re.split(r'^## .*\n', text, flags=re.M)[1:]

    def commands(section):
        blocks = re.findall(r'^```\n(.*?)^```', section, re.M | re.S)
        return [re.sub(r'\s+# .*|      #?\s*\S*\s*\{.*', '', line) for block in blocks for line in block.splitlines()]

    def rows(section):
        return len(re.findall(r'^\|', section, re.M))

    check(len(sections(english)) == len(sections(chinese)), 'sections')
    for place in (1, 2):  # install, build
        ours, theirs = commands(sections(english)[place]), commands(sections(chinese)[place])
        check(len(ours) > 3 and ours == theirs, f'{ours} {theirs}')
    check(rows(sections(english)[4]) == rows(sections(chinese)[4]) > 8, 'rows of the comparison')
    for word in ('notifications:', 'ecdsnap notify --test', '127.0.0.1:9797/metrics'):
        check(word in english and word in chinese, word)


def recipes(folder, cleanup):
    """each recipe of the cookbook is a policy that loads"""
    text = (ROOT / 'docs/policy-cookbook.md').read_text()
    selects = re.findall(r'^\|[^|]*\| `(\{[^`]*\})`', text.split('## Which desktops')[1].split('## When')[0], re.M)
    schedules = re.findall(r'^\|[^|]*\| `(\{[^`]*\})`', text.split('## When')[1].split('## How much')[0], re.M)
    keys = re.findall(r'`((?:states|mode|skip_unchanged|approve_above|objective|spread|window): [^`]*)`', text)
    check(len(selects) >= 6 and len(schedules) >= 6 and len(keys) >= 7, f'{selects} {schedules} {keys}')
    nightly = '{cron: "0 2 * * *"}'
    wanted = [(select, nightly, '') for select in selects]
    wanted += [('{name: "*"}', schedule, '') for schedule in schedules]
    for key in keys:
        inside = key.startswith(('spread', 'window'))
        wanted.append(('{name: "*"}', f'{{cron: "0 2 * * *", {key}}}' if inside else nightly, '' if inside else key))
    (folder / 'policies.d').mkdir()
    (folder / 'ecdsnapd.yaml').write_text('accounts: [{name: main, regions: [cn-hangzhou]}]\npolicies: policies.d\n')
    policies = [f'  - name: p{i}\n    select: {select}\n    schedule: {schedule}\n' + (f'    {more}\n' if more else '')
                for i, (select, schedule, more) in enumerate(wanted)]
    (folder / 'policies.d/all.yaml').write_text('policies:\n' + ''.join(policies))
    done = subprocess.run([BIN / 'ecdsnap', 'check', '--config', folder / 'ecdsnapd.yaml'], capture_output=True, text=True,
                          timeout=60)
    check(done.returncode == 0, done.stderr + ''.join(policies))


if __name__ == '__main__':
    run_cases(pages, formatters, shown_pages, other_pages, helps, documents, nonsense, recipes, links, translation)
