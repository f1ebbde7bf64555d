// Alibaba's own package (npm @alicloud/credentials) and we read the same files and environments and yield the same keys.
// Where we do otherwise on purpose, the row says what each does and why.
import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {chmod, mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {after, test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {programs} from './emulator.mjs';
import {startKeyServers, users} from './key_servers.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
// Cases are played side by side, each in a lane with servers of its own.
const lanes = await Promise.all([1, 2, 3].map(startKeyServers));
after(() => lanes.forEach(servers => servers.close()));

const user = {access_key_id: 'LTAIuser', access_key_secret: users.LTAIuser};
const other = {access_key_id: 'LTAIother', access_key_secret: users.LTAIother};
const arn = name => `acs:ram::1:role/${name}`;
const env = {ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAIother', ALIBABA_CLOUD_ACCESS_KEY_SECRET: users.LTAIother};
const oidc = {ALIBABA_CLOUD_ROLE_ARN: arn('pod'), ALIBABA_CLOUD_OIDC_PROVIDER_ARN: 'acs:ram::1:oidc-provider/k8s',
              ALIBABA_CLOUD_OIDC_TOKEN_FILE: '$HOME/jwt'};
const jwt = {jwt: 'good-jwt'};
const uri = page => ({ALIBABA_CLOUD_CREDENTIALS_URI: `http://$URI/${page}`});
const profiles = (...all) => ({'.aliyun/config.json': JSON.stringify({current: all[0].name, profiles: all})});
const profile = (mode, more) => profiles({name: 'p', mode, ...more});
const ini = text => ({'.alibabacloud/credentials': text});
const userIni = `[default]\ntype = access_key\naccess_key_id = LTAIuser\naccess_key_secret = ${users.LTAIuser}\n`;
const roleIni = `[default]\ntype = ram_role_arn\naccess_key_id = LTAIuser\naccess_key_secret = ${users.LTAIuser}\n` +
  `role_arn = ${arn('ini')}\nrole_session_name = se\n`;
const printer = text => ({'print-key': `#!/bin/sh\n${text}\n`});
const external = {process_command: '$HOME/print-key'};
const chain = (...names) => names.map((name, i) => i === 0 ?
  {name, mode: 'AK', ...user} :
  {name, mode: 'ChainableRamRoleArn', source_profile: names[i - 1], ram_role_arn: arn(name), ram_session_name: 'se'});

// id: of the key that both yield; null: both say why there is none. ours, theirs: where they differ, and why.
const cases = [
  {name: 'the environment', env, id: 'LTAIother'},
  {name: 'with a token', env: {...env, ALIBABA_CLOUD_SECURITY_TOKEN: 'to+k/en=='}, id: 'LTAIother', token: 'to+k/en=='},
  {name: 'before the files', env, files: {...profile('AK', user), ...ini(userIni)}, id: 'LTAIother'},
  {name: 'half an environment is none', env: {ALIBABA_CLOUD_ACCESS_KEY_ID: 'x'}, files: profile('AK', user),
   id: 'LTAIuser'},
  {name: 'an empty variable counts as unset', env: {...env, ALIBABA_CLOUD_ACCESS_KEY_SECRET: ''},
   files: ini(userIni), id: 'LTAIuser'},
  {name: 'an empty token counts as unset', env: {...env, ALIBABA_CLOUD_SECURITY_TOKEN: ''}, id: 'LTAIother', token: ''},
  {name: 'nothing anywhere', id: null},

  {name: 'OIDC', env: oidc, files: jwt, id: 'STS.pod.by.oidc.3600'},
  {name: 'OIDC before the CLI', env: oidc, files: {...jwt, ...profile('AK', user)}, id: 'STS.pod.by.oidc.3600'},
  {name: 'the environment before OIDC', env: {...oidc, ...env}, files: jwt, id: 'LTAIother'},
  {name: 'OIDC with a region', env: {...oidc, ALIBABA_CLOUD_STS_REGION: 'cn-beijing'}, files: jwt,
   id: 'STS.pod.by.oidc.3600', host: 'sts.cn-beijing.aliyuncs.com'},
  {name: 'OIDC in a VPC', files: jwt, id: 'STS.pod.by.oidc.3600', host: 'sts-vpc.cn-beijing.aliyuncs.com',
   env: {...oidc, ALIBABA_CLOUD_STS_REGION: 'cn-beijing', ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED: 'true'}},
  {name: 'an OIDC token that has expired', env: oidc, files: {jwt: 'old-jwt'}, id: null},
  {name: 'OIDC without its token, then the CLI', env: oidc, files: profile('AK', user), id: 'LTAIuser'},
  {name: 'OIDC half set up', env: {...oidc, ALIBABA_CLOUD_ROLE_ARN: ''}, files: {...jwt, ...ini(userIni)},
   id: 'LTAIuser'},

  {name: 'AK', files: profile('AK', user), id: 'LTAIuser'},
  {name: 'StsToken', files: profile('StsToken', {...user, sts_token: 'tok/en=='}), id: 'LTAIuser', token: 'tok/en=='},
  {name: 'StsToken without a token', files: profile('StsToken', user), id: null},
  {name: 'AK without its secret', files: profile('AK', {access_key_id: 'x'}), id: null},
  {name: 'the current profile', files: profiles({name: 'b', mode: 'AK', ...other}, {name: 'a', mode: 'AK', ...user}),
   id: 'LTAIother'},
  {name: 'the profile of the environment', env: {ALIBABA_CLOUD_PROFILE: 'a'},
   files: profiles({name: 'b', mode: 'AK', ...other}, {name: 'a', mode: 'AK', ...user}), id: 'LTAIuser'},
  {name: 'no such profile, then the INI section of that name', env: {ALIBABA_CLOUD_PROFILE: 'x'},
   files: {...profile('AK', user), ...ini(userIni.replace('default', 'x').replace('LTAIuser', 'LTAIini'))}, id: 'LTAIini'},
  {name: 'profiles switched off', env: {ALIBABA_CLOUD_CLI_PROFILE_DISABLED: 'TRUE'}, files: profile('AK', user), id: null},
  {name: 'torn JSON', files: {'.aliyun/config.json': '{"current": "p", "prof'}, id: null},
  {name: 'no profiles', files: {'.aliyun/config.json': '{"current": "p", "profiles": []}'}, id: null},
  {name: 'a mode that nobody knows', files: profile('Telepathy', user), id: null},

  {name: 'RamRoleArn', files: profile('RamRoleArn', {...user, ram_role_arn: arn('a'), ram_session_name: 'se'}),
   id: 'STS.a.by.LTAIuser.3600'},
  {name: 'RamRoleArn for a quarter of an hour', id: 'STS.a.by.LTAIuser.900',
   files: profile('RamRoleArn', {...user, ram_role_arn: arn('a'), expired_seconds: 900})},
  {name: 'RamRoleArn for too short', files: profile('RamRoleArn', {...user, ram_role_arn: arn('a'), expired_seconds: 899}),
   id: null},
  {name: 'RamRoleArn of a region', id: 'STS.a.by.LTAIuser.3600', host: 'sts.cn-shanghai.aliyuncs.com',
   files: profile('RamRoleArn', {...user, ram_role_arn: arn('a'), sts_region: 'cn-shanghai'})},
  {name: 'RamRoleArn in a VPC', id: 'STS.a.by.LTAIuser.3600', host: 'sts-vpc.cn-shanghai.aliyuncs.com',
   files: profile('RamRoleArn', {...user, ram_role_arn: arn('a'), sts_region: 'cn-shanghai', enable_vpc: true})},
  {name: 'RamRoleArn with an endpoint', id: 'STS.a.by.LTAIuser.3600', host: 'sts.eu-central-1.aliyuncs.com',
   files: profile('RamRoleArn', {...user, ram_role_arn: arn('a'), sts_endpoint: 'sts.eu-central-1.aliyuncs.com'})},
  {name: 'RamRoleArn whose role the environment names', env: {ALIBABA_CLOUD_ROLE_ARN: arn('b')},
   files: profile('RamRoleArn', user), id: 'STS.b.by.LTAIuser.3600'},
  {name: 'RamRoleArn without a role', files: profile('RamRoleArn', user), id: null},
  {name: 'a role that may not be taken', files: profile('RamRoleArn', {...user, ram_role_arn: arn('forbidden')}), id: null},
  {name: 'a role with a wrong secret', id: null,
   files: profile('RamRoleArn', {access_key_id: 'LTAIuser', access_key_secret: 'wrong', ram_role_arn: arn('a')})},
  {name: 'ChainableRamRoleArn', files: profiles(...chain('u', 'a').reverse()), id: 'STS.a.by.LTAIuser.3600'},
  {name: 'a chain of two', files: profiles(...chain('u', 'a', 'b').reverse()),
   id: 'STS.b.by.STS.a.by.LTAIuser.3600.3600'},
  {name: 'a chain without its source', files: profiles(chain('u', 'a')[1]), id: null},
  {name: 'EcsRamRole', files: profile('EcsRamRole', {ram_role_name: 'vm'}), metadata: {role: 'vm'}, id: 'STS.vm'},
  {name: 'EcsRamRole without a name', files: profile('EcsRamRole', {}), metadata: {role: 'vm'}, id: 'STS.vm'},
  {name: 'EcsRamRole of another name', files: profile('EcsRamRole', {ram_role_name: 'x'}), metadata: {role: 'vm'},
   env: {ALIBABA_CLOUD_ECS_METADATA_DISABLED: 'true'}, id: null},
  {name: 'a role with the key of the instance', metadata: {role: 'vm'}, id: 'STS.a.by.STS.vm.3600', given: ['STS.vm'],
   files: profiles({name: 'a', mode: 'ChainableRamRoleArn', source_profile: 'vm', ram_role_arn: arn('a')},
                   {name: 'vm', mode: 'EcsRamRole', ram_role_name: 'vm'})},
  {name: 'OIDC of a profile', files: {...jwt, ...profile('OIDC', {
     oidc_token_file: '$HOME/jwt', oidc_provider_arn: 'acs:ram::1:oidc-provider/k8s', ram_role_arn: arn('p'),
     ram_session_name: 'se'})}, id: 'STS.p.by.oidc.3600'},
  {name: 'External', files: {...profile('External', external), ...printer(
     `echo '{"mode":"AK","access_key_id":"LTAIx","access_key_secret":"s"}'`)}, id: 'LTAIx'},
  {name: 'External with arguments in quotes', id: 'a b|c', files: {
     ...profile('External', {process_command: '$HOME/print-key "a b" \'c\''}),
     ...printer(`echo '{"mode":"StsToken","access_key_id":"'"$1|$2"'","access_key_secret":"s","sts_token":"t"}'`)},
   ours: null, why: 'a key with a space in it was pasted wrongly: it cannot travel in a header'},
  {name: 'External of a kind without its token', id: null, files: {...profile('External', external), ...printer(
     `echo '{"mode":"StsToken","access_key_id":"LTAIx","access_key_secret":"s"}'`)}},
  {name: 'External that fails', files: {...profile('External', external), ...printer('exit 3')}, id: null},
  {name: 'External that prints no JSON', files: {...profile('External', external), ...printer('echo LTAIx')}, id: null},
  {name: 'External with a quote without its end', files: profile('External', {process_command: '\'tool'}), id: null},

  {name: 'INI', files: ini(userIni), id: 'LTAIuser'},
  {name: 'INI with comments, quotes and line ends of Windows', id: 'LTAIuser',
   files: ini('# a\r\n[default]\r\n; b\r\ntype=access_key\r\naccess_key_id="LTAIuser"\r\naccess_key_secret=' +
              `${users.LTAIuser}\r\n`)},
  {name: 'INI elsewhere', env: {ALIBABA_CLOUD_CREDENTIALS_FILE: '$HOME/own.ini'}, files: {'own.ini': userIni},
   id: 'LTAIuser'},
  {name: 'INI without the section', files: ini(userIni.replace('default', 'x')), id: null},
  {name: 'INI with a role', files: ini(roleIni), id: 'STS.ini.by.LTAIuser.3600'},
  {name: 'INI with a role and a policy', files: ini(`${roleIni}policy = {}\n`), id: 'STS.ini.by.LTAIuser.3600.less'},
  {name: 'INI with the role of the instance', files: ini('[default]\ntype = ecs_ram_role\nrole_name = vm\n'),
   metadata: {role: 'vm'}, id: 'STS.vm'},
  {name: 'INI of another type', files: ini('[default]\ntype = rsa_key_pair\n'), id: null},
  {name: 'the CLI before INI', files: {...profile('AK', other), ...ini(userIni)}, id: 'LTAIother'},

  {name: 'the instance', metadata: {role: 'vm'}, id: 'STS.vm'},
  {name: 'the instance, whose role the environment names', env: {ALIBABA_CLOUD_ECS_METADATA: 'vm'}, metadata: {role: 'vm'},
   id: 'STS.vm'},
  {name: 'the hardened instance', metadata: {role: 'vm', hardened: true}, id: 'STS.vm'},
  {name: 'the instance without tokens', metadata: {role: 'vm', token: false}, id: 'STS.vm'},
  {name: 'tokens needed and none given', env: {ALIBABA_CLOUD_IMDSV1_DISABLED: 'true'},
   metadata: {role: 'vm', token: false}, id: null},
  {name: 'the instance switched off', env: {ALIBABA_CLOUD_ECS_METADATA_DISABLED: 'true'}, metadata: {role: 'vm'}, id: null},
  {name: 'the instance without a role', metadata: {}, id: null},
  {name: 'the instance with a broken answer', metadata: {role: 'vm', broken: '{"Code":"Failed"}'}, id: null},

  {name: 'a URI', env: uri('good'), id: 'STS.uri'},
  {name: 'the instance before a URI', env: uri('good'), metadata: {role: 'vm'}, id: 'STS.vm'},
  {name: 'a URI without a code', env: uri('plain'), id: 'STS.uri'},
  {name: 'a URI that says no', env: uri('refused'), id: null},
  {name: 'a URI with half a key', env: uri('half'), id: null},
  {name: 'a URI that is a web page', env: uri('html'), id: null},
  {name: 'a URI that is not there', env: uri('nowhere'), id: null},

  {name: 'a mode in lower case', files: profile('ak', user), id: 'LTAIuser', theirs: null,
   why: 'as Alibaba\'s command line compares them, whose file it is'},
  {name: 'the CLI file elsewhere', env: {ALIBABA_CLOUD_CONFIG_FILE: '$HOME/own.json'}, theirs: null,
   files: {'own.json': profile('AK', user)['.aliyun/config.json']}, id: 'LTAIuser', why: 'the command line and the Go library have it'},
  {name: 'CredentialsURI', files: profile('CredentialsURI', {credentials_uri: 'http://$URI/good'}),
   id: 'STS.uri', theirs: null, why: 'a mode of the command line that the package lacks'},
  {name: 'a role for strangers', theirs: null, id: 'STS.stranger.by.LTAIuser.3600', why: 'the package forgets external_id',
   files: profile('RamRoleArn', {...user, ram_role_arn: arn('stranger'), external_id: 'ex'})},
  {name: 'RamRoleArn with a policy', id: 'STS.a.by.LTAIuser.3600.less', theirs: 'STS.a.by.LTAIuser.3600',
   files: profile('RamRoleArn', {...user, ram_role_arn: arn('a'), policy: '{}'}),
   why: 'the package forgets policy, which would give more than was meant'},
  {name: 'a profile without its key beside an environment with half of one', id: null, theirs: 'LTAIuser',
   env: {ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAIuser'}, files: profile('AK', {access_key_secret: users.LTAIuser}),
   why: 'half of a key from here and half from there is nobody\'s key'},
  {name: 'profiles that lead in a circle', id: null, theirs: null,
   files: profiles({name: 'a', mode: 'ChainableRamRoleArn', source_profile: 'b', ram_role_arn: arn('a')},
                   {name: 'b', mode: 'ChainableRamRoleArn', source_profile: 'a', ram_role_arn: arn('b')})},
  {name: 'programs forbidden', env: {ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS: '1'}, id: null, theirs: 'LTAIx',
   files: {...profile('External', external), ...printer(`echo '{"mode":"AK","access_key_id":"LTAIx","access_key_secret":"s"}'`)},
   why: 'the command line has it'},
  {name: 'INI without a type', files: ini(userIni.replace('type = access_key\n', '')), id: 'LTAIuser', theirs: null,
   why: 'a key and a secret say what they are'},
  {name: 'a file that others can read', files: profile('AK', user), mode: 0o644, id: null, theirs: 'LTAIuser',
   why: 'a secret that others can read is refused, with the command that mends it'}
];

const run = (program, parameters, environment) => new Promise(resolve => execFile(
  program, parameters, {env: environment, timeout: 60e3}, (error, stdout, stderr) => {
    try {
      resolve(JSON.parse(stdout));
    } catch {
      resolve({broken: `${error}: ${stdout}${stderr}`});
    }
  }));

const redirects = servers =>
  ['sts.aliyuncs.com', 'sts.cn-beijing.aliyuncs.com', 'sts-vpc.cn-beijing.aliyuncs.com', 'sts.cn-shanghai.aliyuncs.com',
   'sts-vpc.cn-shanghai.aliyuncs.com', 'sts.eu-central-1.aliyuncs.com'].map(host => `https://${host}=${servers.sts}`)
    .concat(`http://100.100.100.200=${servers.metadata}`);

// What one side makes of a case, in a home folder of its own: some write into its files.
async function keyOf(servers, side, {env: variables, files = {}, mode = 0o600, metadata, given = []}) {
  const home = await mkdtemp(path.join(os.tmpdir(), 'ecdsnap-keys-'));
  const place = text => text.replaceAll('$HOME', home).replaceAll('$URI', servers.uri);
  try {
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(home, name);
      await mkdir(path.dirname(file), {recursive: true});
      await writeFile(file, place(text));
      await chmod(file, name === 'print-key' ? 0o700 : mode);
    }
    Object.assign(servers.state, {metadata, hosts: [], given: new Map(given.map(
      id => [id, {AccessKeySecret: `secret-of-${id}`, SecurityToken: `token/of+${id}==`}]))});
    const environment = {PATH: process.env.PATH, HOME: home};
    for (const [name, value] of Object.entries(variables ?? {})) environment[name] = place(value);
    const made = side === 'ours' ?
      await run(path.join(programs, 'key_printer'), redirects(servers), environment) :
      await run(process.execPath, [path.join(here, 'npm_key.cjs'), ...redirects(servers)], environment);
    return {...made, hosts: servers.state.hosts};
  } finally {
    await rm(home, {recursive: true});
  }
}

function check(side, made, wanted, row) {
  const about = `${side}, ${row.name}: ${JSON.stringify(made)}`;
  assert.equal(made.broken, undefined, about);
  assert.equal(made.id ?? null, wanted, about);
  if (wanted === null) assert.ok(made.error.length > 0, about);
  if (wanted !== null && row.token !== undefined) assert.equal(made.token, row.token, about);
  if (wanted !== null && row.host) assert.ok(made.hosts.includes(row.host), about);
  for (const secret of [users.LTAIuser, users.LTAIother, 'good-jwt'])
    if (side === 'ours' && made.error) assert.ok(!made.error.includes(secret), about);
}

test(`${cases.length} environments: the same keys, or none for a reason`, async t => {
  const wrong = [], left = [...cases];
  const play = async servers => {
    for (let row = left.shift(); row; row = left.shift()) {
      try {
        const ours = await keyOf(servers, 'ours', row), theirs = await keyOf(servers, 'theirs', row);
        check('ours', ours, row.ours === undefined ? row.id : row.ours, row);
        check('theirs', theirs, row.theirs === undefined ? row.id : row.theirs, row);
        if (ours.id && ours.id === theirs.id)
          assert.deepEqual([ours.secret, ours.token], [theirs.secret, theirs.token], row.name);
      } catch (problem) {
        wrong.push(problem.message);
      }
    }
  };
  await Promise.all(lanes.map(play));
  for (const {name, why} of cases)
    if (why) t.diagnostic(`on purpose: ${name}: ${why}`);
  const same = cases.filter(({why}) => !why).length;
  assert.deepEqual(wrong, []);
  t.diagnostic(`${same} the same, ${cases.length - same} otherwise on purpose`);
  assert.ok(same >= 30);
});
