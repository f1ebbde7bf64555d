#!/usr/bin/env python3
"""Writes the documents as they are installed: their links lead to where things stand then.

    installed_documents.py SOURCES OUTPUT PLACE=NAME... [--elsewhere PLACE=TARGET...]

PLACE is a file of the sources that becomes OUTPUT/NAME; one that `--elsewhere` names, or what is below it, is installed at
TARGET, seen from the documents' folder, or is an address. What is not installed is named as a file of the sources."""
import os
import pathlib
import re
import sys

DEEP = '/' + 'folder/' * 20  # of this machine's own folders no path shall depend
LINK = re.compile(r'(!?)\[([^\]]*)\]\(([^)\s]+)\)')


def target_of(place, names):
    """Where a file of the sources stands after the installation, seen from the documents' folder; None: nowhere."""
    if place in names:
        return names[place]
    for above in [place, *map(str, pathlib.PurePosixPath(place).parents)]:
        if above in names and above != '.':
            return names[above] + place.removeprefix(above)
    return None


def with_links(text, place, names):
    here = os.path.dirname(place)
    there = os.path.dirname(names[place])

    def moved(match):
        picture, words, link = match.groups()
        path, hash_sign, anchor = link.partition('#')
        if not path or re.match(r'[a-z]+:', path):
            return match[0]
        source = os.path.normpath(os.path.join(here, path))
        target = target_of(source, names)
        if target is None:
            return f'`{source}` of the sources' if words == source else f'{words} (`{source}` of the sources)'
        address = target if re.match(r'[a-z]+:', target) else os.path.relpath(DEEP + target, DEEP + there)
        return f'{picture}[{words}]({address}{hash_sign}{anchor})'

    return LINK.sub(moved, text)


def main(sources, output, *pairs):
    middle = pairs.index('--elsewhere') if '--elsewhere' in pairs else len(pairs)
    documents = dict(pair.split('=', 1) for pair in pairs[:middle])
    names = {**dict(pair.split('=', 1) for pair in pairs[middle + 1:]), **documents}
    for place, name in documents.items():
        written = pathlib.Path(output, name)
        written.parent.mkdir(parents=True, exist_ok=True)
        written.write_text(with_links(pathlib.Path(sources, place).read_text(), place, names))


if __name__ == '__main__':
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
