// Alibaba's generic client, as its generated SDKs call it, against ecd-emulator.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import openApi from '@alicloud/openapi-client';
import teaUtil from '@alicloud/tea-util';
import {startEmulator} from './emulator.mjs';

const region = 'cn-hangzhou';
const emulator = await startEmulator('--desktops', '230', '--regions', region, '--states', 'Running=90,Stopped=10',
                                     '--data-disks', '100%', '--snapshot-seconds', '1', '--seed', '3');
const withToken = await startEmulator('--desktops', '1', '--access-key', 'STS.id', '--access-key-secret', 'sts-secret',
                                      '--security-token', 'tok/en+with=signs');
const asleep = await startEmulator('--desktops', '3', '--regions', region, '--states', 'Hibernated',
                                   '--transition-seconds', '1');

function clientFor({host}, options = {}) {
  return new openApi.default(new openApi.Config({
    accessKeyId: 'testid', accessKeySecret: 'testsecret', endpoint: host, protocol: 'HTTP', regionId: region, ...options}));
}

async function call(client, action, query) {
  const params = new openApi.Params({
    action, version: '2020-09-30', protocol: 'HTTP', pathname: '/', method: 'POST', authType: 'AK', style: 'RPC',
    reqBodyType: 'formData', bodyType: 'json'});
  const request = new openApi.OpenApiRequest({query: {RegionId: region, ...query}});
  return (await client.callApi(params, request, new teaUtil.RuntimeOptions({}))).body;
}

async function listAll(client, action, list, query) {
  const items = [];
  for (let token; ;) {
    const page = await call(client, action, {...query, MaxResults: '100', ...(token && {NextToken: token})});
    items.push(...page[list]);
    token = page.NextToken;
    if (!token) return items;
    assert.ok(items.length < 10_000, 'paging has an end');
  }
}

const snapshotsOf = (client, desktop) => listAll(client, 'DescribeSnapshots', 'Snapshots', {DesktopId: desktop});

async function followed(client, desktop, snapshotId) {
  for (let looks = 0; looks < 100; ++looks) {
    const snapshot = (await snapshotsOf(client, desktop)).find(each => each.SnapshotId === snapshotId);
    if (snapshot?.Status !== 'PROGRESSING') return snapshot;
    await pause(100);
  }
  return assert.fail('the snapshot stays PROGRESSING');
}

const client = clientFor(emulator);
const desktops = await listAll(client, 'DescribeDesktops', 'Desktops', {});

test('lists every desktop, page by page', () => {
  assert.equal(desktops.length, 230);
  assert.equal(new Set(desktops.map(each => each.DesktopId)).size, 230);
  assert.ok(desktops.every(each => ['Running', 'Stopped'].includes(each.DesktopStatus)));
});

test('lists the regions', async () => {
  const {Regions: regions} = await call(client, 'DescribeRegions', {});
  assert.ok(regions.some(each => each.RegionId === region));
});

test('creates a snapshot and follows it until ACCOMPLISHED', async () => {
  const desktop = desktops[0].DesktopId;
  const description = 'a b+c*~/数据 & "quotes" 100%';
  const {SnapshotId: id} = await call(client, 'CreateSnapshot', {
    DesktopId: desktop, SnapshotName: 'by-their-client', SourceDiskType: 'SYSTEM', Description: description});
  const made = await followed(client, desktop, id);
  assert.equal(made.Status, 'ACCOMPLISHED');
  assert.equal(made.SnapshotName, 'by-their-client');
  assert.equal(made.Description, description);
  assert.equal(made.SourceDiskType.toUpperCase(), 'SYSTEM');
  assert.deepEqual((await snapshotsOf(client, desktop)).map(each => each.SnapshotId), [id]);
});

test('is refused a second snapshot of a disk while one is in progress', async () => {
  const query = {DesktopId: desktops[1].DesktopId, SnapshotName: 'twice', SourceDiskType: 'DATA'};
  await call(client, 'CreateSnapshot', query);
  await assert.rejects(call(client, 'CreateSnapshot', query), error => {
    assert.equal(error.code, 'IncorrectDiskStatus.CreatingSnapshot');
    assert.ok(error.data.RequestId);
    return true;
  });
});

test('signs with the older V2 signature too', async () => {
  const older = clientFor(emulator, {signatureAlgorithm: 'v2'});
  assert.equal((await listAll(older, 'DescribeDesktops', 'Desktops', {})).length, 230);
});

async function inState(client, id, state) {
  for (let looks = 0; looks < 100; ++looks) {
    const [desktop] = (await call(client, 'DescribeDesktops', {'DesktopId.1': id})).Desktops;
    if (desktop.DesktopStatus === state) return desktop;
    await pause(100);
  }
  return assert.fail(`the desktop does not become ${state}`);
}

test('wakes hibernated desktops and puts them back to sleep', async () => {
  const sleeper = clientFor(asleep);
  const ids = (await listAll(sleeper, 'DescribeDesktops', 'Desktops', {})).map(each => each.DesktopId);
  const woken = await call(sleeper, 'WakeupDesktops', {'DesktopId.1': ids[0], 'DesktopId.2': ids[1]});
  assert.deepEqual(Object.keys(woken), ['RequestId']);
  const [first] = ids;
  assert.equal((await inState(sleeper, first, 'Running')).ConnectionStatus, 'Disconnected');
  await assert.rejects(call(sleeper, 'WakeupDesktops', {'DesktopId.1': first, 'DesktopId.2': ids[2]}), {code: 'IncorrectDesktopStatus'});
  assert.deepEqual(Object.keys(await call(sleeper, 'HibernateDesktops', {'DesktopId.1': first})), ['RequestId']);
  await inState(sleeper, first, 'Hibernated');
  await assert.rejects(call(sleeper, 'HibernateDesktops', {'DesktopId.1': first}), {code: 'IncorrectDesktopStatus'});
});

test('is refused with a wrong secret', async () => {
  const wrong = clientFor(emulator, {accessKeySecret: 'testsecreT'});
  await assert.rejects(call(wrong, 'DescribeDesktops', {}), {code: 'SignatureDoesNotMatch'});
});

test('is let in with a security token, and only with the right one', async () => {
  const key = {accessKeyId: 'STS.id', accessKeySecret: 'sts-secret'};
  const listed = await call(clientFor(withToken, {...key, securityToken: 'tok/en+with=signs'}), 'DescribeDesktops', {});
  assert.equal(listed.Desktops.length, 1);
  await assert.rejects(call(clientFor(withToken, {...key, securityToken: 'another'}), 'DescribeDesktops', {}));
});

test('the emulator refused no request for its signature, date or parameters but the two meant to be', async () => {
  const counters = await emulator.admin('counters');
  assert.equal(counters.bad_signatures, 1);
  assert.deepEqual(Object.keys(counters.refusals).sort(), ['IncorrectDiskStatus.CreatingSnapshot', 'SignatureDoesNotMatch']);
});
