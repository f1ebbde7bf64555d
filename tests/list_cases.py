#!/usr/bin/env python3
"""Writes CTest's entries for the cases of one doctest program: list_cases.py PROGRAM NAME LABELS TIMEOUT OUTPUT.

doctest's own CMake module splits names at semicolons, into entries that run nothing and pass, and drops the second label.
"""
import subprocess
import sys


def bracketed(text):
    return f'[==[{text}]==]'


def cases_of(program):
    listing = subprocess.run([program, '--list-test-cases', '--no-intro', '--no-version'], check=True, text=True,
                             stdout=subprocess.PIPE).stdout
    return [line for line in listing.splitlines() if line.strip() and not line.startswith(('[doctest]', '====='))]


def main():
    program, name, labels, timeout, output = sys.argv[1:]
    cases = cases_of(program)
    if not cases:
        sys.exit(f'{name} has no test cases')
    if len(set(cases)) != len(cases):
        sys.exit(f'{name}: two test cases have the same name: {[case for case in cases if cases.count(case) > 1][0]}')
    with open(output, 'w', encoding='utf-8') as file:
        for case in cases:
            entry = bracketed(f'{name}: {case}')
            choice = bracketed('--test-case=' + case.replace(',', r'\,'))  # a comma separates names
            file.write(f'add_test({entry} {bracketed(program)} {choice})\n')
            # An entry that runs no case would pass.
            file.write(f'set_tests_properties({entry} PROPERTIES LABELS {bracketed(labels)} TIMEOUT {timeout} '
                       f'FAIL_REGULAR_EXPRESSION {bracketed("test cases: +0 ")})\n')


if __name__ == '__main__':
    main()
