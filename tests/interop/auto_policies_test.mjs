// Alibaba's generic client, as its generated SDKs call it, against the automatic snapshot policies of ecd-emulator; and
// `ecdsnap import` of what that client has made.
import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {mkdtemp, mkdir, rm, writeFile} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {after, test} from 'node:test';
import {promisify} from 'node:util';
import openApi from '@alicloud/openapi-client';
import teaUtil from '@alicloud/tea-util';
import yaml from 'yaml';
import {programs, startEmulator} from './emulator.mjs';

const region = 'cn-hangzhou';
const emulator = await startEmulator('--desktops', '60', '--regions', region, '--states', 'Running', '--seed', '5');
const client = new openApi.default(new openApi.Config({
  accessKeyId: 'testid', accessKeySecret: 'testsecret', endpoint: emulator.host, protocol: 'HTTP', regionId: region}));

async function call(action, query = {}) {
  const params = new openApi.Params({
    action, version: '2020-09-30', protocol: 'HTTP', pathname: '/', method: 'POST', authType: 'AK', style: 'RPC',
    reqBodyType: 'formData', bodyType: 'json'});
  const request = new openApi.OpenApiRequest({query: {RegionId: region, ...query}});
  return (await client.callApi(params, request, new teaUtil.RuntimeOptions({}))).body;
}

// As the SDKs flatten a list: DesktopId.1, DesktopId.2, ...
const desktopIds = ids => Object.fromEntries(ids.map((id, at) => [`DesktopId.${at + 1}`, id]));

const {Desktops: desktops} = await call('DescribeDesktops', {MaxResults: '100', FilterDesktopGroup: 'false'});
const ids = desktops.map(each => each.DesktopId).sort();
const policies = {};

