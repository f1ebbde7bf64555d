// The JSON Schemas of the configuration (schemas/) beside the examples and the reader: both know the same keys and
// values.
import assert from 'node:assert/strict';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {parse} from 'yaml';
import {readerProblems, shownPolicy} from './reader.mjs';
import {disagreement, readerOnlyReason} from './reader_only.mjs';
import {allowedText, fileWith, mappings} from './schema_keys.mjs';
import {schemaProblems, source} from './schemas.mjs';

const text = name => readFileSync(path.join(source, name), 'utf8');
const examples =
  readdirSync(path.join(source, 'policies')).filter(name => name.endsWith('.yaml')).map(name => `policies/${name}`);
const invalid = readdirSync(path.join(source, 'policies/invalid')).filter(name => name.endsWith('.yaml'));
const kindOf = name => (name.startsWith('config/') ? 'main' : 'policy');
const where = file => file.join('.');

test('each example is good for the schema that its first line names', () => {
  assert.ok(examples.length >= 8);
  for (const name of ['config/ecdsnapd.yaml', ...examples]) {
    const [, schema] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text(name)) ??
      assert.fail(`${name} does not start with its schema`);
    assert.equal(path.basename(schema), kindOf(name) === 'main' ? 'ecdsnapd.schema.json' : 'policy.schema.json');
    assert.ok(existsSync(path.join(source, path.dirname(name), schema)), `${name}: there is no ${schema}`);
    assert.deepEqual(schemaProblems(kindOf(name), text(name)), [], name);
  }
});

// The others are told by the schema too.
const onlyTheReaderSees = [
  'alias', 'calendar-date', 'calendar-file', 'calendars-leave-no-slot', 'duplicate-name', 'impossible-date',
  'include-of-nothing', 'objective-too-short', 'pattern-as-expression', 'second-document', 'spread-longer-than-default-window',
  'template-circle', 'unknown-calendar', 'unknown-template', 'wake-in-a-short-window', 'wake-without-running', 'window-shorter-than-spread', 'zone-in-wrong-case'
];

test('each invalid example is refused by the schema, or the reason why only the reader sees it is listed', async t => {
  const unseen = [];
  for (const name of invalid) {
    const problems = (await readerProblems({[name]: text(`policies/invalid/${name}`)})).get(name);
    assert.equal(problems.length, 1, name);
    const refused = schemaProblems('policy', text(`policies/invalid/${name}`));
    assert.equal(disagreement(refused, problems), '', `${name}: ${problems[0].text}`);
    if (refused.length > 0) continue;
    unseen.push(path.basename(name, '.yaml'));
    t.diagnostic(`only the reader sees ${name}: ${readerOnlyReason(problems[0]).why}`);
  }
  assert.deepEqual(unseen, onlyTheReaderSees);
});

test('every key has words about it', () => {
  for (const kind of ['main', 'policy']) {
    for (const {path: place, keys} of mappings(kind))
      for (const [name, {schema, written}] of keys)
        assert.ok(
          (written.description ?? schema.description)?.length > 10, `${where(place)}.${name} has no description`);
  }
});

// One file for each probe, since a mistake may hide another one; the template in it has a name of its own.
async function probe(kind, probes) {
  const files =
    Object.fromEntries(probes.map(({file}, i) => [`${i}.yaml`, JSON.stringify(file).replace('"some"', `"some-${i}"`)]));
  if (kind === 'policy')
    return [...await readerProblems(files)].filter(([name]) => name !== 'main').map(([, problems]) => problems);
  const found = [];
  for (const main of Object.values(files)) found.push((await readerProblems({}, main)).get('main'));
  return found;
}

