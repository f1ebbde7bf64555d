#!/usr/bin/env python3
"""Checks the rules that hold for all of the code.

  check_architecture.py [--root DIR] [RULE ...]    all rules without RULE; exit 1 when there are breaches
  check_architecture.py --list                     the names of the rules

Each rule first shows that it works: it has to find the breaches of its made-up trees, and none where there is none.
"""
import argparse
import os
import sys
import tempfile

sys.dont_write_bytecode = True
import code_rules  # noqa: E402
import include_rules  # noqa: E402
import name_rules  # noqa: E402
from source_tree import SourceTree  # noqa: E402

RULES = {rule.name: rule for rule in include_rules.RULES + name_rules.RULES + code_rules.RULES}


def breaches_in(files, rule):
    with tempfile.TemporaryDirectory() as root:
        for path, text in files.items():
            full = os.path.join(root, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, 'w', encoding='utf-8') as file:
                file.write(text)
        return list(rule.find(SourceTree(root)))


def self_test(rule):
    """The number of made-up trees that the rule judges wrongly."""
    wrong = 0
    for number, files in enumerate(rule.broken, 1):
        if not breaches_in(files, rule):
            print(f'{rule.name}: nothing found in broken tree {number}: {files}')
            wrong += 1
    for breach in breaches_in(rule.fine, rule):
        print(f'{rule.name}: found in a tree that is fine: {breach}')
        wrong += 1
    return wrong


def check(rule, tree):
    breaches = sorted(rule.find(tree), key=lambda breach: (breach.path, breach.line))
    if breaches:
        print(f'{rule.name}: {rule.says}')
    for breach in breaches:
        print(f'  {breach}')
    return len(breaches)


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--root', default=os.path.join(here, '..', '..'))
    parser.add_argument('--list', action='store_true')
    parser.add_argument('rules', nargs='*', metavar='RULE')
    arguments = parser.parse_args()
    if arguments.list:
        print('\n'.join(RULES))
        return 0
    unknown = [name for name in arguments.rules if name not in RULES]
    if unknown:
        parser.error(f'there is no rule {unknown[0]}; see --list')
    rules = [RULES[name] for name in arguments.rules or RULES]
    tree = SourceTree(arguments.root)
    wrong = sum(self_test(rule) + check(rule, tree) for rule in rules)
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
