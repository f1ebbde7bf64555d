"""Rules about what the code does: clocks, sleeps, coroutines, the environment, disabled tests."""
import re

import awaits
import folder_table as table
from rule import Rule
from source_tree import Finding


def matches(files, pattern, text, allowed=()):
    for file in files:
        if not file.path.startswith(tuple(allowed)) or not allowed:
            for line, match in file.find(pattern):
                yield Finding(file.path, line, f'{match[0].strip()}: {text}')


CLOCK = r'::now\(\)|\b(?:clock_gettime|gettimeofday|timespec_get|absl::Now)\b|(?<![\w.>])(?:std::|::)?time\((?:nullptr|NULL|0)\)'
CLOCK_FILES = ('daemon/adapters/system/', 'daemon/emulator/program.cpp', 'daemon/emulator/http/http_server.cpp')


def find_clocks(tree):
    return matches(tree.daemon, CLOCK, 'time comes from ports/clock.hpp', CLOCK_FILES)


def find_randomness(tree):
    files = [file for file in tree.daemon if not file.path.startswith('daemon/emulator/')]
    yield from matches(files, r'\brandom_device\b|\b(?:s?rand|getrandom)\(',
                       'random numbers come from ports/random.hpp', ('daemon/adapters/system/',))
    yield from matches(files, r'\bRAND_bytes\b', 'only nonces and keys are made so, inside their adapter',
                       ('daemon/adapters/',))


def find_sleeps(tree):
    return matches(tree.daemon + tree.tests, r'\b(?:sleep_for|sleep_until|usleep|nanosleep)\b|(?<![\w.>])(?:::)?sleep\(',
                   'nothing sleeps; a test moves its clock', ('daemon/cli/main.cpp',))  # the pause of a real terminal


def find_detached(tree):
    return matches(tree.daemon + tree.tests, r'\bdetached\b', 'each co_spawn has an owner and a completion handler')


def find_environment(tree):
    return matches(tree.daemon, r'\b(?:secure_getenv|getenv|environ|setenv|putenv)\b',
                   'only app and cli read the environment, and hand it down', ('daemon/app/', 'daemon/cli/'))


def find_awaits(tree):
    for file in tree.daemon + tree.tests:
        if 'co_await' in file.code or 'co_spawn' in file.code:
            for line, what in awaits.find_in(file.code):
                yield Finding(file.path, line, f'{what} in a statement with co_await or co_spawn: name it first')


def find_catch_alls(tree):
    """An exception means a broken program or machine: it goes to the top."""
    for file in tree.daemon:
        if not file.path.startswith(('daemon/app/', 'daemon/adapters/', 'daemon/cli/', 'daemon/emulator/')):
            for line, _ in file.find(r'\bcatch\s*\(\s*\.\.\.\s*\)'):
                yield Finding(file.path, line, 'core, ports, engine and simulation let exceptions pass')


def find_output(tree):
    quiet = [file for file in tree.daemon if table.folder_of(file.path) not in ('app', 'cli', 'emulator')]
    return matches(quiet, r'\bstd::(?:cout|cerr|clog)\b|\b(?:printf|puts|perror|fputs)\(|\bf(?:printf|mt::print)\(',
                   'whoever decides reports, through ports/event_sink.hpp', ('daemon/adapters/logging/',))


def find_disabled_tests(tree):
    yield from matches(tree.tests, r'\bdoctest::(?:skip|may_fail|should_fail)\b|\bTEST_CASE_SKIP\b', 'no test is disabled')
    for file in tree.tests + tree.daemon:
        for number, line in enumerate(file.lines, 1):
            if re.match(r'\s*#\s*if\s+0\b', line) or re.match(r'\s*//\s*(?:TEST_CASE|SUBCASE|CHECK|REQUIRE)\b', line):
                yield Finding(file.path, number, 'code that is switched off')
    for path in tree.paths('tests', ('CMakeLists.txt',)):
        for number, line in enumerate(tree.read(path).splitlines(), 1):
            if re.search(r'^\s*#\s*add_(?:unit_)?test\b|^\s*#\s*add_subdirectory\b|\bDISABLED\b', line):
                yield Finding(path, number, 'a test that is switched off')


def find_unbuilt_sources(tree):
    """Each .cpp is named, from its own folder or one above, in a CMakeLists.txt."""
    named = set()
    for path in tree.paths('daemon', ('CMakeLists.txt',)) + tree.paths('tests', ('CMakeLists.txt',)):
        folder = path.rsplit('/', 1)[0]
        for source in re.findall(r'[\w./${}-]+\.cpp', without_comments(tree.read(path))):
            source = source.replace('${CMAKE_SOURCE_DIR}/', '//').replace('${CMAKE_CURRENT_SOURCE_DIR}/', '')
            named.add(source[2:] if source.startswith('//') else normal(folder + '/' + source))
    for file in tree.daemon + tree.tests:
        if file.path.endswith('.cpp') and file.path not in named:
            yield Finding(file.path, 0, 'no CMakeLists.txt builds it')


def without_comments(cmake):
    return re.sub(r'#[^\n]*', '', cmake)


def normal(path):
    parts = []
    for part in path.split('/'):
        parts = parts[:-1] if part == '..' else parts if part == '.' else parts + [part]
    return '/'.join(parts)


def find_promises(tree):
    for file in tree.daemon + tree.tests + tree.scripts:
        if '/architecture/' in file.path:
            continue
        for number, line in enumerate(file.lines, 1):
            if re.search(r'(?:#|//).*\b(?:TODO|FIXME|HACK)\b(?!\s*\(#\d+\))', line):
                yield Finding(file.path, number, 'TODO (#N) names the issue in which it will be done')


