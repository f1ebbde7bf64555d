// The daemon itself takes a role from STS with each kind of key that is asked for over the web, and calls the emulator
// with what it was given: the way from a configuration to a snapshot.
import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {after, test} from 'node:test';
import {programs, startEmulator} from './emulator.mjs';
import {startKeyServers, users} from './key_servers.mjs';

const servers = await startKeyServers();
after(() => servers.close());
const emulator = await startEmulator('--desktops', '2', '--data-disks', '0%', '--snapshot-seconds', '1');

const role = name => `{role_arn: "acs:ram::1:role/${name}", sts_endpoint: "http://${servers.sts}"}`;
const ways = [
  {name: 'a role with the key of the environment', keys: 'environment', roles: role('a'), id: 'STS.a.by.LTAIuser.3600'},
  {name: 'two roles, one after the other', keys: 'environment', roles: `[${role('a')}, ${role('b')}]`,
   id: 'STS.b.by.STS.a.by.LTAIuser.3600.3600'},
  {name: 'a credentials URI', keys: `{uri: "http://${servers.uri}/good"}`, id: 'STS.uri'},
  {name: 'the token of an identity provider', id: 'STS.pod.by.oidc.3600',
   keys: `{oidc: {role_arn: "acs:ram::1:role/pod", provider_arn: "acs:ram::1:oidc-provider/k8s", token_file: jwt, ` +
     `sts_endpoint: "http://${servers.sts}"}}`}
];

// Each with an owner of its own: a new ledger would else look for what the one before has made.
async function runOnce({keys, roles}, owner) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'ecdsnap-roles-'));
  try {
    await mkdir(path.join(folder, 'policies.d'));
    await writeFile(path.join(folder, 'jwt'), 'good-jwt\n');
    await writeFile(path.join(folder, 'ecdsnapd.yaml'), `owner: ${owner}
accounts:
  - name: main
    credentials: ${keys}
${roles ? `    assume_role: ${roles}\n` : ''}    regions: [cn-hangzhou]
    endpoint: http://${emulator.host}
policies: policies.d
ledger: sqlite:ledger.db
control: {socket: control.sock}
metrics: {listen: none}
log: {level: debug}
`);
    await writeFile(path.join(folder, 'policies.d/p.yaml'), `policies:
  - {name: p, select: {name: "*"}, schedule: {cron: "0 2 * * *", timezone: UTC}}
`);
    const env = {PATH: process.env.PATH, HOME: folder, ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAIuser',
                 ALIBABA_CLOUD_ACCESS_KEY_SECRET: users.LTAIuser};
    return await new Promise(resolve => execFile(
      path.join(programs, 'ecdsnapd'), ['--config', path.join(folder, 'ecdsnapd.yaml'), '--once', 'p'],
      {env, timeout: 60e3}, (error, stdout, stderr) => resolve({code: error ? error.code ?? error.signal : 0, output: stdout + stderr})));
  } finally {
    await rm(folder, {recursive: true});
  }
}

for (const [number, way] of ways.entries()) {
  test(way.name, async () => {
    servers.state.given.clear();
    const secret = `secret-of-${way.id}`, token = `token/of+${way.id}==`;
    await emulator.admin('keys', {access_key: way.id, secret, security_token: token, expires_in_seconds: 3600});
    await emulator.admin('record', {on: true});
    const {code, output} = await runOnce(way, `owner-${number}`);
    assert.equal(code, 0, output);
    const {requests} = await emulator.admin('requests');
    assert.ok(requests.length >= 3);
    for (const {headers} of requests)
      assert.equal(headers.find(([name]) => name.toLowerCase() === 'x-acs-accesskey-id')[1], way.id);
    for (const hidden of [secret, token, users.LTAIuser, 'good-jwt', encodeURIComponent(token)])
      assert.ok(!output.includes(hidden), `${hidden} is in the log`);
  });
}
