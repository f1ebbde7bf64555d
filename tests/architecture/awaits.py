"""Finds what GCC 12 miscompiles: temporaries made with braces and lambdas with value captures in a statement that awaits."""
from dataclasses import dataclass, field

from functions import tokens_of

AWAITING = ('co_await', 'co_spawn')
# A brace after one of these opens a block; any other brace makes a value.
BEFORE_BLOCK = (')', 'else', 'do', 'try', ';', '{', '}', ':', 'const', 'noexcept', 'override', 'final', 'mutable')
# Values without anything to destroy; a class with a constructor.
HARMLESS = ('Millis', 'milliseconds', 'microseconds', 'nanoseconds', 'seconds', 'minutes', 'hours', 'days', 'string',
            'string_view')


@dataclass
class Statement:
    line: int = 0
    waits: bool = False
    problems: list = field(default_factory=list)


def find_in(code):
    """(line, what) for each value with braces and each value-capturing lambda in an awaiting statement."""
    return Reader(tokens_of(code)).read()


class Reader:
    def __init__(self, tokens):
        self.tokens = tokens
        self.at = 0
        self.found = []

    def read(self):
        while self.at < len(self.tokens):
            self.statement()
            self.at += 1  # a closing brace without an opening one
        return self.found

    def text(self, offset=0):
        position = self.at + offset
        return self.tokens[position].text if 0 <= position < len(self.tokens) else ''

    def statement(self):
        """Reads statements up to a closing brace or the end."""
        current = Statement()
        depth = 0
        while self.at < len(self.tokens):
            text = self.text()
            if text == '}':
                break
            if text in AWAITING:
                current.waits = True
            depth += (text in '([') - (text in ')]')
            if text == '[' and self.is_lambda():
                self.note_captures(current)
            if text == '{':
                if self.opens_block(depth):
                    ends = depth == 0 and not self.in_lambda
                    self.block()
                    if ends:
                        current = self.end(current)
                else:
                    self.value(current)
            if text == ';' and depth == 0:
                current = self.end(current)
            self.at += 1
        self.end(current)

    def end(self, current):
        if current.waits:
            self.found += current.problems
        return Statement()

    def is_lambda(self):
        before = self.text(-1)
        return not (before.isidentifier() and before not in ('return', 'co_return', 'co_await')) \
            and before not in (')', ']', '&', 'auto') and self.text(1) != '['

    def note_captures(self, current):
        names = []
        position = self.at + 1
        while position < len(self.tokens) and self.tokens[position].text != ']':
            names.append(self.tokens[position].text)
            position += 1
        by_value = [name for before, name in zip([','] + names, names)
                    if before == ',' and name not in ('&', 'this')]
        if by_value:
            current.problems.append((self.tokens[self.at].line, f'a lambda that captures by value ({by_value[0]})'))

    def opens_block(self, depth):
        """Also says, in in_lambda, whether the block is a lambda's, after which the statement goes on."""
        before = self.text(-1)
        self.in_lambda = self.body_of_lambda()
        return self.in_lambda or (depth == 0 and (before in BEFORE_BLOCK or self.ends_head()))

    def ends_head(self):
        """`namespace a::b {`, `class X final : public Y {`, `-> Type {`"""
        position = self.at - 1
        while position >= 0 and self.tokens[position].text not in (';', '{', '}'):
            if self.tokens[position].text in ('namespace', 'class', 'struct', 'union', 'enum', 'extern'):
                return True
            position -= 1
        return False

    def body_of_lambda(self):
        """Whether the brace follows [..], [..](..) or [..](..) -> Type."""
        position = self.at - 1
        while position >= 0 and self.tokens[position].text not in ('(', ')', ']', ';', '{', '}', ','):
            position -= 1
        if position >= 0 and self.tokens[position].text == ')':
            depth = 0
            while position >= 0:
                depth += (self.tokens[position].text == ')') - (self.tokens[position].text == '(')
                position -= 1
                if depth == 0:
                    break
        return position >= 0 and self.tokens[position].text == ']'

    def block(self):
        self.at += 1
        self.statement()

    def value(self, current):
        """A brace that makes a value, up to its end."""
        line = self.tokens[self.at].line
        name = self.text(-1)
        depth = 0
        while self.at < len(self.tokens):
            text = self.text()
            if text in AWAITING:
                current.waits = True
            if text == '[' and self.is_lambda():
                self.note_captures(current)
            depth += (text == '{') - (text == '}')
            if depth == 0:
                break
            self.at += 1
        if name not in HARMLESS:
            current.problems.append((line, f'a value made with braces ({name}{{…}})'))