def function(body):
    return 'awaitable<void> f() {\n' + body + '\n}\n'


def in_core(text):
    return {'daemon/core/a.cpp': text}


AWAIT_BROKEN = (
    'co_await f(Agg{x, y});', 'co_await f({x});', 'auto r = co_await f(g(Agg{.a = x}), 3);', 'if (co_await f(Agg{x})) { g(); }',
    'co_spawn(e, [x]() -> awaitable<void> { co_return; }, handler);', 'co_await f([=] { return 1; });',
    'co_await f([x = std::move(y)] { return x; });', 'Agg a{co_await f()};', 'co_return Agg{co_await f(), 1};',
    'for (auto x : co_await f({1, 2})) { g(x); }')
AWAIT_FINE = function(
    'Agg a{x, y};\nco_await f(std::move(a));\nif (co_await f()) { Agg b{1}; }\nauto l = [a] { return a; };\n'
    'co_await f(now + std::chrono::seconds{2});\nwhile (!done) { Agg c{1}; co_await f(c); }\nco_await f([&] { return Agg{1}; });\n'
    'const auto [error, n] = co_await f();\nauto g = [this, x](int y) -> awaitable<void> { Agg d{y}; co_await h(d); };\n'
    'co_await f(std::string{"a"}); int b[] = {1, 2};\nswitch (x) { case 1: { Agg e{1}; } default: co_await f(); }')

RULES = (
    Rule('clocks', 'time is read in adapters/system only (and by the emulator)', find_clocks,
         broken=(in_core('auto t = std::chrono::system_clock::now();'), {'daemon/app/a.cpp': '::clock_gettime(id, &now);'},
                 {'daemon/adapters/sql/a.cpp': 'auto t = time(nullptr);'}),
         fine={'daemon/adapters/system/a.cpp': 'x::now();', 'daemon/core/a.cpp': 'f(clock.wall_now()); // ::now()'}),
    Rule('randomness', 'random numbers are made in adapters/system only, nonces inside their adapter', find_randomness,
         broken=(in_core('std::random_device d;'), {'daemon/app/a.cpp': 'RAND_bytes(p, 16);'},
                 {'daemon/adapters/ecd/a.cpp': 'auto n = rand();'}),
         fine=in_core('auto n = random.number();')),
    Rule('sleeps', 'nothing sleeps', find_sleeps,
         broken=({'tests/core/a.cpp': 'std::this_thread::sleep_for(1s);'}, {'daemon/cli/a.cpp': '::sleep(1);'},
                 {'tests/core/a.cpp': 'usleep(10);'}),
         fine={'tests/core/a.cpp': 'clock.sleep(5); // sleep_for'}),
    Rule('detached', 'each co_spawn has an owner', find_detached,
         broken=({'daemon/engine/a.cpp': 'co_spawn(e, f(), asio::detached);'},),
         fine={'daemon/engine/a.cpp': '// never asio::detached'}),
    Rule('environment', 'only app and cli read the environment', find_environment,
         broken=({'daemon/adapters/credentials/a.cpp': 'std::getenv("HOME");'}, in_core('extern char** environ;')),
         fine={'daemon/app/a.cpp': 'std::getenv("HOME");', 'daemon/core/a.cpp': 'Environment environment;'}),
    Rule('awaits', 'no value made with braces, no capture by value in a statement that awaits (GCC 12)', find_awaits,
         broken=tuple({'daemon/engine/a.cpp': function(line)} for line in AWAIT_BROKEN),
         fine={'daemon/engine/a.cpp': AWAIT_FINE}),
    Rule('catch_all', 'core, ports and engine let exceptions pass', find_catch_alls,
         broken=({'daemon/engine/a.cpp': 'try { f(); } catch (...) {}'},),
         fine={'daemon/app/a.cpp': 'try { f(); } catch (...) {}'}),
    Rule('output', 'only programs and the log write', find_output,
         broken=(in_core('std::cerr << 1;'), {'daemon/adapters/sql/a.cpp': 'std::fprintf(stderr, "x");'}),
         fine={'daemon/cli/a.cpp': 'std::cout << 1;', 'daemon/core/a.cpp': 'std::snprintf(b, 1, "x");'}),
    Rule('disabled_tests', 'no test is switched off', find_disabled_tests,
         broken=({'tests/core/a.cpp': 'TEST_CASE("x" * doctest::skip()) {}'}, {'tests/core/a.cpp': '// TEST_CASE("x") {'},
                 {'tests/core/a.cpp': '#if 0\n#endif\n'}, {'tests/core/CMakeLists.txt': '# add_unit_test(test_x)\n'},
                 {'tests/CMakeLists.txt': '#add_subdirectory(core)\n'}),
         fine={'tests/core/CMakeLists.txt': '# add_unit_tests: as above\nadd_unit_test(x)\n'}),
    Rule('unbuilt_sources', 'each .cpp is built', find_unbuilt_sources,
         broken=({'tests/core/a_test.cpp': ''}, {'daemon/core/a.cpp': '', 'daemon/core/CMakeLists.txt': '# a.cpp\n'}),
         fine={'daemon/core/x/a.cpp': '', 'daemon/core/CMakeLists.txt': 'lib(x/a.cpp)\n', 'tests/fakes/f.cpp': '',
               'tests/core/CMakeLists.txt': 't(../fakes/f.cpp)\n'}),
    Rule('todo', 'a TODO names its issue', find_promises,
         broken=(in_core('// TODO: later\n'), {'tests/run.sh': '# FIXME\n'}),
         fine=in_core('// TODO (#12): when libical is there\n')),
)
