// The script that a user would write in an afternoon: Alibaba's own client, every desktop listed, CreateSnapshot for each
// with a bounded number under way, each snapshot looked at until it is ACCOMPLISHED. No schedule, no ledger, no names
// that survive a crash: the least that does the work. What ecdsnapd is measured against.
//
//   node snapshot_script.mjs ENDPOINT REGION CONCURRENCY each|pages      the CA of an https endpoint in $SCRIPT_CA_FILE
//
// each:  the snapshots of one desktop are asked for, desktop by desktop
// pages: all snapshots of the region are listed, page by page, over and over: fewer calls than a first version makes
import {createRequire} from 'node:module';
import {readFileSync} from 'node:fs';
import {setTimeout as pause} from 'node:timers/promises';

const require = createRequire(new URL('../../interop/package.json', import.meta.url));
const openApi = require('@alicloud/openapi-client');
const teaUtil = require('@alicloud/tea-util');

const [endpoint, region, concurrency, follow] = process.argv.slice(2);
const url = new URL(endpoint);
const protocol = url.protocol === 'https:' ? 'HTTPS' : 'HTTP';
const ca = process.env.SCRIPT_CA_FILE && readFileSync(process.env.SCRIPT_CA_FILE, 'utf8');
const client = new openApi.default(new openApi.Config({
  accessKeyId: 'testid', accessKeySecret: 'testsecret', endpoint: url.host, protocol, regionId: region, ...(ca && {ca})}));
// Without `keepAlive`: the client then uses one agent that keeps connections alive, with it a new agent for each call.
const runtime = new teaUtil.RuntimeOptions({});

async function call(action, query) {
  const params = new openApi.Params({
    action, version: '2020-09-30', protocol, pathname: '/', method: 'POST', authType: 'AK', style: 'RPC',
    reqBodyType: 'formData', bodyType: 'json'});
  const request = new openApi.OpenApiRequest({query: {RegionId: region, ...query}});
  return (await client.callApi(params, request, runtime)).body;
}

async function listAll(action, list, query) {
  const items = [];
  for (let token; ;) {
    const page = await call(action, {...query, MaxResults: '100', ...(token && {NextToken: token})});
    items.push(...page[list]);
    token = page.NextToken;
    if (!token) return items;
  }
}

async function withWorkers(items, work) {
  let next = 0;
  const worker = async () => {
    while (next < items.length) await work(items[next++]);
  };
  await Promise.all(Array.from({length: Number(concurrency)}, worker));
}

const made = [];
const finished = new Set();
const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');

async function create({DesktopId: desktop}) {
  const {SnapshotId: id} = await call('CreateSnapshot', {
    DesktopId: desktop, SnapshotName: `nightly-${desktop}-${day}-system`, SourceDiskType: 'SYSTEM',
    Description: 'nightly backup'});
  made.push({desktop, id});
}

function note({SnapshotId: id, Status: status}) {
  if (status === 'FAILED') throw new Error(`${id} failed`);
  if (status === 'ACCOMPLISHED') finished.add(id);
}

async function followOne({desktop, id}) {
  while (!finished.has(id)) {
    const {Snapshots: snapshots} = await call('DescribeSnapshots', {DesktopId: desktop, SnapshotId: id, MaxResults: '100'});
    snapshots.forEach(note);
    if (!finished.has(id)) await pause(1000);
  }
}

async function followPages() {
  while (finished.size < made.length) {
    await pause(1000);
    (await listAll('DescribeSnapshots', 'Snapshots', {SnapshotType: 'user'})).forEach(note);
  }
}

const desktops = await listAll('DescribeDesktops', 'Desktops', {});
await withWorkers(desktops, create);
await (follow === 'each' ? withWorkers(made, followOne) : followPages());
console.log(`${made.length} snapshots ACCOMPLISHED`);