test('the reader and the schemas know the same keys', async () => {
  for (const kind of ['main', 'policy']) {
    const places = mappings(kind);
    assert.ok(places.length >= (kind === 'main' ? 8 : 12), `${places.length} mappings`);
    const found = await probe(kind, places.map(place => ({file: fileWith(place.path, {zzz: 1})})));
    for (const [i, place] of places.entries()) {
      const unknown = found[i].find(({problem, path: key}) => problem === 'unknown key' && /\bzzz$/.test(key));
      assert.ok(unknown, `the reader takes any key in ${where(place.path)}: ${JSON.stringify(found[i])}`);
      assert.deepEqual(unknown.allowed.split(', ').sort(), [...place.keys.keys()].sort(), where(place.path));
    }
  }
});

test('what a policy has to say itself is refused in templates and defaults', async () => {
  const notInherited = {templates: ['name'], defaults: ['name', 'template', 'select']};
  for (const [place, names] of Object.entries(notInherited)) {
    for (const name of names) {
      const file = {[place]: place === 'templates' ? {some: {[name]: 'x'}} : {[name]: 'x'}};
      const [[problem]] = await probe('policy', [{file}]);
      assert.match(problem.problem, /is not inherited|cannot be a default/);
      assert.notDeepEqual(schemaProblems('policy', JSON.stringify(file)), []);
    }
  }
});

test('the reader and the schemas know the same words and limits', async t => {
  let compared = 0;
  for (const kind of ['main', 'policy']) {
    const keys =
      mappings(kind)
        .flatMap(
          place => [...place.keys].map(([name, key]) => ({path: [...place.path, name], allowed: allowedText(key)})))
        .filter(({path: key, allowed}) => allowed && key.at(-1) !== 'credentials');
    const found = await probe(kind, keys.map(({path: key}) => ({file: fileWith(key, [])})));
    for (const [i, {path: key, allowed}] of keys.entries()) {
      const problem = found[i].find(each => each.path.split('.').at(-1) === key.at(-1));
      assert.equal(problem?.allowed, allowed, `${where(key)}: ${problem?.text}`);
      ++compared;
    }
  }
  t.diagnostic(`${compared} keys`);
  assert.ok(compared > 40);
});

test('the defaults of the policy schema are those of the reader', async () => {
  const policy = (when, more) =>
    ({policies: [{name: 'p', select: {name: '*'}, schedule: {...when, timezone: 'UTC'}, ...more}]});
  const defaults = new Map();
  for (const [when, more] of [[{cron: '0 2 * * *'}], [{every: '6h'}], [{}, {objective: {rpo: '24h'}}]])
    for (const {key, value, from} of (await shownPolicy({'p.yaml': JSON.stringify(policy(when, more))}, 'p')).keys)
      if (from === 'default') defaults.set(where(['policies', 0, ...key]), value);
  const stated =
    mappings('policy')
      .flatMap(
        place => [...place.keys].map(
          ([name, {schema, written}]) => [where([...place.path, name]), written.default ?? schema.default]))
      .filter(([key, value]) => value !== undefined && key.startsWith('policies.') && defaults.has(key));
  assert.ok(stated.length >= 15, `${stated.length} defaults`);
  assert.deepEqual(
    Object.fromEntries(stated),
    Object.fromEntries([...defaults].filter(([key]) => stated.some(([other]) => other === key))));
  assert.deepEqual([...defaults.keys()].filter(key => !stated.some(([other]) => other === key)), []);
});

test('the defaults of the main schema are those of its example, which has each', () => {
  const example = parse(text('config/ecdsnapd.yaml'));
  let compared = 0;
  for (const place of mappings('main')) {
    const there = place.path.reduce((node, step) => node?.[step], example);
    for (const [name, {schema, written}] of place.keys) {
      const value = written.default ?? schema.default;
      if (value === undefined) continue;
      assert.deepEqual(there?.[name], value, `${where(place.path)}.${name}`);
      ++compared;
    }
  }
  assert.ok(compared >= 10, `${compared} defaults`);
});

