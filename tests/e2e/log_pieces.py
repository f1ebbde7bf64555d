"""The pieces for log pipelines of config/monitoring/logs, read as their programs read them, as far as our pieces go."""
import re
from pathlib import Path

import yaml

FOLDER = Path(__file__).resolve().parents[2] / "config/monitoring/logs"
PRIORITIES = {"error": "3", "warning": "4", "info": "6", "debug": "7"}


def entry_of(line):
    """A line of the log as the entry of the journal that the same event is there."""
    entry = {"ECDSNAP_" + name.upper(): str(value) for name, value in line.items() if name not in ("time", "level", "message", "remedy")}
    return {**entry, "MESSAGE": line["message"], "PRIORITY": PRIORITIES[line["level"]], "_SYSTEMD_UNIT": "ecdsnapd.service"}


def vector():
    """(the whole file, what its remap makes of an entry)"""
    document = yaml.safe_load((FOLDER / "vector.yaml").read_text())
    for transform in [*document["transforms"].values(), *document["sinks"].values()]:
        unknown = set(transform["inputs"]) - document["sources"].keys() - document["transforms"].keys()
        if unknown:
            raise ValueError(f"inputs that are not there: {unknown}")
    source = document["transforms"]["ecdsnapd"]["source"]
    lines = re.findall(r'^\s*"(\w+)": (.+?),?$', source, re.M)
    if not re.search(r"priority = to_int\(entry\.PRIORITY\) \?\? 6\n", source) or len(lines) != source.count('":'):
        raise ValueError("a program that this test does not understand")

    def remap(entry):
        return {name: evaluated(expression, entry) for name, expression in lines}
    return document, remap


def evaluated(expression, entry):
    """The few forms of VRL that the piece has."""
    if field := re.fullmatch(r"entry\.(\w+)", expression):  # Vector's own names: timestamp, host, message
        return entry.get(field[1], entry.get(field[1].upper()) if field[1] == "message" else None)
    if field := re.fullmatch(r"to_int\(entry\.(\w+)\) \?\? null", expression):
        return int(entry[field[1]]) if field[1] in entry else None
    branches = re.findall(r'priority (<=|==) (\d) \{ "(\w+)" \}', expression)
    otherwise = re.search(r'"(\w+)" \}$', expression)[1]
    understood = " else if ".join(f'priority {sign} {bound} {{ "{word}" }}' for sign, bound, word in branches)
    if expression != f'if {understood} else {{ "{otherwise}" }}':
        raise ValueError(f"not understood: {expression}")
    priority = int(entry.get("PRIORITY", 6))
    for sign, bound, word in branches:
        if priority == int(bound) or (sign == "<=" and priority < int(bound)):
            return word
    return otherwise


def fluent_bit():
    """[(section, [(key, value)])]"""
    sections = []
    for line in (FOLDER / "fluent-bit.conf").read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if header := re.fullmatch(r"\[([A-Z]+)\]", line):
            sections.append((header[1], []))
        elif pair := re.fullmatch(r" {4}(\w+) +(\S.*)", line):
            sections[-1][1].append((pair[1], pair[2]))
        else:
            raise ValueError(line)
    return sections


def alloy():
    """{"kind.label": its body}, with comments and blanks taken out; every brace has its other half."""
    text = re.sub(r"^\s*//.*$", "", (FOLDER / "alloy.alloy").read_text(), flags=re.M)
    components, at = {}, 0
    for header in re.finditer(r'^([a-z.]+) "(\w+)" \{$', text, re.M):
        if text[at:header.start()].strip():
            raise ValueError(f"between components: {text[at:header.start()]}")
        depth, at = 1, header.end()
        while depth > 0:
            depth += {"{": 1, "}": -1}.get(text[at], 0)
            at += 1
        components[f"{header[1]}.{header[2]}"] = text[header.end():at - 1]
    if text[at:].strip() or not components:
        raise ValueError(f"left over: {text[at:]}")
    return components


def alloy_rules(components):
    """[(source label, target label)]"""
    return re.findall(r'rule \{\s*source_labels = \["(\w+)"\]\s*target_label  = "(\w+)"\s*\}', components["loki.relabel.ecdsnapd"])


def journal_labels(entry):
    """An entry as Alloy's journal source names it for rules."""
    words = {"3": "error", "4": "warning", "6": "info", "7": "debug"}
    labels = {"__journal_" + name.lower(): value for name, value in entry.items()}
    return {**labels, "__journal_priority_keyword": words[entry["PRIORITY"]]}


def questions():
    """The one-liners for whoever is on call, as (command, what is asked)."""
    text = (FOLDER / "README.md").read_text()
    block = re.search(r"^```\n(.*?)^```", text.split("## Ten questions")[1], re.M | re.S)[1]
    return [tuple(re.split(r"\s+# ", line, maxsplit=1)) for line in block.splitlines()]
