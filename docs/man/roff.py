"""The few man(7) macros that our pages are made of, and the escapes that keep text from being taken for them."""
import re


def escaped(text):
    text = text.replace('\\', '\\e').replace('-', '\\-').replace("'", '\\(aq').replace('^', '\\(ha').replace('~', '\\(ti')
    text = text.replace('`', '\\(ga')
    return ''.join(c if ord(c) < 128 else f'\\[u{ord(c):04X}]' for c in text)


def inline(text):
    """`code` becomes bold; the rest is text."""
    parts = re.split(r'`([^`]+)`', text)
    return ''.join(f'\\fB{escaped(part)}\\fR' if i % 2 else escaped(part) for i, part in enumerate(parts))


def guarded(line):
    return '\\&' + line if line[:1] in ('.', "'") else line


class Page:
    def __init__(self, name, section, date, version, manual):
        self.lines = ['.\\" Made by docs/man/make_pages.py: change what it reads, not this file.',
                      f'.TH {name.upper()} {section} {date} "{version}" "{manual}"']

    def section(self, title):
        self.lines.append(f'.SH "{title}"')

    def subsection(self, title):
        self.lines.append(f'.SS "{escaped(title)}"')

    def paragraph(self, text):
        """Blank lines part paragraphs."""
        for part in text.strip().split('\n\n'):
            if not self.lines[-1].startswith(('.SH', '.SS')):
                self.lines.append('.PP')
            self.lines += [guarded(inline(line.strip())) for line in part.splitlines()]

    def tagged(self, tag, text):
        """`tag` is roff already."""
        self.lines += ['.TP', tag]
        self.lines += [guarded(inline(line.strip())) for line in text.strip().splitlines()]

    def example(self, text, indent=True):
        self.lines += ['.PP'] if not self.lines[-1].startswith(('.SH', '.SS')) else []
        self.lines += ['.RS 4'] if indent else []
        self.lines += ['.nf', *(guarded(escaped(line)) for line in text.rstrip().splitlines()), '.fi']
        self.lines += ['.RE'] if indent else []

    def see_also(self, *pages):
        self.section('SEE ALSO')
        for i, (name, section) in enumerate(sorted(pages, key=lambda page: (page[1], page[0]))):
            comma = ',' if i + 1 < len(pages) else ''
            self.lines.append(f'.BR {escaped(name)} ({section}){comma}')

    def text(self):
        return '\n'.join(self.lines) + '\n'
