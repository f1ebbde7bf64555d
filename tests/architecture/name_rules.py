"""Rules about names and shapes of files: banned words, namespaces, headers, sizes."""
import os
import re

import folder_table as table
from functions import functions_in
from rule import Rule
from source_tree import Finding

# Names that say nothing, as a whole or as the last word.
BANNED = ('util', 'utils', 'helper', 'helpers', 'common', 'misc', 'manager', 'base', 'data', 'info')
MOST_LINES = 400
MOST_FUNCTION_LINES = 60

# A row of a table in a test, which does not make a function longer to read.
TABLE_ROW = re.compile(r'\s*(?:\{.*\}|""\s*),\s*$')


def last_word(name):
    """The last word of snake_case or PascalCase."""
    return re.findall(r'[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+', name)[-1:] or ['']


def is_banned(name):
    return last_word(name)[0].lower() in BANNED


def find_banned_files(tree):
    seen = set()
    for file in tree.daemon + tree.tests + tree.scripts:
        stem = os.path.splitext(os.path.basename(file.path))[0]
        if is_banned(stem.removesuffix('_test')):
            yield Finding(file.path, 0, f'"{last_word(stem.removesuffix("_test"))[0]}" says nothing of what is in it')
        for folder in os.path.dirname(file.path).split('/'):
            if is_banned(folder) and folder not in seen:
                seen.add(folder)
                yield Finding(file.path, 0, f'the folder name {folder} says nothing')


def find_banned_types(tree):
    for file in tree.daemon + tree.tests:
        for line, match in file.find(r'\b(?:class|struct|enum(?:\s+class)?|using)\s+([A-Z]\w*)'):
            if is_banned(match[1]):
                yield Finding(file.path, line, f'{match[1]}: a name says what it holds or does')


def find_wrong_namespaces(tree):
    for file in tree.daemon:
        top = table.folder_of(file.path).split('/')[0]
        if top in ('', 'separate_compilation') or file.path.endswith('/main.cpp'):
            continue
        spaces = set(match[1] for _, match in file.find(r'(?m)^namespace\s+(ecdsnap::\w+)'))
        if f'ecdsnap::{top}' not in spaces:
            yield Finding(file.path, 0, f'its namespace is ecdsnap::{top}')


def find_odd_headers(tree):
    for file in tree.daemon + tree.tests:
        if not file.is_header:
            continue
        pragmas = file.text.count('#pragma once')
        if pragmas != 1:
            yield Finding(file.path, 0, '#pragma once is there once')
        first = [line for line in file.lines if line.strip() and not line.startswith('#pragma once')][:1]
        if not first or not first[0].startswith(('//', '/*')):
            yield Finding(file.path, 1, 'a header starts with what it is for')
        for line, _ in file.find(r'\busing\s+namespace\b(?!\s+std::(?:chrono_)?literals\b)(?!\s+std::string(?:_view)?_literals\b)'):
            yield Finding(file.path, line, 'no using namespace in a header')


def find_long_files(tree):
    for file in tree.daemon + tree.tests + tree.scripts:
        if len(file.lines) > MOST_LINES:
            yield Finding(file.path, MOST_LINES + 1, f'{len(file.lines)} lines, at most {MOST_LINES}')


def find_long_functions(tree):
    for file in tree.daemon + tree.tests:
        for function in functions_in(file.code):
            body = file.code.split('\n')[function.line - 1:function.line - 1 + function.lines]
            lines = sum(not TABLE_ROW.match(line) for line in body)
            if lines > MOST_FUNCTION_LINES:
                yield Finding(file.path, function.line, f'a function of {lines} lines, at most {MOST_FUNCTION_LINES}')


HEADER = '// What it is for.\n#pragma once\n'
LONG_BODY = 'int f() {\n' + '    g();\n' * 60 + '}\n'

RULES = (
    Rule('file_names', 'no file is named util, helper, manager, base, data, info, ...', find_banned_files,
         broken=({'daemon/core/string_utils.cpp': ''}, {'daemon/core/disk_data.hpp': HEADER},
                 {'tests/core/helper_test.cpp': ''}, {'daemon/core/common/zone.cpp': ''}, {'tests/run_info.sh': ''}),
         fine={'daemon/core/data_disk.hpp': HEADER, 'daemon/core/database.cpp': ''}),
    Rule('type_names', 'no type is named so either', find_banned_types,
         broken=({'daemon/core/a.hpp': 'class TaskManager {};'}, {'daemon/core/a.hpp': 'struct SnapshotInfo {};'},
                 {'tests/core/a.cpp': 'enum class Misc {};'}),
         fine={'daemon/core/a.hpp': 'class Database {}; struct BaseName {}; // class TaskManager'}),
    Rule('namespaces', 'namespaces are the top folders', find_wrong_namespaces,
         broken=({'daemon/core/task/a.cpp': 'namespace ecdsnap::engine {}'}, {'daemon/ports/a.hpp': HEADER}),
         fine={'daemon/adapters/sql/a.cpp': 'namespace ecdsnap::adapters {}', 'daemon/app/main.cpp': 'int main() {}'}),
    Rule('headers', 'a header starts with what it is for, has #pragma once, opens no namespace', find_odd_headers,
         broken=({'daemon/core/a.hpp': '#pragma once\n\nint f();\n'}, {'daemon/core/a.hpp': '// What it is for.\n'},
                 {'tests/fakes/a.hpp': HEADER + 'using namespace std;\n'}),
         fine={'daemon/core/a.hpp': HEADER + '// not: using namespace std\n'}),
    Rule('file_length', f'no file has more than {MOST_LINES} lines', find_long_files,
         broken=({'daemon/core/a.cpp': '\n' * 401}, {'tests/core/a.cpp': '\n' * 401}, {'tests/x.py': '\n' * 401}),
         fine={'daemon/core/a.cpp': '\n' * 400}),
    Rule('function_length', f'no function has more than {MOST_FUNCTION_LINES} lines', find_long_functions,
         broken=({'daemon/core/a.cpp': LONG_BODY}, {'daemon/core/a.cpp': 'namespace x {\n' + LONG_BODY + '}'},
                 {'daemon/core/a.cpp': 'class A {\n' + LONG_BODY.replace('int f()', 'int f() const noexcept') + '};'},
                 {'tests/core/a.cpp': LONG_BODY.replace('int f()', 'TEST_CASE("is long")')}),
         fine={'daemon/core/a.cpp': LONG_BODY.replace('    g();\n', '', 2) * 2,
               'daemon/core/b.cpp': 'struct A {\n' + '    int a;\n' * 80 + '};\nint a[] = {\n' + '1,\n' * 80 + '};\n'}),
)
