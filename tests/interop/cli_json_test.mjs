// What every command of ecdsnap prints with --json, in many situations, beside the schema of it that is shipped (ajv).
import assert from 'node:assert/strict';
import {execFile, execFileSync, spawn} from 'node:child_process';
import {cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {programs, startEmulator} from './emulator.mjs';
import {commandsWithSchema, documents, mappings, validatorOf, walk} from './json_schemas.mjs';

const folder = mkdtempSync(path.join(os.tmpdir(), 'ecdsnap-cli-json-'));
const here = name => path.join(folder, name);
const config = here('ecdsnapd.yaml');
const environment = {
  ...process.env, ALIBABA_CLOUD_ACCESS_KEY_ID: 'testid', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'testsecret'};
const emulator = await startEmulator('--desktops', '8', '--states', 'Running=60,Hibernated=40', '--pooled', '30%',
                                    '--snapshot-seconds', '1');
const webhook = http.createServer((request, answer) => answer.end('{}'));
await new Promise(resolve => webhook.listen(0, '127.0.0.1', resolve));
const seen = new Map();
const outputs = [];  // [command, value] of each call
let daemon;
let desktop;

function ecdsnap(words, input = '') {
  return new Promise(resolve => {
    const options = {env: environment, cwd: folder, maxBuffer: 1 << 28, timeout: 100_000};
    const child = execFile(path.join(programs, 'ecdsnap'), words, options,
                           (error, stdout, stderr) => resolve({status: child.exitCode, stdout, stderr}));
    child.stdin.on('error', () => {});  // most commands read nothing
    child.stdin.end(input);
  });
}

// Runs a command, and holds every line of its output, or all of it, beside the schema.
async function checked(command, words, {exit = 0, at = config, input, lines = false} = {}) {
  const done = await ecdsnap(['--config', at, command, ...words, '--json'], input);
  const call = `ecdsnap ${command} ${words.join(' ')}`;
  assert.ok([exit].flat().includes(done.status), `${call}: ${done.status} ${done.stderr} ${done.stdout.slice(0, 500)}`);
  const fits = validatorOf(command);
  const values = lines ? done.stdout.trim().split('\n').map(line => JSON.parse(line)) : [JSON.parse(done.stdout)];
  for (const value of values) {
    assert.ok(fits(value), `${call}: ${JSON.stringify(fits.errors?.slice(0, 5))}\n${JSON.stringify(value).slice(0, 3000)}`);
    outputs.push([command, value]);
    walk(command, value, seen, () => {});
  }
  return values[0];
}

// The configuration with another piece in the place of one.
function variant(name, replaced, by) {
  const target = here(name);
  cpSync(here('policies.d'), path.join(target, 'policies.d'), {recursive: true});
  const file = path.join(target, 'ecdsnapd.yaml');
  const changed = readFileSync(config, 'utf8').replace(replaced, by);
  writeFileSync(file, changed.replace('control.sock', here('control.sock')));
  return {folder: target, file};
}

before(async () => {
  mkdirSync(here('policies.d'));
  writeFileSync(config, `accounts:
  - {name: main, credentials: environment, regions: [cn-hangzhou], endpoint: "http://${emulator.host}"}
policies: policies.d
ledger: sqlite:ledger.db
control: {socket: control.sock}
metrics: {listen: none}
tags: {policy: true}
notifications:
  - {name: works, type: webhook, url: "http://127.0.0.1:${webhook.address().port}"}
  - {name: fails, type: webhook, url: "http://127.0.0.1:1"}
`);
  writeFileSync(here('policies.d/a.yaml'), `calendars:
  - {name: holidays, timezone: UTC, days: ["2027-01-01..2027-12-31"]}
templates:
  careful: {retry: {attempts: 3}}
policies:
  - name: nightly
    template: careful
    select: {name: "*"}
    schedule: {cron: "30 2 * * *", timezone: Europe/Berlin, window: 2h}
    objective: {rpo: 12h}
  - name: waking
    select: {name: "*"}
    schedule: {cron: "30 2 * * *", timezone: Europe/Berlin, window: 3h, except_on: holidays}
    states: {hibernated: wake}
  - name: narrow
    select: {office_site: "nowhere"}
    schedule: {cron: "0 2 1 * *", timezone: UTC}
  - name: many
    select: {name: "*"}
    approve_above: 1
    schedule: {cron: "0 2 1 1 *", timezone: UTC}
`);
  daemon = spawn(path.join(programs, 'ecdsnapd'), ['--config', config], {stdio: 'ignore', env: environment});
  for (let tries = 0;; ++tries) {
    const asked = await ecdsnap(['--config', config, 'status', '--json']);
    const status = asked.stdout ? JSON.parse(asked.stdout) : null;
    if (status?.ready && status.sites[0]?.desktops > 0) break;
    assert.ok(tries < 300 && daemon.exitCode === null, 'the daemon does not get ready');
    await sleep(100);
  }
});

after(async () => {
  webhook.close();
  if (!daemon) return;
  const ended = new Promise(resolve => daemon.on('exit', resolve));
  daemon.kill('SIGTERM');
  await ended;
  rmSync(folder, {recursive: true});
});

test('every command with --json has a schema, and every schema a command', () => {
  const table = JSON.parse(execFileSync(path.join(programs, 'ecdsnap'), ['--option-table'], {encoding: 'utf8'}));
  assert.ok(table.options.some(option => option.names.includes('--json')));
  assert.deepEqual([...commandsWithSchema].sort(), table.commands.map(command => command.name).sort());
});

test('every mapping of the schemas is closed, so that a new key has to be entered', () => {
  for (const name of documents.keys())
    for (const [where, node] of mappings(name)) assert.equal(node.additionalProperties, false, where);
});

test('what the daemon answers', async () => {
  await checked('status', []);
  await checked('run', ['nightly']);
  const {entries} = await checked('run', ['nightly', '--wait'], {exit: [0, 10]});
  desktop = entries.find(entry => entry.task?.outcome === 'done').task.desktop;
  await checked('history', ['--limit', '1000']);
  const {breaks} = await checked('pause', ['nightly', '--until', '3d', '--reason', 'a test']);
  assert.ok(breaks.length > 0);
  await checked('pause', ['--site', 'main/cn-hangzhou', '--until', '1h', '--reason', 'a test']);
  await checked('resume', ['nightly']);
  await checked('resume', ['--site', 'main/cn-hangzhou']);
  await checked('approve', ['many', '--up-to', '100']);
  await checked('approve', ['nightly'], {exit: 2});
  await checked('status', []);
});

test('a reload that is done, limited and refused', async () => {
  const file = here('policies.d/a.yaml');
  const whole = readFileSync(file, 'utf8');
  await checked('reload', []);
  await checked('reload', ['--force']);
  writeFileSync(file, whole.replaceAll('name: "*"', 'name: "nothing-*"'));
  await checked('reload', [], {exit: 1});
  writeFileSync(file, 'policies: nonsense\n');
  await checked('reload', [], {exit: 2});
  writeFileSync(file, whole);
});

test('inventory, check, plan, explain and diff', async () => {
  const inventory = here('desktops.json');
  const {desktops} = await emulator.admin('state');
  await emulator.admin(`desktops/${desktops.find(each => each.id !== desktop).id}`, {management_flag: 'Updating'});
  const {sites} = await checked('inventory', ['--save', inventory]);
  assert.ok(sites[0].desktops.length > 0);
  assert.ok((await checked('check', [])).policy_warnings.length > 0);
  assert.ok((await checked('check', ['--inventory', inventory])).fleet_warnings.length > 0);
  const bad = variant('bad', 'regions: [cn-hangzhou]', 'regions: nonsense');
  assert.ok((await checked('check', [], {at: bad.file, exit: 2})).problems.length > 0);
  const warned = variant('warned', 'name: fails, type: webhook, url: "http://127.0.0.1:1"',
                         'name: fails, type: webhook, url: "https://x.example/token"');
  assert.ok((await checked('check', [], {at: warned.file})).warnings.length > 0);
  await checked('plan', ['--next', '5'], {exit: [0, 10]});
  const plan = await checked('plan', ['--inventory', inventory, '--from', '2026-12-25', '--to', '2027-04-05'], {exit: [0, 10]});
  assert.ok(plan.taken.length > 0 && plan.slots.some(slot => slot.note));
  assert.ok((await checked('plan', ['--inventory', inventory, '--desktop', desktop], {exit: [0, 10]})).tasks.length > 0);
  assert.equal((await checked('explain', [desktop, '--inventory', inventory, '--offline'])).outcomes, null);
  assert.ok((await checked('explain', [desktop])).outcomes.length > 0);
  const other = variant('other', 'tags: {policy: true}', 'history_days: 7');
  const file = path.join(other.folder, 'policies.d/a.yaml');
  const changed = readFileSync(file, 'utf8').replace('name: narrow', 'name: wider').replace('window: 2h', 'window: 1h');
  writeFileSync(file, changed.replace('select: {name: "*"}', `select: {ids: [${desktop}]}\n    snapshot: {name: "x-{desktop_id}-{slot:%Y%m%d}-{key}"}`));
  await checked('diff', [other.folder], {exit: 1});
  const diff = await checked('diff', [other.folder, '--inventory', inventory], {exit: 1});
  const back = await checked('diff', [folder, '--inventory', inventory], {at: other.file, exit: 1});
  assert.ok(diff.policies.some(policy => policy.desktops.lost.length > 0));
  assert.ok(back.policies.some(policy => policy.desktops.gained.length > 0));
  assert.ok(diff.settings.length > 0 && diff.sites.length > 0 && diff.policies.some(policy => policy.names));
});

test('a month that is played, with an outage and a throttle', async () => {
  await checked('simulate', ['--days', '2', '--desktops', '5'], {exit: [0, 10]});
  const bad = await checked('simulate', ['--days', '3', '--desktops', '20', '--outage', 'all@2h+30h', '--limit', '0.001'], {exit: 10});
  assert.ok(bad.not_done.length > 0 && bad.assumed.outages.length > 0);
  const slept = await checked('simulate', ['--days', '2', '--inventory', here('desktops.json')], {exit: [0, 10]});
  assert.ok('WakeupDesktops' in slept.sites[0].calls);
});

test('import, doctor, its probe and ram-policy', async () => {
  const plant = body => emulator.admin('auto-policies', body);
  const ids = (await emulator.admin('state')).desktops.map(each => each.id);
  await plant({name: 'nights', cron: '0 0 2 ? * 2-6', desktops: ids.slice(0, 3), disk_type: 'ALL', retention_days: 3});
  await plant({name: 'never', cron: '0 0 2 ? * 2-6', desktops: []});
  await checked('import', [], {exit: [0, 10]});
  await checked('import', ['--select', 'conditions'], {exit: [0, 10]});
  const written = await checked('import', ['--output', here('imported')], {exit: [0, 10]});
  assert.ok(written.policies[0].file && written.left_out.length > 0);
  const silent = variant('silent', `http://${emulator.host}`, 'http://127.0.0.1:1');
  assert.ok((await checked('import', [], {at: silent.file, exit: [1, 10]})).failed_sites.length > 0);
  await checked('doctor', [], {exit: [0, 1]});
  const running = (await emulator.admin('state')).desktops.find(each => each.id === desktop);
  assert.ok(Object.keys((await checked('doctor', ['--probe', running.id, '--yes'])).answers).length > 3);
  await checked('ram-policy', []);
  const role = variant('role', 'credentials: environment',
                       'credentials: environment, assume_role: {role_arn: "acs:ram::1234567890123456:role/backup"}');
  assert.ok((await checked('ram-policy', [], {at: role.file})).policies[0].assume_role.length > 0);
});

test('show, schedule, events, bundle and notify', async () => {
  await checked('show', []);
  await checked('show', ['nightly']);
  await checked('schedule', ['30 2 * * *', '--timezone', 'Europe/Berlin', '--from', '2026-03-27']);
  await checked('schedule', ['0 0 31 * *']);
  await checked('schedule', ['61 2 * * *'], {exit: 2});
  await checked('schedule', ['--batch'], {lines: true, input: '{"expr": "0 2 * * *"}\n{"expr": "nonsense"}\n'});
  await checked('events', []);
  await checked('events', ['ECDS-1204', '--language', 'zh']);
  await checked('bundle', ['--offline', here('bundle.tar.gz')]);
  const {channels} = await checked('notify', ['--test'], {exit: 1});
  assert.deepEqual(channels.map(each => each.delivered), [true, false]);
});

test('every key of every schema was seen', () => {
  const nodes = [...documents.keys()].flatMap(name => mappings(name));
  const unseen = nodes.flatMap(
    ([where, node]) => Object.keys(node.properties).filter(key => !seen.get(node)?.has(key)).map(key => `${where}: ${key}`));
  assert.deepEqual(unseen, []);
});

test('an output with a key more, a key less or a key of another name does not fit', t => {
  let damaged = 0;
  for (const [command, value] of outputs) {
    const fits = validatorOf(command);
    const places = [];
    walk(command, value, new Map(), (object, node) => places.push([object, node]));
    const once = new Map(places.map(([object, node]) => [node, object]));  // one of each kind is enough
    for (const [node, object] of once) {
      object.zzz = 1;
      assert.equal(fits(value), false, `${command}: a key more in ${Object.keys(object)}`);
      delete object.zzz;
      for (const key of node.required ?? []) {
        const {[key]: kept} = object;
        delete object[key];
        assert.equal(fits(value), false, `${command}: without ${key}`);
        object[key] = kept;
        damaged += 1;
      }
      assert.ok(fits(value), command);
    }
  }
  t.diagnostic(`${damaged} keys taken away`);
});
