// The keys of a schema one by one, to be compared with those of the reader.
import {schemas} from './schemas.mjs';

function resolved(schema, root) {
  if (!schema.$ref) return {schema, root};
  const [file, pointer] = schema.$ref.split('#');
  const target = file ? schemas.policy : root;
  return resolved(pointer.split('/').slice(1).reduce((node, step) => node[step], target), target);
}

// Every mapping with fixed keys: {path, keys}, where keys are names to schemas. A path has names, and 0 for the item of
// a list.
export function mappings(kind) {
  const found = [], seen = new Set();
  const walk = (written, from, path) => {
    const {schema, root} = resolved(written, from);
    if (seen.has(schema)) return;
    seen.add(schema);
    if (schema.properties && schema.additionalProperties === false) {
      const keys =
        Object.entries(schema.properties).map(([name, key]) => [name, {...resolved(key, root), written: key}]);
      found.push({path, keys: new Map(keys)});
      for (const [name, key] of Object.entries(schema.properties)) walk(key, root, [...path, name]);
    }
    if (schema.items) walk(schema.items, root, [...path, 0]);
    if (typeof schema.additionalProperties === 'object') walk(schema.additionalProperties, root, [...path, 'some']);
    for (const part of [...schema.anyOf ?? [], ...schema.allOf ?? []])
      if (part.$ref || part.properties || part.items) walk(part, root, path);
  };
  walk(schemas[kind], schemas[kind], []);
  return found;
}

// A file in which there is nothing but `value` at the path.
export function fileWith(path, value) {
  return [...path].reverse().reduce((inner, step) => (step === 0 ? [inner] : {[step]: inner}), value);
}

// What the schema allows there in the words of the reader: "true, false", "1 to 100", "skip, before, after", "1s to
// 7d". undefined: it is some text, or has keys of its own.
export function allowedText({schema, root, written}) {
  const limits = /Allowed: (\S+ to \S+)\./.exec(written?.description ?? schema.description);
  if (limits) return limits[1];
  if (schema.type === 'boolean') return 'true, false';
  if (schema.type === 'integer') return `${schema.minimum} to ${schema.maximum}`;
  if (schema.enum) return schema.enum.join(', ');
  const part = schema.anyOf?.[0] ?? schema.items;
  return part && allowedText(resolved(part, root));
}
