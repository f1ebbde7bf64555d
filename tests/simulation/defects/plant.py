#!/usr/bin/env python3
"""Plants the defects of defects.toml into copies of the sources that they touch.

  plant.py --sources                 the touched sources, below daemon/, one a line
  plant.py --daemon DIR --into DIR   writes DIR/planted/<source> for each, DIR/defect_table.cpp, and the time stamp DIR/planted.stamp

In a copy each defect is a switch that is chosen at run time. A file that would not change is not touched.
"""
import argparse
import os
import re
import sys
import tomllib

HERE = os.path.dirname(os.path.abspath(__file__))
FIELDS = {'number', 'name', 'what', 'expect', 'change'}
PLACES = {'file', 'old', 'new'}
KINDS = {'duplicate', 'false-done', 'lost-task', 'unreported-extra', 'sent-without-intent', 'sent-while-paused', 'concurrency', 'false-reason',
         'sent-while-observed', 'hibernated-during-snapshot', 'hibernated-in-use', 'hibernated-unasked', 'left-awake', 'slot-twice', 'slot-while-clock-wrong', 'window', 'throttle', 'ceiling', 'storm', 'stuck',
         'sent-unapproved', 'asked-again', 'objective-broken', 'objective-told-twice', 'another-zone'}
DECLARATION = 'namespace ecdsnap::tests { bool planted(int number); }\n'


class BadTable(Exception):
    pass


def read_table(path):
    with open(path, 'rb') as file:
        defects = tomllib.load(file)['defect']
    for place, defect in enumerate(defects, 1):
        label = f'defect {defect.get("number", f"in place {place}")}'
        if set(defect) != FIELDS:
            raise BadTable(f'{label}: its fields are {sorted(defect)}, not {sorted(FIELDS)}')
        if not re.fullmatch(r'[a-z0-9]+(-[a-z0-9]+)*', defect['name']):
            raise BadTable(f'{label}: the name "{defect["name"]}" is not of the form some-few-words')
        if defect['expect'] not in KINDS:
            raise BadTable(f'{label}: "{defect["expect"]}" is none of {", ".join(sorted(KINDS))}')
        if defect['number'] != place:
            raise BadTable(f'{label} stands in place {place}: numbers count from 1')
        for change in defect['change']:
            if set(change) != PLACES:
                raise BadTable(f'{label}: the fields of a change are {sorted(change)}, not {sorted(PLACES)}')
        if not any('PLANTED' in change['new'] for change in defect['change']):
            raise BadTable(f'{label}: no change asks whether it is PLANTED')
    if len({defect['name'] for defect in defects}) != len(defects):
        raise BadTable('two defects have the same name')
    return defects


def sources(defects):
    return sorted({change['file'] for defect in defects for change in defect['change']})


def places_in(text, source, defects):
    """(start, end, new text) of each change of the source, in order."""
    places = []
    for defect in defects:
        for change in defect['change']:
            if change['file'] != source:
                continue
            count = text.count(change['old'])
            if count != 1:
                raise BadTable(f'defect {defect["number"]} ({defect["name"]}): its old text is {count} times in '
                               f'daemon/{source}, not once:\n{change["old"]}')
            start = text.index(change['old'])
            new = re.sub(r'\bPLANTED\b', f'::ecdsnap::tests::planted({defect["number"]})', change['new'])
            places.append((start, start + len(change['old']), new, defect['number']))
    places.sort()
    for before, after in zip(places, places[1:]):
        if after[0] < before[1]:
            raise BadTable(f'defects {before[3]} and {after[3]} overlap in daemon/{source}')
    return places


def mutated(text, source, defects, path):
    """The copy. #line after each change keeps what a compiler says pointing at the source itself."""
    places = places_in(text, source, defects)
    pieces = [DECLARATION, f'#line 1 "{path}"\n']
    at = 0
    for (start, end, new, _), following in zip(places, places[1:] + [None]):
        pieces += [text[at:start], new]
        at = end
        line_end = text.index('\n', end) + 1
        if following is None or following[0] >= line_end:
            number = text.count('\n', 0, line_end) + 1
            pieces += [text[end:line_end], f'#line {number} "{path}"\n']
            at = line_end
    return ''.join(pieces + [text[at:]])


def table_source(defects):
    def row(defect):
        return f'    {{{defect["number"]}, "{defect["name"]}", {quoted(defect["what"])}, "{defect["expect"]}"}},'
    return '\n'.join(['#include "simulation/defects/planted.hpp"', '', 'namespace ecdsnap::tests {', 'namespace {', '',
                      'constexpr Defect table[] = {', *map(row, defects), '};', '', '}  // namespace', '',
                      'std::span<const Defect> defects() {', '    return table;', '}', '', '}  // namespace ecdsnap::tests', ''])


def quoted(text):
    return '"' + text.replace('\\', '\\\\').replace('"', '\\"') + '"'


def write_if_changed(path, text):
    if os.path.exists(path):
        with open(path, encoding='utf-8') as file:
            if file.read() == text:
                return
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)


def plant(defects, daemon, into):
    for source in sources(defects):
        path = os.path.join(daemon, source)
        with open(path, encoding='utf-8') as file:
            text = file.read()
        write_if_changed(os.path.join(into, 'planted', source), mutated(text, source, defects, path))
    write_if_changed(os.path.join(into, 'defect_table.cpp'), table_source(defects))
    with open(os.path.join(into, 'planted.stamp'), 'w', encoding='utf-8'):
        pass


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--sources', action='store_true')
    parser.add_argument('--daemon')
    parser.add_argument('--into')
    arguments = parser.parse_args()
    try:
        defects = read_table(os.path.join(HERE, 'defects.toml'))
        if arguments.sources:
            print('\n'.join(sources(defects)))
        elif arguments.daemon and arguments.into:
            plant(defects, arguments.daemon, arguments.into)
        else:
            parser.error('--sources, or --daemon and --into')
    except (BadTable, OSError, tomllib.TOMLDecodeError) as problem:
        print(f'planted defects: {problem}', file=sys.stderr)
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
