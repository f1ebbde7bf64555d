// docs/api/openapi.yaml beside a running daemon: the same routes, and every answer as it is written there.
import assert from 'node:assert/strict';
import Ajv2020 from 'ajv/dist/2020.js';
import {spawn} from 'node:child_process';
import {mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {parse} from 'yaml';
import {programs, startEmulator} from './emulator.mjs';
import {source} from './schemas.mjs';

const document = parse(readFileSync(path.join(source, 'docs/api/openapi.yaml'), 'utf8'));
const ajv = new Ajv2020({strict: false, allErrors: true});
ajv.addSchema(document, 'api');

// Every key of `value` that no schema on its way names. Later versions may add keys; of this one all are written.
function unknownKeys(schema, value, where = '') {
  while (schema.$ref) schema = schema.$ref.slice(2).split('/').reduce((node, step) => node[step], document);
  const parts = [schema, ...(schema.allOf ?? []), ...(schema.anyOf ?? [])].map(
    part => part.$ref ? part.$ref.slice(2).split('/').reduce((node, step) => node[step], document) : part);
  if (Array.isArray(value)) {
    const items = parts.find(part => part.items)?.items;
    return items ? value.flatMap((each, i) => unknownKeys(items, each, `${where}[${i}]`)) : [];
  }
  if (value === null || typeof value !== 'object') return [];
  const flat = parts.flatMap(part => [part, ...(part.allOf ?? []).map(
    each => each.$ref ? each.$ref.slice(2).split('/').reduce((node, step) => node[step], document) : each)]);
  return Object.entries(value).flatMap(([key, inner]) => {
    const named = flat.find(part => part.properties?.[key]);
    if (named) return unknownKeys(named.properties[key], inner, `${where}.${key}`);
    const any = flat.find(part => typeof part.additionalProperties === 'object');
    return any ? unknownKeys(any.additionalProperties, inner, `${where}.${key}`) : [`${where}.${key}`];
  });
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'ecdsnap-api-'));
const socketPath = path.join(folder, 'control.sock');
const emulator = await startEmulator('--desktops', '6', '--states', 'Running=100', '--snapshot-seconds', '1');
let daemon;

