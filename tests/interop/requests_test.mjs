// The requests of ecdsnapd, recorded by the emulator, against the signature function of Alibaba's own SDK.
import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {mkdtemp, mkdir, rm, writeFile} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {after, test} from 'node:test';
import openApiUtil from '@alicloud/openapi-util';
import tea from '@alicloud/tea-typescript';
import {programs, startEmulator} from './emulator.mjs';

const algorithm = 'ACS3-HMAC-SHA256';
const key = {id: 'STS.interop', secret: 'interop-secret', token: 'tok/en+with=signs'};
const emulator = await startEmulator('--desktops', '3', '--data-disks', '100%', '--snapshot-seconds', '1',
                                     '--access-key', key.id, '--access-key-secret', key.secret,
                                     '--security-token', key.token);
const folder = await mkdtemp(path.join(os.tmpdir(), 'ecdsnap-interop-'));
after(() => rm(folder, {recursive: true}));

async function runOnce() {
  await mkdir(path.join(folder, 'policies.d'));
  await writeFile(path.join(folder, 'ecdsnapd.yaml'), `accounts:
  - name: main
    credentials: environment
    regions: [cn-hangzhou]
    endpoint: http://${emulator.host}
policies: policies.d
ledger: sqlite:ledger.db
control: {socket: control.sock}
metrics: {listen: none}
`);
  await writeFile(path.join(folder, 'policies.d/odd.yaml'), `policies:
  - name: odd
    select: {name: "*"}
    disks: [system, data]
    schedule: {cron: "0 2 * * *", timezone: UTC, window: 2m}
    snapshot: {name: "{policy}-{disk}", description: "a b+c*~/数据 & 100% of {desktop_name}"}
`);
  const env = {PATH: process.env.PATH, HOME: folder, ALIBABA_CLOUD_ACCESS_KEY_ID: key.id,
               ALIBABA_CLOUD_ACCESS_KEY_SECRET: key.secret, ALIBABA_CLOUD_SECURITY_TOKEN: key.token};
  return new Promise(resolve => execFile(
    path.join(programs, 'ecdsnapd'), ['--config', path.join(folder, 'ecdsnapd.yaml'), '--once', 'odd'], {env},
    (error, stdout, stderr) => resolve({code: error?.code ?? 0, output: stdout + stderr})));
}

// What a recorded request was signed with, and what Alibaba's function makes of the same request.
const sent = ({headers}) => headers.find(([name]) => name.toLowerCase() === 'authorization')[1];

function signedByTheirs({method, target, headers, body}) {
  const request = new tea.Request();
  const [pathname, query] = target.split('?');
  request.method = method;
  request.pathname = pathname;
  request.query = Object.fromEntries(query.split('&').map(pair => pair.split('=').map(decodeURIComponent)));
  request.headers = Object.fromEntries(headers.filter(([name]) => name.toLowerCase() !== 'authorization'));
  const payload = openApiUtil.default.hexEncode(openApiUtil.default.hash(Buffer.from(body), algorithm));
  return openApiUtil.default.getAuthorization(request, algorithm, payload, key.id, key.secret);
}

const actionOf = ({headers}) => headers.find(([name]) => name.toLowerCase() === 'x-acs-action')[1];

await emulator.admin('record', {on: true});
const run = await runOnce();
const {requests, dropped} = await emulator.admin('requests');

test('ecdsnapd takes a snapshot of every disk', async () => {
  assert.equal(run.code, 0, run.output);
  assert.equal(dropped, 0);
  assert.equal((await emulator.admin('counters')).bad_signatures, 0);
  const {snapshots} = await emulator.admin('snapshots');
  assert.equal(snapshots.length, 6);
});

test('every kind of call is among the requests', () => {
  const actions = new Set(requests.map(actionOf));
  for (const action of ['DescribeDesktops', 'CreateSnapshot', 'DescribeSnapshots'])
    assert.ok(actions.has(action), `${action} is missing of ${[...actions]}`);
});

test('every request carries the signature that Alibaba\'s own function computes', () => {
  assert.ok(requests.length >= 6);
  for (const request of requests) assert.equal(sent(request), signedByTheirs(request), actionOf(request));
});

test('a request is sent as the query that was signed, byte for byte', () => {
  for (const {target, method, body} of requests) {
    assert.equal(method, 'POST');
    assert.equal(body, '');
    const [pathname, query] = target.split('?');
    assert.equal(pathname, '/');
    const pairs = query.split('&').map(pair => pair.split('=').map(decodeURIComponent));
    const encoded = [...pairs].sort(([a], [b]) => (a < b ? -1 : 1))
      .map(pair => pair.map(text => openApiUtil.default.getEncodeParam(text)).join('=')).join('&');
    assert.equal(query, encoded);
  }
});

// Another byte for the one at `position`, which leaves the text well formed.
const changed = (text, position) =>
  text.slice(0, position) + (text[position] === 'a' ? 'b' : 'a') + text.slice(position + 1);

test('one changed byte anywhere in a query fails', () => {
  for (const request of requests) {
    for (let position = 2; position < request.target.length; ++position) {
      if (/[&=%]/.test(request.target[position]) || /%.?$/.test(request.target.slice(0, position))) continue;
      const other = {...request, target: changed(request.target, position)};
      assert.notEqual(sent(request), signedByTheirs(other), other.target);
    }
  }
});

test('one changed byte anywhere in a signed header fails', () => {
  const isSigned = name => name.startsWith('x-acs-') || name === 'host';
  for (const request of requests) {
    for (const [index, [name, value]] of request.headers.entries()) {
      if (!isSigned(name.toLowerCase())) continue;
      for (let position = 0; position < value.length; ++position) {
        const headers = Object.assign([...request.headers], {[index]: [name, changed(value, position)]});
        assert.notEqual(sent(request), signedByTheirs({...request, headers}), `${name}: ${value}`);
      }
    }
  }
});

test('one byte in the body, or another method, fails', () => {
  for (const request of requests) {
    assert.notEqual(sent(request), signedByTheirs({...request, body: 'a'}));
    assert.notEqual(sent(request), signedByTheirs({...request, method: 'GET'}));
  }
});
