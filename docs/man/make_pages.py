#!/usr/bin/env python3
"""Writes the manual pages from the programs' own option tables and from the JSON Schemas.

    docs/man/make_pages.py build/release/bin [FOLDER]

FOLDER is docs/man unless it is given. tests/e2e/manual_test.py makes them anew and compares."""
import json
import pathlib
import re
import subprocess
import sys

import prose
from generated_lists import emulator_help, events_of
from roff import Page, escaped
from schema_keys import Schemas

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[1]
OURS = {('ecdsnap', 1), ('ecd-emulator', 1), ('ecdsnapd', 8), ('ecdsnapd.yaml', 5), ('ecdsnap-policy', 5),
        ('ecdsnapd-events', 7)}


def table_of(program):
    return json.loads(subprocess.run([program, '--option-table'], check=True, capture_output=True, text=True).stdout)


def option_tag(option):
    """.B or .BR with the names, and what follows them."""
    if option['positional'] and not option['names']:
        return f'\\fI{escaped(option["positional"].upper())}\\fR'
    tag = ', '.join(f'\\fB{escaped(name)}\\fR' for name in option['names'])
    if option['value']:
        value = f'\\fI{escaped(option["value"])}\\fR'
        tag += f' [{value}]' if option['optional_value'] else f' {value}'
    return tag


def option_words(option):
    words = option['description']
    if words:
        words = words[0].upper() + words[1:]
    if option['choices'] and not all(choice in words.lower() for choice in option['choices']):
        words += f'; one of {", ".join(option["choices"])}'
    if option['default']:
        words += f' (default: {option["default"]})'
    return words + '.'


def synopsis(program, command=None):
    table = command or program
    parts = [f'\\fB{escaped(program["name"])}\\fR']
    if command:
        parts.append(f'\\fB{escaped(command["name"])}\\fR')
    for option in table['options']:
        if '--help' in option['names'] or '--version' in option['names']:
            continue
        tag = option_tag({**option, 'names': option['names'][-1:]})
        if option['repeated'] and not option['names']:
            tag += ' ...'
        parts.append(tag if option['required'] else f'[{tag}]')
    return ' '.join(parts)


def notes_and_examples(footer):
    notes, _, examples = footer.partition('Examples:\n')
    return notes.strip(), re.sub(r'^  ', '', examples, flags=re.MULTILINE)


def add_options(page, options):
    for option in options:
        page.tagged(option_tag(option), option_words(option))


def add_common_end(page, text, name, section):
    for title, words in text.get('sections', []):
        page.section(title)
        if isinstance(words, str):
            page.paragraph(words)
        else:
            for tag, meaning in words:
                page.tagged(f'\\fB{escaped(tag)}\\fR', meaning)
    if 'files' in text:
        page.section('FILES')
        for path, words in text['files']:
            page.tagged(f'\\fI{escaped(path)}\\fR', words)
    page.see_also(*(OURS - {(name, section)}), *text.get('see', []))


def ecdsnap_page(table, version):
    page = Page('ecdsnap', 1, prose.DATE, version, 'User Commands')
    page.section('NAME')
    page.lines.append('ecdsnap \\- show and steer ecdsnapd, and see beforehand what it will do')
    page.section('SYNOPSIS')
    page.lines.append('\\fBecdsnap\\fR [\\fIOPTIONS\\fR] \\fICOMMAND\\fR [\\fIARGUMENTS\\fR]')
    page.section('DESCRIPTION')
    page.paragraph(prose.ECDSNAP['description'])
    page.section('OPTIONS')
    page.paragraph('These may stand before the command or after it.')
    add_options(page, table['options'])
    page.section('COMMANDS')
    for command in table['commands']:
        page.subsection(command['name'])
        page.lines.append(synopsis(table, command))
        page.paragraph(command['description'] + '.')
        add_options(page, [option for option in command['options'] if '--help' not in option['names']])
        notes, examples = notes_and_examples(command['footer'])
        page.paragraph(notes)
        page.example(examples)
    page.section('EXIT STATUS')
    for code, words in prose.EXIT_CODES:
        page.tagged(f'\\fB{code}\\fR', words)
    page.section('ENVIRONMENT')
    for name, words in prose.ECDSNAP['environment']:
        page.tagged(f'\\fB{escaped(name)}\\fR', words)
    add_common_end(page, prose.ECDSNAP, 'ecdsnap', 1)
    return page.text()


