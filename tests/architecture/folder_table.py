"""Who may include whom: the table of daemon/ARCHITECTURE.md as data. A rule holds the two together."""
import re
from dataclasses import dataclass

# Third-party headers by the word the table uses for them. A header that is in no group and not standard is forbidden.
LIBRARIES = {
    'fmt': ('fmt/',),
    'absl/time': ('absl/time/',),
    'RE2': ('re2/',),
    'boost/system/result.hpp': ('boost/system/', 'boost/assert/'),
    'boost/asio/awaitable.hpp': ('boost/asio/awaitable.hpp',),
    'Asio': ('boost/asio/', 'boost/asio.hpp', 'boost/system/'),
    'Beast': ('boost/beast/', 'boost/beast.hpp', 'boost/system/'),
    'JSON': ('nlohmann/',),
    'simdjson': ('simdjson.h',),
    'YAML': ('yaml-cpp/',),
    'SQL': ('sqlite3.h',),
    'spdlog': ('spdlog/',),
    'libical': ('libical/',),
    'OpenSSL': ('openssl/',),
    'libcurl': ('curl/',),
    'CLI11': ('CLI/',),
    'prometheus-cpp': ('prometheus/',),
    'libarchive': ('archive.h', 'archive_entry.h'),
}


@dataclass(frozen=True)
class Row:
    may: tuple  # the folders and libraries the table names; the folder itself is understood
    everything_of_ours: bool = False
    posix: bool = True  # headers of the operating system


# What core's headers show comes with core.
WITH_CORE = ('fmt', 'absl/time', 'boost/system/result.hpp')

ROWS = {
    'core': Row(('fmt', 'absl/time', 'RE2', 'boost/system/result.hpp'), posix=False),
    'ports': Row(('core', 'boost/asio/awaitable.hpp'), posix=False),
    'engine': Row(('core', 'ports', 'Asio'), posix=False),
    'simulation': Row(('core', 'ports', 'engine', 'Asio'), posix=False),
    'adapters/x': Row(('core', 'ports')),  # and its own library, below
    'access': Row((), everything_of_ours=True),
    'app': Row((), everything_of_ours=True),
    'cli': Row((), everything_of_ours=True),
    'emulator': Row(('Asio', 'Beast', 'JSON', 'OpenSSL', 'CLI11')),
}

# An adapter is there for a library; Asio is what all of them wait with.
LIBRARIES_OF = {
    'adapters/control': ('Asio', 'Beast', 'JSON', 'OpenSSL', 'prometheus-cpp'),
    'adapters/credentials': ('Asio', 'JSON', 'OpenSSL'),
    'adapters/ecd': ('Asio', 'simdjson', 'OpenSSL'),
    'adapters/https': ('Asio', 'Beast', 'OpenSSL'),
    'adapters/ical': ('libical',),
    'adapters/logging': ('Asio', 'spdlog', 'JSON'),
    'adapters/notify': ('libcurl', 'JSON', 'OpenSSL'),
    'adapters/process': ('Asio',),
    'adapters/sql': ('Asio', 'SQL'),
    'adapters/system': ('Asio',),
    'adapters/systemd': ('Asio',),
    'adapters/yaml': ('YAML',),
    'access': ('Asio',),
    'app': ('Asio', 'CLI11'),
    'cli': ('Asio', 'CLI11', 'JSON', 'RE2', 'libarchive'),  # Asio: `inventory` waits for the cloud; the last two: `bundle`
    'separate_compilation': ('Asio', 'Beast'),  # Asio and Beast compiled once; holds nothing of ours
}

# Finer than the table: what a folder may see of another one.
ONLY_HEADERS = {
    ('adapters/control', 'ports'): ('ports/clock.hpp', 'ports/event_sink.hpp', 'ports/ledger.hpp', 'ports/metrics_view.hpp', 'ports/operations.hpp',
                                    'ports/status_view.hpp'),
    # `ecdsnapd --check` and `--once` print what `ecdsnap` prints.
    ('app', 'cli'): ('cli/check/', 'cli/option_table/', 'cli/tables/'),
    ('cli', 'adapters'): ('adapters/yaml/', 'adapters/system/', 'adapters/credentials/secret_file.hpp', 'adapters/ical/', 'adapters/logging/json_line.hpp',
                          'adapters/notify/delivery.hpp',
                          'adapters/https/', 'adapters/process/process_runner.hpp', 'adapters/ecd/auto_policies.hpp', 'adapters/ecd/ecd_cloud.hpp',
                          'adapters/ecd/endpoint_answer.hpp', 'adapters/ecd/probe_snapshots.hpp',
                          'adapters/ecd/wire_format.hpp'),
}

RESULT_HEADERS = ('daemon/core/result.hpp', 'daemon/core/text/text_error.hpp')
# One HTTP client, one HTTP server, one emulator, and the file in which Beast itself is compiled.
BEAST_FILES = ('daemon/adapters/https/answer_parser.cpp', 'daemon/adapters/control/http_request_reader.cpp',
               'daemon/emulator/http/connection.cpp', 'daemon/separate_compilation/beast.cpp')


def folder_of(path):
    """daemon/adapters/sql/migrations/all.cpp -> adapters/sql; core/task/task.hpp -> core"""
    parts = path.removeprefix('daemon/').split('/')[:-1]
    if not parts:
        return ''
    return '/'.join(parts[:2]) if parts[0] == 'adapters' else parts[0]


def row_of(folder):
    if folder.startswith('adapters/'):
        return ROWS['adapters/x']
    return ROWS.get(folder)


def own_folders(folder):
    """The folders of ours that `folder` may include."""
    row = row_of(folder)
    if row is None:
        return {folder}
    if row.everything_of_ours:
        return None  # all
    return {folder} | {name for name in row.may if name not in LIBRARIES}


def libraries(folder):
    row = row_of(folder)
    named = set(LIBRARIES_OF.get(folder, ()))
    if row is not None:
        named |= {name for name in row.may if name in LIBRARIES}
        if folder != 'core' and (row.everything_of_ours or 'core' in row.may):
            named |= set(WITH_CORE)
    if folder == 'emulator':
        named.add('boost/system/result.hpp')  # part of Asio's own interface
    return named


def library_of(header):
    """The groups a header belongs to; empty when it is in none."""
    return {name for name, beginnings in LIBRARIES.items() if header.startswith(beginnings)}


def rows_in(markdown):
    """{folder: (text of "may include", text of "may not")} of the table headed `folder | may include | may not`."""
    rows = {}
    inside = False
    for line in markdown.splitlines():
        cells = [cell.strip() for cell in line.strip().strip('|').split('|')] if line.startswith('|') else []
        if len(cells) == 3 and cells[0] == 'folder' and cells[1] == 'may include':
            inside = True
        elif inside and len(cells) == 3 and not set(cells[0]) <= set('-: '):
            for folder in re.findall(r'`([^`]+)`', cells[0]):
                rows[folder] = (cells[1], cells[2])
        elif not cells:
            inside = False
    return rows


def words_in(cell):
    """The folders and libraries that a cell of "may include" names."""
    plain = cell.replace('`', ' ')
    ours = [name for name in ROWS if name != 'adapters/x']
    found = set()
    for name in list(LIBRARIES) + ours:
        if re.search(r'(?<![\w/])' + re.escape(name) + r'(?![\w/])', plain):
            found.add(name)
    return found
