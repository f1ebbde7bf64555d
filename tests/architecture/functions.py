"""Where functions and statements start and end, by their braces: enough of C++ for the rules, on blanked code."""
import re
from dataclasses import dataclass

TOKEN = re.compile(r'[A-Za-z_]\w*|\d[\w.\']*|->|::|&&|\|\||""|[^\s\w]')
NO_FUNCTION = ('namespace', 'class', 'struct', 'union', 'enum', 'extern')
BEFORE_BODY = (')', 'const', 'noexcept', 'override', 'final')


@dataclass(frozen=True)
class Token:
    text: str
    line: int


@dataclass(frozen=True)
class Function:
    line: int
    lines: int


def tokens_of(code):
    return [Token(match[0], number) for number, line in enumerate(code.split('\n'), 1)
            for match in TOKEN.finditer(line)]


def functions_in(code):
    """The functions that are in no other function, from head to closing brace; a lambda counts for its function."""
    open_braces = []
    head = []  # what stands since the last ; { or }
    for token in tokens_of(code):
        if token.text == '{':
            kind = kind_of_brace(head, 'function' in [brace for brace, _ in open_braces])
            open_braces.append((kind, head[0].line if head else token.line))
            if kind != 'member':
                head = []
        elif token.text == '}':
            kind, first = open_braces.pop() if open_braces else ('other', token.line)
            if kind == 'function':
                yield Function(first, token.line - first + 1)
            if kind != 'member':
                head = []
        elif token.text == ';':
            head = []
        elif not open_braces or open_braces[-1][0] != 'member':
            head.append(token)


def kind_of_brace(head, inside_function):
    """'function', 'member' (a_{1} in front of a constructor's body) or 'other'."""
    texts = without_template([token.text for token in head])
    if inside_function or '(' not in texts or any(word in texts for word in NO_FUNCTION) or '=' in texts[-1:]:
        return 'other'
    initialises = ')' in texts and ':' in texts[texts.index(')'):]
    if texts[-1] in BEFORE_BODY or '->' in texts:
        return 'function'
    return 'member' if initialises else 'other'


def without_template(texts):
    if texts[:2] != ['template', '<']:
        return texts
    depth = 0
    for position, text in enumerate(texts[1:], 1):
        depth += (text == '<') - (text == '>')
        if depth == 0:
            return without_template(texts[position + 1:])
    return texts