def ecdsnapd_page(table, version):
    page = Page('ecdsnapd', 8, prose.DATE, version, 'System Administration')
    page.section('NAME')
    page.lines.append('ecdsnapd \\- take snapshots of ECD cloud computers on schedule, each exactly once')
    page.section('SYNOPSIS')
    page.lines.append(synopsis(table))
    page.section('DESCRIPTION')
    page.paragraph(prose.ECDSNAPD['description'])
    page.section('OPTIONS')
    add_options(page, table['options'])
    notes, examples = notes_and_examples(table['footer'])
    page.section('SIGNALS')
    for signal, words in prose.ECDSNAPD['signals']:
        page.tagged(f'\\fB{signal}\\fR', words)
    page.section('EXIT STATUS')
    for code, words in prose.EXIT_CODES:
        page.tagged(f'\\fB{code}\\fR', words)
    page.section('EXAMPLES')
    page.example(examples)
    add_common_end(page, prose.ECDSNAPD, 'ecdsnapd', 8)
    return page.text()


def written(value):
    if isinstance(value, bool):
        return 'true' if value else 'false'
    if isinstance(value, list):
        return '[' + ', '.join(map(str, value)) + ']'
    return str(value)


def add_keys(page, keys):
    for key in keys:
        words = key.description or 'See below.'
        if key.choices and not all(str(choice) in words for choice in key.choices):
            words += f' One of {", ".join(written(choice) for choice in key.choices)}.'
        if key.default is not None:
            words += f' Default: `{written(key.default)}`.'
        elif key.required:
            words += ' Required.'
        page.tagged(f'\\fB{escaped(key.path)}\\fR', words)


def settings_page(schemas, version):
    page = Page('ecdsnapd.yaml', 5, prose.DATE, version, 'File Formats')
    page.section('NAME')
    page.lines.append('ecdsnapd.yaml \\- main configuration of ecdsnapd')
    page.section('DESCRIPTION')
    page.paragraph(prose.SETTINGS['description'])
    page.section('KEYS')
    page.paragraph(prose.KEY_PATHS)
    add_keys(page, schemas.keys('ecdsnapd.schema.json', apart=('conditions',)))
    page.section('EXAMPLES')
    page.paragraph('The smallest configuration that works:')
    page.example(prose.SETTINGS['example'])
    add_common_end(page, prose.SETTINGS, 'ecdsnapd.yaml', 5)
    return page.text()


def policy_page(schemas, version):
    page = Page('ecdsnap-policy', 5, prose.DATE, version, 'File Formats')
    page.section('NAME')
    page.lines.append('ecdsnap\\-policy \\- policies of ecdsnapd: which desktops, when, and how')
    page.section('DESCRIPTION')
    page.paragraph(prose.POLICY['description'])
    file = 'policy.schema.json'
    definitions = schemas.documents[file]['definitions']
    page.section('KEYS OF A FILE')
    page.paragraph(prose.KEY_PATHS)
    add_keys(page, schemas.keys(file, apart=('policy', 'calendar', 'template', 'defaults')))
    page.section('KEYS OF A POLICY')
    page.paragraph('These are elements of `policies`. A template and `defaults` take the same keys, but neither '
                   '`name` nor, in `defaults`, `select` and `template`.')
    add_keys(page, schemas.keys(file, definitions['policy'], apart=('conditions',)))
    page.section('CONDITIONS')
    page.paragraph('What `select` says, and `exclude` of ecdsnapd.yaml(5). All that are given must hold.')
    add_keys(page, schemas.keys(file, definitions['conditions'], stack=('conditions',)))
    page.section('CALENDARS')
    page.paragraph('Elements of `calendars`; schedules of all files name them in `only_on` and `except_on`.')
    add_keys(page, schemas.keys(file, definitions['calendar']))
    page.section('EXAMPLES')
    for name in prose.POLICY['examples']:
        page.paragraph(f'`policies/{name}`:')
        page.example('\n'.join(line for line in (ROOT / 'policies' / name).read_text().splitlines()
                               if not line.startswith('# yaml-language-server')))
    add_common_end(page, prose.POLICY, 'ecdsnap-policy', 5)
    return page.text()


