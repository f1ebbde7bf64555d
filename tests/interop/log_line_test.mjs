// A line of the log of every event, as the program writes it, beside the JSON Schema that is shipped (ajv).
import Ajv from 'ajv';
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import path from 'node:path';
import test from 'node:test';

const root = path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '../..');
const bin = process.env.ECDSNAP_BIN ?? path.join(root, 'build/dev/bin');
const schema = JSON.parse(readFileSync(path.join(root, 'schemas/log-line.schema.json')));
const fits = new Ajv({strict: true, strictTypes: false, strictRequired: false}).compile(schema);
const lines =
  execFileSync(path.join(bin, 'ecdsnap'), ['events', '--format', 'lines'], {encoding: 'utf8'}).trim().split('\n');

test('each event\'s line fits the schema', t => {
  assert.ok(lines.length > 70, `${lines.length} lines`);
  for (const line of lines) assert.ok(fits(JSON.parse(line)), `${line}: ${JSON.stringify(fits.errors?.slice(-1))}`);
  assert.equal(new Set(lines.map(line => JSON.parse(line).id)).size, lines.length);
  t.diagnostic(`${lines.length} events`);
});

test('a line that breaks the schema in one thing does not fit', () => {
  const refused = (line, change) => {
    const changed = JSON.parse(line);
    change(changed);
    assert.equal(fits(changed), false, JSON.stringify(changed));
  };
  for (const line of lines) {
    refused(line, it => it.zzz = 'a field that is in no event');
    refused(line, it => delete it.version);
    refused(line, it => it.level = it.level === 'info' ? 'error' : 'info');
    refused(line, it => it.event = 'nothing');
    refused(line, it => it.time = 'yesterday');
    refused(line, it => it.message = '');
    for (const [name, value] of Object.entries(JSON.parse(line)))
      refused(line, it => it[name] = typeof value === 'number' ? String(value) : 7);
  }
});

test('fields that do not apply may be absent', () => {
  for (const line of lines) {
    const {time, level, id, event, message, version} = JSON.parse(line);
    assert.ok(fits({time, level, id, event, message, version}), id);
  }
});