test('creates policies and lists them with the documented fields', async () => {
  for (const [name, cron, days, disk] of [['研发:nightly', '0 0 2 ? * 1-7', '7', 'SYSTEM'], ['Twice_A_Day', '0 0 5,7 ? * 2/2', '30', 'ALL']]) {
    const {PolicyId: id} = await call('CreateAutoSnapshotPolicy', {PolicyName: name, CronExpression: cron, RetentionDays: days, DiskType: disk});
    assert.match(id, /^sp-/);
    policies[name] = id;
  }
  const {AutoSnapshotPolicies: listed} = await call('DescribeAutoSnapshotPolicy', {MaxResults: '50'});
  assert.deepEqual(listed.map(each => each.PolicyName), ['研发:nightly', 'Twice_A_Day']);
  const {CreationTime: created, ...rest} = listed[1];
  assert.match(created, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  assert.deepEqual(rest, {PolicyId: policies.Twice_A_Day, PolicyName: 'Twice_A_Day', RegionId: region, CronExpression: '0 0 5,7 ? * 2/2',
                          TimePoints: '["5","7"]', RetentionDays: '30', DesktopNum: 0, DiskType: 'ALL', Status: 'Normal'});
});

test('pages through policies by NextToken', async () => {
  const first = await call('DescribeAutoSnapshotPolicy', {MaxResults: '1'});
  const second = await call('DescribeAutoSnapshotPolicy', {MaxResults: '1', NextToken: first.NextToken});
  assert.equal(first.AutoSnapshotPolicies.length + second.AutoSnapshotPolicies.length, 2);
  assert.equal(second.NextToken, '');
});

test('attaches twenty desktops a call, finds them by their policy, and takes one off', async () => {
  const id = policies['研发:nightly'];
  for (const part of [ids.slice(0, 20), ids.slice(20, 31)]) await call('ApplyAutoSnapshotPolicy', {PolicyId: id, ...desktopIds(part)});
  await assert.rejects(call('ApplyAutoSnapshotPolicy', {PolicyId: id, ...desktopIds(ids.slice(0, 21))}), {code: 'InvalidParameter'});
  await call('CancelAutoSnapshotPolicy', {PolicyId: id, ...desktopIds([ids[30]])});
  await call('ApplyAutoSnapshotPolicy', {PolicyId: policies.Twice_A_Day, ...desktopIds([ids[40]])});
  const {Desktops: attached} = await call('DescribeDesktops', {SnapshotPolicyId: id, MaxResults: '100', FilterDesktopGroup: 'false'});
  assert.deepEqual(attached.map(each => each.DesktopId).sort(), ids.slice(0, 30));
  assert.ok(attached.every(each => each.SnapshotPolicyId === id && each.SnapshotPolicyName === '研发:nightly'));
  const {AutoSnapshotPolicies: [policy]} = await call('DescribeAutoSnapshotPolicy', {PolicyId: id});
  assert.equal(policy.DesktopNum, 30);
});

test('modifies a policy in part', async () => {
  await call('ModifyAutoSnapshotPolicy', {PolicyId: policies.Twice_A_Day, RetentionDays: '90'});
  const {AutoSnapshotPolicies: [policy]} = await call('DescribeAutoSnapshotPolicy', {PolicyName: 'Twice_A_Day'});
  assert.equal(policy.RetentionDays, '90');
  assert.equal(policy.CronExpression, '0 0 5,7 ? * 2/2');
});

test('ecdsnap import takes over what their client has made, and what it says to detach detaches', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'ecdsnap-import-'));
  after(() => rm(folder, {recursive: true}));
  await mkdir(path.join(folder, 'policies.d'));
  const main = path.join(folder, 'ecdsnapd.yaml');
  await writeFile(main, `accounts:\n  - {name: main, credentials: environment, regions: [${region}], endpoint: "http://${emulator.host}"}\n` +
                        'policies: policies.d\n');
  const key = {ALIBABA_CLOUD_ACCESS_KEY_ID: 'testid', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'testsecret'};
  const ecdsnap = (...words) => promisify(execFile)(path.join(programs, 'ecdsnap'), ['--config', main, ...words], {env: {...process.env, ...key}});
  const {stdout} = await ecdsnap('import');
  const imported = yaml.parse(stdout).policies;
  assert.deepEqual(imported.map(each => each.name), ['nightly', 'twice-a-day']);
  assert.deepEqual(imported[0].select.ids, ids.slice(0, 30));
  assert.deepEqual(imported[0].disks, ['system']);
  assert.deepEqual(imported[1].schedule, {dialect: 'quartz', cron: '0 0 5,7 ? * 2/2', timezone: 'Asia/Shanghai'});
  const report = JSON.parse((await ecdsnap('import', '--json')).stdout);
  for (const command of report.policies.flatMap(each => each.detach)) {
    const [program, product, action, ...options] = command.split(' ');
    assert.deepEqual([program, product], ['aliyun', 'ecd']);
    const query = {};
    for (let at = 0; at < options.length; at += 2) query[options[at].slice(2)] = options[at + 1];
    await call(action, query);
  }
  const {AutoSnapshotPolicies: after_} = await call('DescribeAutoSnapshotPolicy');
  assert.deepEqual(after_.map(each => each.DesktopNum), [0, 0]);
});

test('deletes policies', async () => {
  await call('DeleteAutoSnapshotPolicy', {'PolicyId.1': policies['研发:nightly'], 'PolicyId.2': policies.Twice_A_Day});
  assert.deepEqual((await call('DescribeAutoSnapshotPolicy')).AutoSnapshotPolicies, []);
  await assert.rejects(call('DeleteAutoSnapshotPolicy', {'PolicyId.1': policies.Twice_A_Day}), {code: 'InvalidPolicyId.NotFound'});
});

test('the emulator refused no request for its signature, date or parameters but those meant to be', async () => {
  const counters = await emulator.admin('counters');
  assert.equal(counters.bad_signatures, 0);
  assert.deepEqual(counters.refusals, {InvalidParameter: 1, 'InvalidPolicyId.NotFound': 1});
});