def events_page(program, version):
    groups, fields = events_of(program)
    page = Page('ecdsnapd-events', 7, prose.DATE, version, 'Miscellanea')
    page.section('NAME')
    page.lines.append('ecdsnapd\\-events \\- the events of the log of ecdsnapd, with causes and remedies')
    page.section('DESCRIPTION')
    page.paragraph(prose.EVENTS['description'].format(message_id=groups[0][1][0]['message_id'][:28]))
    for title, events in groups:
        page.section(title.upper())
        for event in events:
            words = f'{event["level"].capitalize()}. {event["cause"]}'
            if event['remedy']:
                words += f'\nWhat to do: {event["remedy"]}'
            if event['fields']:
                words += f'\nFields: {", ".join(field["name"] for field in event["fields"])}.'
            page.tagged(f'\\fB{escaped(event["id"])} {escaped(event["event"])}\\fR', words)
    page.section('FIELDS')
    page.paragraph(prose.EVENTS['fields'])
    for field in fields:
        page.tagged(f'\\fB{escaped(field["name"])}\\fR ({field["kind"]})', field['meaning'][0].upper() + field['meaning'][1:] + '.')
    add_common_end(page, prose.EVENTS, 'ecdsnapd-events', 7)
    return page.text()


def emulator_page(program, version):
    options, examples, notes = emulator_help(program)
    page = Page('ecd-emulator', 1, prose.DATE, version, 'User Commands')
    page.section('NAME')
    page.lines.append('ecd\\-emulator \\- imitate the ECD API on loopback, to rehearse snapshot policies')
    page.section('SYNOPSIS')
    page.lines.append('\\fBecd\\-emulator\\fR [\\fB\\-\\-listen\\fR \\fI127.0.0.1:PORT\\fR] [\\fIOPTION\\fR ...]')
    page.section('DESCRIPTION')
    page.paragraph(prose.EMULATOR['description'])
    page.section('OPTIONS')
    page.lines.append('.ad l')  # some words are as long as a line
    for names, value, words in options:
        tag = f'\\fB{escaped(names.replace(",", ", "))}\\fR'
        page.tagged(f'{tag} \\fI{escaped(value)}\\fR' if value else tag, words.rstrip('.') + '.')
    page.paragraph(notes)
    page.section('EXAMPLES')
    page.example(re.sub(r'^  ', '', examples, flags=re.M))
    page.paragraph('What the fleet has by now, and whether any disk has two of one snapshot:')
    page.example(prose.EMULATOR['example'].strip())
    add_common_end(page, prose.EMULATOR, 'ecd-emulator', 1)
    return page.text()


def pages(programs):
    version = subprocess.run([programs / 'ecdsnapd', '--version'], check=True, capture_output=True,
                             text=True).stdout.strip()
    schemas = Schemas()
    return {
        'ecdsnap.1': ecdsnap_page(table_of(programs / 'ecdsnap'), version),
        'ecdsnapd.8': ecdsnapd_page(table_of(programs / 'ecdsnapd'), version),
        'ecdsnapd.yaml.5': settings_page(schemas, version),
        'ecdsnap-policy.5': policy_page(schemas, version),
        'ecdsnapd-events.7': events_page(programs / 'ecdsnap', version),
        'ecd-emulator.1': emulator_page(programs / 'ecd-emulator', version),
    }


if __name__ == '__main__':
    if not 2 <= len(sys.argv) <= 3:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[2]) if len(sys.argv) == 3 else HERE
    for name, text in pages(pathlib.Path(sys.argv[1])).items():
        (folder / name).write_text(text)
