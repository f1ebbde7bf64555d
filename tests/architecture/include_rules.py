"""Rules about #include lines and the walls in CMake."""
import re

import folder_table as table
from rule import Rule
from source_tree import Finding

OWN_TOPS = ('core', 'ports', 'engine', 'simulation', 'adapters', 'access', 'app', 'cli', 'emulator')


def own_target(include):
    """The folder of ours that is included, or None."""
    return table.folder_of(include.path) if include.path.split('/')[0] in OWN_TOPS and '/' in include.path else None


def find_forbidden_arrows(tree):
    for file in tree.daemon:
        folder = table.folder_of(file.path)
        if folder and table.row_of(folder) is None and folder != 'separate_compilation':
            yield Finding(file.path, 0, f'the folder {folder} is not in the table of daemon/ARCHITECTURE.md')
            continue
        allowed = table.own_folders(folder)
        for include in file.includes:
            target = own_target(include)
            if target is None:
                continue
            if allowed is not None and target not in allowed:
                yield Finding(file.path, include.line, f'{folder} may not include {target} ({include.path})')
            finer = table.ONLY_HEADERS.get((folder, target.split('/')[0]))
            if finer and target != folder and not include.path.startswith(finer):
                yield Finding(file.path, include.line, f'of {target}, {folder} may include {", ".join(finer)} only')


def find_forbidden_libraries(tree):
    for file in tree.daemon:
        folder = table.folder_of(file.path)
        allowed = table.libraries(folder)
        row = table.row_of(folder)
        for include in file.includes:
            if include.quoted:
                continue
            if '/' not in include.path and '.' not in include.path:
                continue  # the standard library
            groups = table.library_of(include.path)
            if groups:
                if not groups & allowed:
                    yield Finding(file.path, include.line, f'{folder} may not include <{include.path}>')
            elif re.fullmatch(r'[\w/-]+\.h', include.path):
                if row is not None and not row.posix:
                    yield Finding(file.path, include.line, f'{folder} may not touch the system (<{include.path}>)')
            else:
                yield Finding(file.path, include.line, f'<{include.path}> is in no group of folder_table.py')
            if include.path.startswith('boost/system/') and folder == 'core' and file.path not in table.RESULT_HEADERS:
                yield Finding(file.path, include.line, f'core reaches <{include.path}> through core/result.hpp')


def find_beast_elsewhere(tree):
    for file in tree.daemon:
        for include in file.includes:
            if include.path.startswith('boost/beast') and file.path not in table.BEAST_FILES:
                yield Finding(file.path, include.line, 'Beast costs half a minute a file: it stays in ' +
                              ', '.join(path.removeprefix('daemon/') for path in table.BEAST_FILES))


HEAVY = ('nlohmann/json.hpp', 'simdjson.h', 'spdlog/', 'yaml-cpp/', 'sqlite3.h', 'CLI/', 'openssl/', 'boost/beast', 'prometheus/')


def find_shown_libraries(tree):
    """Headers that another folder includes, with all they include, against the libraries their folder is there for."""
    files = {file.path: file for file in tree.daemon}
    shown = {'daemon/' + include.path for file in tree.daemon for include in file.includes
             if own_target(include) not in (None, table.folder_of(file.path))}
    reached = set()
    while shown:
        path = shown.pop()
        if path in reached or path not in files:
            continue
        reached.add(path)
        shown |= {'daemon/' + include.path for include in files[path].includes if own_target(include)}
    for path in reached:
        for include in files[path].includes:
            if include.path.startswith(HEAVY):
                yield Finding(path, include.line, f'<{include.path}> is shown to other folders')


def cycle_in(graph):
    """A list of nodes that lead back to the first, or None."""
    done, path = set(), []

    def visit(node):
        if node in path:
            return path[path.index(node):] + [node]
        if node in done:
            return None
        path.append(node)
        for following in sorted(graph.get(node, ())):
            found = visit(following)
            if found:
                return found
        path.pop()
        done.add(node)
        return None

    for start in sorted(graph):
        found = visit(start)
        if found:
            return found
    return None


