"""What pages list that programs know and no option table has: the events of the log, and the emulator's options."""
import json
import re
import subprocess


def events_of(program):
    """[(title of a group, [event])], in the order of the catalogue; and every field, by name."""
    listed = json.loads(subprocess.run([program, 'events', '--json'], check=True, capture_output=True, text=True).stdout)
    page = subprocess.run([program, 'events', '--format', 'markdown'], check=True, capture_output=True, text=True).stdout
    by_id = {event['id']: event for event in listed['events']}
    groups = []
    for title, ids in re.findall(r'^## (.+)\n((?:(?!^## ).*\n)*)', page, re.M):
        events = [by_id.pop(id) for id in re.findall(r'^### (ECDS-\d{4}) ', ids, re.M)]
        if events:
            groups.append((title, events))
    if by_id:
        raise RuntimeError(f'in no group: {", ".join(by_id)}')
    fields = {field['name']: field for event in listed['events'] for field in event['fields']}
    return groups, [fields[name] for name in sorted(fields)]


def emulator_help(program):
    """([(option, its value, words)], the examples, what follows them), as --help prints them."""
    text = subprocess.run([program, '--help'], check=True, capture_output=True, text=True).stdout
    options, _, rest = text.partition('\nOptions:\n')[2].partition('\n\nExamples:\n')
    examples, _, notes = rest.partition('\n\n')
    found = []
    for line in options.splitlines():
        if not line.startswith('  -'):
            found[-1][2] = f'{found[-1][2]} {line.strip()}'.strip()
            continue
        names, words = (re.split(r' {2,}', line.strip(), maxsplit=1) + [''])[:2]
        name, _, value = names.partition(' ')
        # "UINT:INT in [1 - 9] ..." and "TEXT Needs: --key": the words say that.
        found.append([name, re.sub(r'(:\S+ in \[.*?\]| Needs: \S+)', '', value).strip(), words])
    return found, examples, ' '.join(notes.split('\n'))
