"""The keys of a configuration file with their words, from its JSON Schema (which a test holds together with the reader)."""
import json
import pathlib
from dataclasses import dataclass, field

SCHEMAS = pathlib.Path(__file__).parents[2] / 'schemas'


@dataclass
class Key:
    path: str
    description: str
    default: object = None
    choices: list = field(default_factory=list)
    required: bool = False


class Schemas:
    def __init__(self):
        self.documents = {path.name: json.loads(path.read_text()) for path in SCHEMAS.glob('*.schema.json')}

    def resolved(self, node, document):
        """What a $ref points to, with the words that stand beside it; the document it is in; its name."""
        if '$ref' not in node:
            return node, document, None
        file, _, pointer = node['$ref'].partition('#')
        document = file or document
        target = self.documents[document]
        for step in pointer.strip('/').split('/'):
            target = target[step]
        name = pointer.rsplit('/', 1)[-1]
        inner, document, deeper = self.resolved(target, document)
        return {**inner, **{k: v for k, v in node.items() if k != '$ref'}}, document, deeper or name

    def alternatives(self, node, document):
        yield node, document
        for word in ('anyOf', 'allOf', 'oneOf'):
            for each in node.get(word, []):
                inner, inside, _ = self.resolved(each, document)
                yield from self.alternatives(inner, inside)

    def keys(self, document, node=None, path='', apart=(), stack=()):
        """All below `node`, depth first, in the order of the schema. Definitions named in `apart` are not opened."""
        node = self.documents[document] if node is None else node
        seen = set()
        for each, inside in self.alternatives(node, document):
            for name, value in each.get('properties', {}).items():
                if name in seen or not isinstance(value, dict) or not (value.keys() - {'const', 'type'}):
                    continue
                seen.add(name)
                found, where, definition = self.resolved(value, inside)
                here = f'{path}.{name}' if path else name
                yield Key(here, found.get('description', ''), found.get('default'), self.choices(found, where),
                          name in each.get('required', []))
                if definition in apart or definition in stack:
                    continue
                yield from self.below(where, found, here, apart, (*stack, definition) if definition else stack)
            if isinstance(each.get('additionalProperties'), dict) and not each.get('properties'):
                found, where, definition = self.resolved(each['additionalProperties'], inside)
                if definition not in apart and definition not in stack:
                    yield from self.below(where, found, f'{path}.NAME', apart, (*stack, definition))

    def below(self, document, node, path, apart, stack):
        yield from self.keys(document, node, path, apart, stack)
        for each, inside in self.alternatives(node, document):
            if isinstance(each.get('items'), dict):
                found, where, definition = self.resolved(each['items'], inside)
                if definition not in apart and definition not in stack:
                    yield from self.keys(where, found, path + '[]', apart, (*stack, definition) if definition else stack)

    def choices(self, node, document):
        found = []
        for each, inside in self.alternatives(node, document):
            found += [value for value in each.get('enum', []) if value not in found]
            if isinstance(each.get('items'), dict):
                inner, _, _ = self.resolved(each['items'], inside)
                found += [value for value in inner.get('enum', []) if value not in found]
        return found