def find_cycles(tree):
    files, folders = {}, {}
    for file in tree.daemon:
        folder = table.folder_of(file.path)
        for include in file.includes:
            target = own_target(include)
            if target is None:
                continue
            files.setdefault(file.path, set()).add('daemon/' + include.path)
            if target != folder:
                folders.setdefault(folder, set()).add(target)
    for graph in (files, folders):
        cycle = cycle_in(graph)
        if cycle:
            yield Finding(cycle[0], 0, 'cycle: ' + ' -> '.join(cycle))


def find_odd_paths(tree):
    for file in tree.daemon + tree.tests:
        in_tests = file.path.startswith('tests/')
        for include in file.includes:
            if '..' in include.path:
                yield Finding(file.path, include.line, 'includes start at a folder of ours, never with ..')
            if include.path.endswith('.cpp'):
                yield Finding(file.path, include.line, 'a .cpp is compiled, not included')
            if include.quoted and not in_tests and own_target(include) is None:
                yield Finding(file.path, include.line, f'"{include.path}" does not start with a folder of ours')
            if not include.quoted and own_target(include) is not None:
                yield Finding(file.path, include.line, f'<{include.path}> is ours: quote it')
            if file.path.startswith('daemon/') and re.match(r'(tests|fakes|contract)/', include.path):
                yield Finding(file.path, include.line, 'the daemon does not include tests')


def find_wrong_walls(tree):
    for path in tree.paths('daemon', ('CMakeLists.txt',)):
        for call in re.finditer(r'ecdsnap_library\(\s*(\S+)([^)]*)\)', tree.read(path)):
            folder = '/'.join(call[1].split('/')[:2]) if call[1].startswith('adapters/') else call[1].split('/')[0]
            walls = re.search(r'MAY_INCLUDE((?:\s+[a-z_/]+)*)', call[2])
            allowed = table.own_folders(folder)
            for other in walls[1].split() if walls else ():
                if allowed is not None and other not in allowed:
                    yield Finding(path, 0, f'{call[1]} may not include {other}')
            if re.search(r'\$\{CMAKE_SOURCE_DIR\}/daemon\b', tree.read(path)):
                yield Finding(path, 0, 'an include path of all of daemon/ has no walls')


def find_table_drift(tree):
    markdown = tree.read('daemon/ARCHITECTURE.md')
    if markdown is None:
        return
    rows = table.rows_in(markdown)
    for folder, row in table.ROWS.items():
        if folder not in rows:
            yield Finding('daemon/ARCHITECTURE.md', 0, f'the table has no row for {folder}')
            continue
        may = rows[folder][0]
        if row.everything_of_ours:
            if 'everything' not in may:
                yield Finding('daemon/ARCHITECTURE.md', 0, f'{folder}: the script allows everything of ours')
            continue
        named = table.words_in(may)
        if named != set(row.may):
            yield Finding('daemon/ARCHITECTURE.md', 0,
                          f'{folder}: the table says {sorted(named)}, folder_table.py {sorted(row.may)}')
        if folder == 'adapters/x' and 'its own library' not in may:
            yield Finding('daemon/ARCHITECTURE.md', 0, 'adapters/x: "its own library" is missing')
    for folder in rows.keys() - table.ROWS.keys():
        yield Finding('daemon/ARCHITECTURE.md', 0, f'folder_table.py has no row for {folder}')


def one(path, *lines):
    return {path: '\n'.join(lines) + '\n'}


TABLE_HEAD = '| folder | may include | may not |\n|---|---|---|\n'

