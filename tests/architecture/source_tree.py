"""The C++ files below daemon/ and tests/, with what the rules ask of them: includes, code without comments, folders."""
import functools
import os
import re
from dataclasses import dataclass

CPP = ('.cpp', '.hpp')
SCRIPTS = ('.py', '.sh', '.mjs', '.cmake')
SKIPPED_FOLDERS = ('build', 'node_modules', '__pycache__', 'generated')


@dataclass(frozen=True)
class Finding:
    path: str
    line: int
    text: str

    def __str__(self):
        return f'{self.path}:{self.line}: {self.text}' if self.line else f'{self.path}: {self.text}'


@dataclass(frozen=True)
class Include:
    line: int
    path: str
    quoted: bool


class SourceFile:
    def __init__(self, root, path):
        self.path = path
        with open(os.path.join(root, path), encoding='utf-8') as file:
            self.text = file.read()

    @property
    def is_header(self):
        return self.path.endswith('.hpp')

    @property
    def is_cpp(self):
        return self.path.endswith(CPP)

    @functools.cached_property
    def lines(self):
        return self.text.splitlines()

    @functools.cached_property
    def includes(self):
        found = []
        for number, line in enumerate(self.lines, 1):
            match = re.match(r'\s*#\s*include\s*(["<])([^">]+)[">]', line)
            if match:
                found.append(Include(number, match[2], match[1] == '"'))
        return found

    @functools.cached_property
    def code(self):
        """The text with comments, strings, characters and directives blanked out; line numbers stay."""
        return blank_out(self.text)

    def find(self, pattern):
        """(line, match) of every place in the code that matches."""
        for match in re.finditer(pattern, self.code):
            yield self.code.count('\n', 0, match.start()) + 1, match


BLANKED = re.compile(
    r'R"(?P<mark>[^()\s\\]{0,16})\((?:.|\n)*?\)(?P=mark)"'  # raw string
    r'|//[^\n]*|/\*(?:.|\n)*?\*/'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'"  # not the separator in 10'000
    r'|^[ \t]*#(?:\\\n|[^\n])*',
    re.MULTILINE)


def blank_out(text):
    def blank(match):
        piece = match[0]
        kept = '""' if piece.startswith(('"', 'R"')) else ''
        return kept + re.sub(r'[^\n]', ' ', piece[len(kept):])
    return BLANKED.sub(blank, text)


class SourceTree:
    def __init__(self, root):
        self.root = root

    def read(self, path):
        full = os.path.join(self.root, path)
        if not os.path.exists(full):
            return None
        with open(full, encoding='utf-8') as file:
            return file.read()

    def paths(self, top, endings):
        found = []
        for folder, folders, files in os.walk(os.path.join(self.root, top)):
            folders[:] = sorted(name for name in folders if name not in SKIPPED_FOLDERS)
            found += [os.path.relpath(os.path.join(folder, name), self.root) for name in sorted(files)
                      if name.endswith(endings)]
        return found

    @functools.cached_property
    def daemon(self):
        return [SourceFile(self.root, path) for path in self.paths('daemon', CPP)]

    @functools.cached_property
    def tests(self):
        return [SourceFile(self.root, path) for path in self.paths('tests', CPP)]

    @functools.cached_property
    def scripts(self):
        """Scripts of daemon/ and tests/ and those at the top."""
        paths = self.paths('daemon', SCRIPTS) + self.paths('tests', SCRIPTS)
        paths += [name for name in sorted(os.listdir(self.root)) if name.endswith('.sh')]
        return [SourceFile(self.root, path) for path in paths]