function ask(method, target, body) {
  return new Promise((resolve, reject) => {
    const request = http.request({socketPath, method, path: target}, answer => {
      let text = '';
      answer.on('data', piece => { text += piece; });
      answer.on('end', () => resolve({status: answer.statusCode, type: answer.headers['content-type'], text}));
    });
    request.on('error', reject);
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

// Asks, and holds the answer beside what the document says of that route and status.
async function checked(method, route, {target = route, body, status = 200} = {}) {
  const operation = document.paths[route][method.toLowerCase()];
  const here = `#/paths/${route.replaceAll('/', '~1')}/${method.toLowerCase()}`;
  if (body !== undefined && status === 200) {
    const sent = ajv.getSchema(`api${here}/requestBody/content/application~1json/schema`);
    assert.ok(sent(body), ajv.errorsText(sent.errors));
  }
  const answer = await ask(method, target, body);
  assert.equal(answer.status, status, `${method} ${target}: ${answer.text}`);
  assert.equal(answer.type, 'application/json');
  let response = operation.responses[status] ?? operation.responses.default;
  let at = `${here}/responses/${operation.responses[status] ? status : 'default'}`;
  if (response.$ref) {
    at = response.$ref;
    response = response.$ref.slice(2).split('/').reduce((node, step) => node[step], document);
  }
  const value = JSON.parse(answer.text);
  const validate = ajv.getSchema(`api${at}/content/application~1json/schema`);
  assert.ok(validate, at);
  assert.ok(validate(value), `${method} ${target}: ${ajv.errorsText(validate.errors)}\n${answer.text.slice(0, 2000)}`);
  assert.deepEqual(unknownKeys(response.content['application/json'].schema, value), []);
  return value;
}

before(async () => {
  mkdirSync(path.join(folder, 'policies.d'));
  writeFileSync(path.join(folder, 'ecdsnapd.yaml'), `accounts:
  - {name: main, credentials: environment, regions: [cn-hangzhou], endpoint: "http://${emulator.host}"}
policies: policies.d
ledger: sqlite:ledger.db
control: {socket: control.sock}
`);
  writeFileSync(path.join(folder, 'policies.d/a.yaml'), `policies:
  - name: nightly
    select: {name: "*"}
    schedule: {cron: "0 2 1 * *", timezone: UTC}
    objective: {rpo: 90d}
  - name: many
    select: {name: "*"}
    approve_above: 1
    schedule: {cron: "0 2 1 1 *", timezone: UTC}
`);
  daemon = spawn(path.join(programs, 'ecdsnapd'), ['--config', path.join(folder, 'ecdsnapd.yaml')], {
    stdio: 'ignore',
    env: {...process.env, ALIBABA_CLOUD_ACCESS_KEY_ID: 'testid', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'testsecret'}});
  for (let tries = 0;; ++tries) {
    const status = await ask('GET', '/v1/status').then(answer => JSON.parse(answer.text), () => null);
    if (status?.ready && status.sites[0]?.desktops > 0) break;
    assert.ok(tries < 300, 'the daemon does not get ready');
    await sleep(100);
  }
});

after(async () => {
  const ended = new Promise(resolve => daemon.on('exit', resolve));
  daemon.kill('SIGTERM');
  await ended;
  rmSync(folder, {recursive: true});
});

test('the routes that the server names are those of the document', async () => {
  const answer = await ask('GET', '/v1');
  assert.equal(answer.status, 404);
  const named = [...JSON.parse(answer.text).error.message.matchAll(/(GET|POST) (\/v1\/[^\s,)]+)/g)].map(found => `${found[1]} ${found[2]}`);
  const written = Object.entries(document.paths)
                    .flatMap(([route, methods]) => Object.keys(methods).map(method => `${method.toUpperCase()} ${route}`));
  assert.ok(named.length > 0);
  assert.deepEqual(named.sort(), written.sort());
  for (const route of Object.keys(document.paths)) assert.match(route, /^\/v1\//);
});

test('every parameter of the history is written, and no other is taken', async () => {
  const answer = await ask('GET', '/v1/history?nonsense=1');
  assert.equal(answer.status, 400);
  const allowed = /allowed: ([^)]*)\)/.exec(JSON.parse(answer.text).error.message)[1].split(', ');
  const written = document.paths['/v1/history'].get.parameters.map(parameter => parameter.name);
  assert.deepEqual(allowed.sort(), written.sort());
});

test('each answer is as the document says', async () => {
  await checked('GET', '/v1/status');
  const {slot} = await checked('POST', '/v1/run', {body: {policy: 'nightly'}});
  for (let tries = 0;; ++tries) {
    const seen = await checked('GET', '/v1/slots/{id}', {target: `/v1/slots/${slot}`});
    if (seen.state === 'closed') break;
    assert.ok(tries < 300, `the slot does not close: ${JSON.stringify(seen)}`);
    await sleep(100);
  }
  const {entries} = await checked('GET', '/v1/history', {target: `/v1/history?slot=${slot}&limit=1000`});
  assert.ok(entries.some(entry => entry.task?.outcome === 'done'));
  const until = new Date(Date.now() + 3600e3).toISOString();
  await checked('POST', '/v1/pause', {body: {policy: 'nightly', until, reason: 'a test'}});
  await checked('POST', '/v1/pause', {body: {site: 'main/cn-hangzhou', until, reason: 'a test'}});
  await checked('POST', '/v1/pause', {body: {all: true, until: new Date(Date.now() + 300 * 86400e3).toISOString(), reason: 'a test'}});
  await checked('GET', '/v1/status');
  for (const scope of [{policy: 'nightly'}, {site: 'main/cn-hangzhou'}, {all: true}])
    await checked('POST', '/v1/resume', {body: scope});
  await checked('POST', '/v1/approve', {body: {policy: 'many', up_to: 100}});
  await checked('POST', '/v1/run', {body: {policy: 'many'}});
  await checked('GET', '/v1/status');
  await checked('POST', '/v1/reload', {});
  await checked('POST', '/v1/reload', {body: {force: true}});
});

test('each refusal is as the document says', async () => {
  await checked('GET', '/v1/slots/{id}', {target: '/v1/slots/999999', status: 404});
  await checked('GET', '/v1/slots/{id}', {target: '/v1/slots/x', status: 400});
  await checked('GET', '/v1/history', {target: '/v1/history?limit=0', status: 400});
  for (const route of ['/v1/run', '/v1/pause', '/v1/resume', '/v1/approve', '/v1/reload'])
    await checked('POST', route, {body: {nonsense: 1}, status: 400});
  await checked('POST', '/v1/run', {body: {policy: 'nobody'}, status: 404});
  await checked('POST', '/v1/resume', {body: {policy: 'nightly'}, status: 404});
  await checked('POST', '/v1/approve', {body: {policy: 'nightly'}, status: 400});
  await checked('POST', '/v1/pause', {body: {policy: 'x'.repeat(70_000)}, status: 413});
  // A reload after which nothing is backed up any more is more than the configuration allows.
  const file = path.join(folder, 'policies.d/a.yaml');
  const whole = readFileSync(file, 'utf8');
  writeFileSync(file, whole.replaceAll('name: "*"', 'name: "nothing-*"'));
  const refused = await checked('POST', '/v1/reload', {status: 409});
  assert.equal(refused.error.code, 'reload_limited');
  writeFileSync(file, 'policies: nonsense\n');
  await checked('POST', '/v1/reload', {status: 400});
  writeFileSync(file, whole);
});