// Changes of the smallest main file: [what, good].
const mainFiles = [
  [{}, true],
  [{owner: 'a'}, true],
  [{owner: 'Main'}, false],
  [{owner: 'a'.repeat(17)}, false],
  [{owner: 'true'}, false],
  [{accounts: []}, false],
  [{accounts: null}, false],
  [{policies: 'nowhere'}, false],
  [{policies: null}, false],
  [{exclude: {}}, false],
  [{exclude: {name: 'x'}}, true],
  [{exclude: {tags: {}}}, false],
  [{exclude: {any: [{name: 'scratch-*'}, {tags: {backup: 'no'}}]}}, true],
  [{tags: {skip: true}}, true],
  [{tags: {zones: ['Europe/Berlin']}}, true],
  [{tags: {zones: []}}, false],
  [{tags: {zones: ['UTC', 'UTC']}}, false],
  [{tags: {zones: Array(51).fill(0).map((_, i) => `Etc/GMT+${i}`)}}, false],
  [{tags: {skip: 'true'}}, false],
  [{tags: {zone: true}}, false],
  [{reload: {max_lost: 0, max_gained: 1000000}}, true],
  [{reload: {max_lost: '10%', max_gained: 'unlimited'}}, true],
  [{reload: {max_lost: '0%', max_gained: '1000%'}}, true],
  [{reload: {max_lost: 1000001}}, false],
  [{reload: {max_lost: -1}}, false],
  [{reload: {max_lost: '100'}}, false],
  [{reload: {max_lost: '1001%'}}, false],
  [{reload: {max_lost: '010%'}}, false],
  [{reload: {max_lost: '%'}}, false],
  [{reload: {max_lost: 'none'}}, false],
  [{reload: {max_lost: ''}}, false],
  [{reload: {max_lost: [1]}}, false],
  [{reload: {max_lost: true}}, false],
  [{reload: {max_lots: 1}}, false],
  [{ledger: 'sqlite:'}, false],
  [{ledger: 'postgres://x'}, false],
  [{ledger: '/x.db'}, false],
  [{control: {}}, true],
  [{control: null}, false],
  [{control: {socket: ''}}, false],
  [{metrics: {}}, true],
  [{metrics: null}, false],
  [{metrics: {listen: 'none'}}, true],
  [{metrics: {listen: '127.0.0.1:9797', hosts: ['backup.example.com']}}, true],
  [{metrics: {listen: '[::1]:80'}}, true],
  [{metrics: {listen: 'localhost:9797'}}, false],
  [{metrics: {listen: '127.0.0.1'}}, false],
  [{metrics: {listen: '127.0.0.1:0'}}, false],
  [{metrics: {listen: '::1:80'}}, false],
  [{metrics: {listen: 9797}}, false],
  [{metrics: {hosts: []}}, false],
  [{metrics: {hosts: ['Backup']}}, false],
  [{metrics: {hosts: ['backup:80']}}, false],
  [{metrics: {hosts: ['a', 'a']}}, false],
  [{metrics: {tls: {certificate: 'cert.pem'}}}, false],
  [{metrics: {tls: {}}}, false],
  [{metrics: {auth: {user: 'me'}}}, false],
  [{metrics: {auth: {user: 'm:e', password_file: 'none'}}}, false],
  [{metrics: {auth: {user: 'me', password: 'secret'}}}, false],
  [{metrics: {port: 9797}}, false],
  [{history_days: 0}, false],
  [{history_days: 3650}, true],
  [{history_days: 3651}, false],
  [{history_days: '400'}, false],
  [{inventory: {every: '9s'}}, false],
  [{inventory: {every: '1d'}}, true],
  [{inventory: {every: 300}}, false],
  [{grace: '0s'}, true],
  [{grace: '11m'}, false],
  [{grace: '8'}, false],
  [{log: {level: 'warn'}}, false],
  [{log: {format: 'json', level: 'debug'}}, true],
  [{listen: '127.0.0.1:1'}, false],
  [{accounts: {}}, false]
];
const accounts = [
  [{name: 'Main'}, false],
  [{name: undefined}, false],
  [{regions: []}, false],
  [{regions: 'cn-hangzhou'}, false],
  [{regions: ['cn-hangzhou', 'cn-hangzhou']}, false],
  [{regions: ['cn_hangzhou']}, false],
  [{regions: 'all'}, true],
  [{regions: 'ALL'}, false],
  [{regions: {all_from: 'ap-southeast-1'}}, true],
  [{regions: {all_from: 'ap southeast'}}, false],
  [{regions: {}}, false],
  [{regions: {all: true}}, false],
  [{credentials: 'default'}, true],
  [{credentials: 'environment'}, true],
  [{credentials: 'LTAI'}, false],
  [{credentials: {}}, false],
  [{credentials: {profile: 'x'}}, true],
  [{credentials: {profile: 'x', systemd: 'y'}}, false],
  [{credentials: {systemd: 'a/b'}}, false],
  [{credentials: {systemd: '.a'}}, false],
  [{credentials: {file: 'none.json'}}, false],
  [{credentials: {metadata: 'x'}}, true],
  [{credentials: 'metadata'}, true],
  [{credentials: 'oidc'}, true],
  [{credentials: 'sso'}, false],
  [{credentials: {oidc: {}}}, true],
  [{credentials: {oidc: {role_arn: 'acs:ram::1:role/a', provider_arn: 'acs:ram::1:oidc-provider/p', token_file: 't'}}}, true],
  [{credentials: {oidc: {role_arn: 'a'}}}, false],
  [{credentials: {oidc: {external_id: 'a'}}}, false],
  [{credentials: {uri: 'https://keys.example/k?t=1'}}, true],
  [{credentials: {uri: 'ftp://keys.example'}}, false],
  [{credentials: {uri: 'https://'}}, false],
  [{credentials: {process: 'tool "a b"'}}, true],
  [{credentials: {process: ''}}, false],
  [{assume_role: {role_arn: 'acs:ram::1:role/a'}}, true],
  [{assume_role: {role_arn: 'acs:ram::1:role/a', external_id: 'x', policy: '{}', duration: '12h', vpc: true}}, true],
  [{assume_role: [{role_arn: 'acs:ram::1:role/a'}, {role_arn: 'acs:ram::2:role/b', sts_endpoint: 'http://127.0.0.1:1'}]}, true],
  [{assume_role: []}, false],
  [{assume_role: {}}, false],
  [{assume_role: 'acs:ram::1:role/a'}, false],
  [{assume_role: {role_arn: 'acs:ram::1:user/a'}}, false],
  [{assume_role: {role_arn: 'acs:ram::1:role/a', duration: '13h'}}, false],
  [{assume_role: {role_arn: 'acs:ram::1:role/a', duration: '899s'}}, false],
  [{assume_role: {role_arn: 'acs:ram::1:role/a', session_name: 'a b'}}, false],
  [{assume_role: {role_arn: 'acs:ram::1:role/a', policy: 'all'}}, false],
  [{assume_role: {role_arn: 'acs:ram::1:role/a', sts_region: 'CN'}}, false],
  [{assume_role: {role_arn: 'acs:ram::1:role/a', sts_endpoint: 'http://sts.example'}}, false],
  [{assume_role: {role_arn: 'acs:ram::1:role/a', vpc: 'yes'}}, false],
  [{credentials: null}, false],
  [{endpoint: 'https://ecd.example.com'}, true],
  [{endpoint: 'https://ecd.example.com:443'}, true],
  [{endpoint: 'http://ecd.example.com'}, false],
  [{endpoint: 'http://127.0.0.1:18080'}, true],
  [{endpoint: 'http://127.0.0.1.example.com'}, false],
  [{endpoint: 'http://[::1]:1'}, true],
  [{endpoint: 'https://u:p@x'}, false],
  [{endpoint: 'https://x/y'}, false],
  [{endpoint: 'https://x:99999'}, false],
  [{endpoint: 'https://'}, false],
  [{endpoint: 'https://-x'}, false],
  [{endpoint: 'https://ecd-vpc.{region}.aliyuncs.com'}, true],
  [{endpoint: 'https://{region}'}, true],
  [{endpoint: 'https://{regions}'}, false],
  [{endpoint: 'http://{region}:1'}, false],
  [{endpoint: {'cn-hangzhou': 'https://x'}}, true],
  [{endpoint: {'cn-hangzhou': 'http://127.0.0.1:1'}}, true],
  [{endpoint: {'cn-hangzhou': 'https://{region}'}}, false],
  [{endpoint: {'CN': 'https://x'}}, false],
  [{endpoint: {}}, false],
  [{ca_file: 'none.pem'}, false],
  [{ca_path: 'none.d'}, false],
  [{proxy: 'environment'}, true],
  [{proxy: 'none'}, true],
  [{proxy: null}, false],
  [{proxy: ''}, false],
  [{proxy: 'http://proxy.example:3128'}, true],
  [{proxy: 'https://proxy.example'}, true],
  [{proxy: 'proxy.example:3128'}, false],
  [{proxy: 'http://[fd00::1]:3128/'}, true],
  [{proxy: 'http://me:secret@proxy.example:3128'}, false],
  [{proxy: 'socks5://proxy.example:1080'}, false],
  [{proxy: 'http://proxy.example:3128/path'}, false],
  [{proxy: 'http://'}, false],
  [{proxy: 'http://proxy.example:'}, false],
  [{proxy: {}}, false],
  [{proxy: {url: 'http://proxy.example:3128'}}, true],
  [{proxy: {url: 'http://proxy.example:3128', user: 'me'}}, true],
  [{proxy: {url: 'http://proxy.example:3128', user: 'm:e'}}, false],
  [{proxy: {url: 'http://proxy.example:3128', password: 'secret'}}, false],
  [{proxy: {url: 'http://proxy.example:3128', password_file: 'none'}}, false],
  [{proxy: {url: 'https://proxy.example', client_key: 'none.pem'}}, false],
  [{proxy: {url: 'https://proxy.example', ca_file: 'none.pem'}}, false],
  [{limits: {requests_per_second: 10000, in_flight: 1000}}, true],
  [{limits: {requests_per_second: 0}}, false],
  [{limits: {in_flight: 1001}}, false],
  [{limits: {in_flight: 1.5}}, false],
  [{limits: {awake: 10000}}, true],
  [{limits: {awake: 0}}, false],
  [{limits: {share: '80%'}}, true],
  [{limits: {share: '100%'}}, true],
  [{limits: {share: '1%'}}, true],
  [{limits: {share: '0%'}}, false],
  [{limits: {share: '101%'}}, false],
  [{limits: {share: '080%'}}, false],
  [{limits: {share: '%'}}, false],
  [{limits: {share: ''}}, false],
  [{limits: {share: 80}}, false],
  [{limits: {share: '80'}}, false]
];

test('the reader and the schema judge main files alike', async () => {
  const account = {name: 'main', regions: ['cn-hangzhou']};
  const smallest = {accounts: [account], policies: 'policies.d', ledger: 'sqlite:ledger.db'};
  for (const [change, good] of
         [...mainFiles, ...accounts.map(([change, isGood]) => [{accounts: [{...account, ...change}]}, isGood])]) {
    const file = JSON.stringify({...smallest, ...change});
    const problems = (await readerProblems({}, file)).get('main');
    const refused = schemaProblems('main', file);
    assert.equal(problems.length === 0, good, `${file}: ${problems.map(each => each.text)}`);
    assert.equal(disagreement(refused, problems), '', `${file}: ${refused} / ${problems.map(each => each.text)}`);
  }
});
