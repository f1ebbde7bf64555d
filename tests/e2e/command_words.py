"""The programs' option tables, and whether a line that somebody wrote down is one that they take."""
import json
import os
import pathlib
import re
import shlex
import subprocess

from harness import BIN

ROOT = pathlib.Path(__file__).parents[2]
PROGRAMS = ('ecdsnap', 'ecdsnapd')


def option_table(program):
    return json.loads(subprocess.run([BIN / program, '--option-table'], check=True, capture_output=True, text=True,
                                     timeout=20).stdout)


def fenced_lines(path):
    """Lines inside ``` of a Markdown file, with their numbers; a trailing backslash joins the next one."""
    inside, joined, start = False, '', 0
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if line.lstrip().startswith('```'):
            inside = not inside
            continue
        if not inside:
            continue
        start = start or number
        joined += line.rstrip('\\') if line.endswith('\\') else line
        if not line.endswith('\\'):
            yield start, joined
            joined, start = '', 0


def commands_in(line):
    """The words of each call of our programs in a shell line."""
    line = re.sub(r'sudo( -u \w+)? ', '', line)
    line = re.sub(r'(^|\s)\d?>{1,2}\s*\S+', r'\1', line)  # where output goes
    try:
        lexer = shlex.shlex(line, posix=True, punctuation_chars='|&;<()')
        lexer.commenters = '#'
        lexer.wordchars += '{}:@%+,!$'
        words = list(lexer)
    except ValueError:
        return
    call, source = [], False
    for word in [*words, ';']:
        if word == '<':
            source = True
        elif source:
            source = False
        elif re.fullmatch(r'[|&;()]+', word):
            while call and '=' in call[0]:  # of the environment
                call = call[1:]
            if call and os.path.basename(call[0]) in PROGRAMS:
                yield [os.path.basename(call[0]), *call[1:]]
            call = []
        else:
            call.append(word)


def options_by_name(*tables):
    return {name: option for table in tables for option in table['options'] for name in option['names']}


def what_is_wrong(words, tables):
    """None, or why the program would not take these words."""
    program = tables[words[0]]
    command, places, options = None, 0, options_by_name(program)
    if '--help' in words[1:] or '--option-table' in words[1:] or words[1:2] == ['complete']:
        return None
    position = 1
    while position < len(words):
        word = words[position]
        position += 1
        if word.startswith('-') and word != '-':
            name = word.partition('=')[0]
            if name not in options:
                return f'there is no option {name}'
            option = options[name]
            if option['value'] and '=' not in word:
                follows = position < len(words) and not words[position].startswith('--')
                if not follows and not option['optional_value']:
                    return f'{name} has no value'
                if follows and option['choices'] and words[position] not in option['choices']:
                    return f'{name} takes no {words[position]}'
                position += 1 if follows else 0
        elif program['commands'] and command is None:
            command = next((each for each in program['commands'] if each['name'] == word), None)
            if command is None:
                return f'there is no command {word}'
            options = options_by_name(program, command)
        else:
            places += 1
    allowed = [option for option in (command or program)['options'] if option['positional']]
    if places > len(allowed):
        return f'{places} words are too many'
    if program['commands'] and command is None and '--version' not in words:
        return 'no command'
    return None
