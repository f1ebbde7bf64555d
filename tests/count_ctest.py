#!/usr/bin/env python3
"""Counts a report of `ctest --output-junit`: prints "N passed, N failed, N skipped"."""
import sys
import xml.etree.ElementTree


def kind_of(case):
    """A test that could not be started counts as failed; skipped is only one that says so by its exit code."""
    if case.get('status') == 'run':
        return 'passed'
    reason = case.find('skipped')
    if case.get('status') == 'notrun' and reason is not None and reason.get('message', '').startswith('SKIP_'):
        return 'skipped'
    return 'failed'


kinds = [kind_of(case) for case in xml.etree.ElementTree.parse(sys.argv[1]).getroot().iter('testcase')]
print(', '.join(f'{kinds.count(kind)} {kind}' for kind in ('passed', 'failed', 'skipped')))