RULES = (
    Rule('include_arrows', 'folders include only what the table allows', find_forbidden_arrows,
         broken=(one('daemon/core/a.cpp', '#include "engine/b.hpp"'),
                 one('daemon/adapters/sql/a.cpp', '#include "adapters/yaml/b.hpp"'),
                 one('daemon/adapters/control/a.cpp', '#include "ports/cloud.hpp"'),
                 one('daemon/emulator/a.cpp', '#include "core/time.hpp"'),
                 one('daemon/stray/a.cpp', '#include "core/time.hpp"')),
         fine=one('daemon/adapters/sql/migrations/a.cpp', '#include "adapters/sql/b.hpp"', '#include "core/b.hpp"')),
    Rule('libraries', 'folders include only the libraries they are there for', find_forbidden_libraries,
         broken=(one('daemon/core/a.cpp', '#include <boost/asio/post.hpp>'),
                 one('daemon/core/a.cpp', '#include <unistd.h>'),
                 one('daemon/core/a.cpp', '#include <boost/system/result.hpp>'),
                 one('daemon/engine/a.cpp', '#include <nlohmann/json.hpp>'),
                 one('daemon/app/a.cpp', '#include <sqlite3.h>'),
                 one('daemon/ports/a.hpp', '#include <boost/asio/post.hpp>'),
                 one('daemon/adapters/yaml/a.cpp', '#include <some_library/x.hpp>')),
         fine={'daemon/core/result.hpp': '#include <boost/system/result.hpp>\n#include <vector>\n',
               'daemon/adapters/sql/a.cpp': '#include <sqlite3.h>\n#include <sys/stat.h>\n#include <fmt/format.h>\n'}),
    Rule('beast_files', 'Beast is included in three files, and where it is compiled', find_beast_elsewhere,
         broken=(one('daemon/adapters/https/other.cpp', '#include <boost/beast/http/parser.hpp>'),),
         fine=one('daemon/adapters/https/answer_parser.cpp', '#include <boost/beast/http/parser.hpp>')),
    Rule('shown_libraries', 'what a folder shows to others shows no library', find_shown_libraries,
         broken=({'daemon/app/a.cpp': '#include "adapters/sql/a.hpp"\n',
                  'daemon/adapters/sql/a.hpp': '#include "adapters/sql/b.hpp"\n',
                  'daemon/adapters/sql/b.hpp': '#include <sqlite3.h>\n'},),
         fine={'daemon/app/a.cpp': '#include "adapters/sql/a.hpp"\n', 'daemon/adapters/sql/a.hpp': '#include <string>\n',
               'daemon/adapters/sql/b.hpp': '#include <sqlite3.h>\n'}),
    Rule('include_cycles', 'neither files nor folders include each other in a circle', find_cycles,
         broken=({'daemon/core/a.hpp': '#include "core/b.hpp"\n', 'daemon/core/b.hpp': '#include "core/a.hpp"\n'},
                 {'daemon/app/a.hpp': '#include "cli/b.hpp"\n', 'daemon/cli/c.hpp': '#include "app/d.hpp"\n'}),
         fine={'daemon/app/a.hpp': '#include "cli/b.hpp"\n', 'daemon/cli/b.hpp': '#include "core/a.hpp"\n'}),
    Rule('include_paths', 'includes start at a folder of ours', find_odd_paths,
         broken=(one('daemon/core/a.cpp', '#include "../b.hpp"'),
                 one('daemon/core/a.cpp', '#include "b.hpp"'),
                 one('daemon/core/a.cpp', '#include <core/b.hpp>'),
                 one('tests/core/a.cpp', '#include "core/b.cpp"'),
                 one('daemon/core/a.cpp', '#include "fakes/b.hpp"')),
         fine=one('daemon/core/a.cpp', '#include "core/b.hpp"', '// #include "../b.hpp"')),
    Rule('walls', 'MAY_INCLUDE in CMake grants no more than the table', find_wrong_walls,
         broken=(one('daemon/core/CMakeLists.txt', 'ecdsnap_library(core SOURCES a.cpp MAY_INCLUDE ports)'),
                 one('daemon/adapters/sql/CMakeLists.txt',
                     'ecdsnap_library(adapters/sql SOURCES a.cpp', '  MAY_INCLUDE core', '  engine LINKS x)'),
                 one('daemon/core/CMakeLists.txt', 'ecdsnap_library(core)',
                     'target_include_directories(ecdsnap_core PUBLIC ${CMAKE_SOURCE_DIR}/daemon)')),
         fine=one('daemon/adapters/sql/CMakeLists.txt', 'ecdsnap_library(adapters/sql MAY_INCLUDE core ports LINKS x)')),
    Rule('table', 'the table in daemon/ARCHITECTURE.md is the one that is checked', find_table_drift,
         broken=(one('daemon/ARCHITECTURE.md', 'no table'),
                 {'daemon/ARCHITECTURE.md': TABLE_HEAD + '| `engine` | `core`, `ports`, `app`, Asio | - |\n'},
                 {'daemon/ARCHITECTURE.md': TABLE_HEAD + ''.join(
                     f'| `{folder}` | everything, its own library, {", ".join(row.may)} | - |\n'
                     for folder, row in table.ROWS.items() if folder != 'core')})),
)
