// schemas/cli/COMMAND.schema.json: what `ecdsnap COMMAND --json` prints, compiled, with what each schema has been seen of.
import assert from 'node:assert/strict';
import Ajv2020 from 'ajv/dist/2020.js';
import {createRequire} from 'node:module';
import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {parse} from 'yaml';
import {source} from './schemas.mjs';

const base = 'file:///schemas/cli/';
const suffix = '.schema.json';
const folder = path.join(source, 'schemas/cli');
const openapi = 'file:///docs/api/openapi.yaml';

// The schemas say draft-07, as those of the configuration do; the answers of the socket, to which some refer, 2020-12.
// Nothing in the former means something else in the latter.
const ajv = new Ajv2020({strict: true, strictRequired: false, strictTypes: false, allErrors: true});
ajv.addMetaSchema(createRequire(import.meta.url)('ajv/dist/refs/json-schema-draft-07.json'));
ajv.addVocabulary(['openapi', 'info', 'servers', 'security', 'tags', 'paths', 'components']);  // an OpenAPI document's own
ajv.addSchema(parse(readFileSync(path.join(source, 'docs/api/openapi.yaml'), 'utf8')), openapi, undefined, false);

export const documents = new Map(
  readdirSync(folder).map(file => [file.slice(0, -suffix.length), JSON.parse(readFileSync(path.join(folder, file)))]));
for (const [name, document] of documents) ajv.addSchema(document, `${base}${name}${suffix}`);
export const commandsWithSchema = [...documents.keys()].filter(name => name !== 'parts');

export function validatorOf(command) {
  const validate = ajv.getSchema(`${base}${command}${suffix}`);
  assert.ok(validate, `schemas/cli has nothing for ${command}`);
  return validate;
}

// The node that a $ref leads to, with the document that it is in; null: it leads out of schemas/cli.
function resolved(node, name) {
  while (node.$ref) {
    const [file, pointer] = node.$ref.split('#');
    if (file.endsWith('openapi.yaml')) return null;
    if (file) name = path.basename(file, suffix);
    node = pointer.slice(1).split('/').reduce((inner, step) => inner[step], documents.get(name));
  }
  return {node, name};
}

// Every mapping with keys of its own below `node`, as [words, node].
export function mappings(name, node = documents.get(name), where = name) {
  if (node === null || typeof node !== 'object') return [];
  const own = node.properties ? [[where, node]] : [];
  return own.concat(Object.entries(node).flatMap(([key, inner]) => mappings(name, inner, `${where}.${key}`)));
}

// Notes in `seen` (schema node -> keys) which of the schema's keys occur in `value`, and calls `visit` with every
// object that the schema closes, so that a test may damage it.
export function walk(name, value, seen, visit, node = documents.get(name)) {
  const found = resolved(node, name);
  if (found === null || value === null || typeof value !== 'object') return;
  ({node, name} = found);
  for (const each of node.anyOf ?? []) walk(name, value, seen, visit, each);
  if (Array.isArray(value)) {
    if (node.items) for (const item of value) walk(name, item, seen, visit, node.items);
    return;
  }
  if (typeof node.additionalProperties === 'object')
    for (const inner of Object.values(value)) walk(name, inner, seen, visit, node.additionalProperties);
  if (!node.properties || !(node.required ?? []).every(key => key in value)) return;
  if (!Object.keys(value).every(key => key in node.properties)) return;  // of another alternative
  visit(value, node);
  const keys = seen.get(node) ?? new Set();
  seen.set(node, keys);
  for (const [key, inner] of Object.entries(value)) {
    keys.add(key);
    walk(name, inner, seen, visit, node.properties[key]);
  }
}
