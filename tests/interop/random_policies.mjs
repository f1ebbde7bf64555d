// Random policy files: good ones that use every key, by seed. Names hold the file's number, so that many files can
// stand in one folder. A file is a tree of objects, arrays and scalars, which random_damage.mjs changes and yamlText
// writes.

// A scalar that is written as it stands, without quotes.
export class Plain {
  constructor(text) {
    this.text = text;
  }
}

export class Random {
  constructor(seed) {
    this.state = seed >>> 0;
  }
  next() {  // mulberry32: the same numbers everywhere
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
  below(n) {
    return Math.floor(this.next() * n);
  }
  between(least, most) {
    return least + this.below(most - least + 1);
  }
  chance(share) {
    return this.next() < share;
  }
  of(list) {
    return list[this.below(list.length)];
  }
  some(list, least = 1) {
    const left = [...list], chosen = [];
    for (let count = this.between(least, Math.min(list.length, least + 2)); count > 0; --count)
      chosen.push(...left.splice(this.below(left.length), 1));
    return chosen;
  }
}

const zones = [
  'Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'UTC', 'Etc/GMT+8', 'America/Argentina/Buenos_Aires',
  'Australia/Lord_Howe'
];
const crons = {
  cron: [
    '0 2 * * *', '*/15 9-18 * * mon-fri', '0 22 L * *', '30 1 1,15 * *', '0 4 * * sun', '@daily', ' 5  0 * 8 *',
    '0 0 LW * *', '0 12 15W * *', '0 0 * * 5#2', '0 0 * * 5L', '00 02 * JAN-MAR Fri-Sun', '0-10/5 1,2 * * 0-6/2',
    '0 0 L-3 * *', '@hourly'
  ],
  'cron-seconds': ['30 0 2 * * *', '*/20 * * * * *', '@weekly', '0 0 2 * * mon'],
  quartz: [
    '0 0 2 ? * 2-6', '0 0 5,7 ? * 2/2', '0 15 10 L * ?', '0 0 12 1/5 * ? 2026-2030', '0 0 2 ? * MON-FRI *',
    '0 0/30 8-10 ? * 6L', '0 /20 * * * ?'
  ]
};
const oddTexts = [
  'design-*', 'render-0?', 'a b', '\u6570\u636e*', 'x: y', '# no comment', '{team}', "it's", 'say "x"', 'back\\\\slash',
  '-', 'yes', '007'
];
const scalars = random => random.of([
  42, 3.5, true, new Plain('007'), new Plain('1e3'), new Plain('2026-10-01'), random.of(oddTexts), random.of(oddTexts)
]);

// A duration from `least` to `most` seconds, short ones as likely as long ones: as text and in seconds.
function duration(random, least, most) {
  const from = Math.log(Math.max(least, 1));
  const seconds = Math.max(least, Math.floor(Math.exp(from + random.next() * (Math.log(most) - from))));
  if (random.chance(0.3)) return {text: `${seconds}s`, seconds};
  let rest = seconds, text = '';
  for (const [unit, size] of [['w', 604800], ['d', 86400], ['h', 3600], ['m', 60], ['s', 1]]) {
    if (unit === 'w' && random.chance(0.7)) continue;
    if (rest >= size) text += `${Math.floor(rest / size)}${unit}`;
    rest %= size;
  }
  return {text: text || '0s', seconds};
}

const oneOrMore = (random, make) => {
  if (random.chance(0.5)) return make();
  const values = new Map();
  for (let count = random.between(1, 3); count > 0; --count) {
    const value = make();
    values.set(value instanceof Plain ? value.text : String(value), value);
  }
  return [...values.values()];
};

const tagTest = random => random.of([
  () => scalars(random), () => '', () => [].concat(oneOrMore(random, () => scalars(random))),
  () => ({exists: random.chance(0.5)}), () => ({absent: true}), () => ({equals: random.of(['', 'x', 3])}),
  () => ({in: [].concat(oneOrMore(random, () => scalars(random)))})
])();

export function conditions(random, depth = 0) {
  const makers = {
    ids: () => oneOrMore(random, () => `ecd-${random.below(1e9).toString(36)}`),
    name: () => oneOrMore(random, () => scalars(random)),
    name_matches: () => random.of(['^win-[0-9]+$', '(?i)test', '\\bdev\\b', 7]),
    tags: () =>
      Object.fromEntries(random.some(['env', 'team', 'ecdsnap:x', '7', 'a b']).map(tag => [tag, tagTest(random)])),
    account: () => 'main',
    region: () => oneOrMore(random, () => random.of(['cn-hangzhou', 'cn-shanghai'])),
    [random.of(['office_sites', 'office_site'])]: () =>
      oneOrMore(random, () => `cn-hangzhou+dir-${random.below(1000)}`),
    desktop_group: () => 'dg-1',
    pooled: () => random.chance(0.5),
    resource_group: () => oneOrMore(random, () => `rg-${random.below(9)}`),
    os: () => oneOrMore(random, () => random.of(['Windows', 'Linux', 'windows'])),
    charge_type: () => random.of(['PrePaid', ['PostPaid', 'PrePaid'], ['PostPaid']]),
    policy_group: () => 'pg-1',
    end_user: () => oneOrMore(random, () => random.of(['alice', 'bob', 7])),
    data_disk: () => random.chance(0.5),
    protocol: () => 'ASP'
  };
  if (depth < 3) {
    const parts = () => Array.from({length: random.between(1, 3)}, () => conditions(random, depth + 1));
    Object.assign(makers, {all: parts, any: parts, not: () => conditions(random, depth + 1)});
  }
  const chosen = Object.fromEntries(random.some(Object.keys(makers)).map(key => [key, makers[key]()]));
  if (random.chance(0.03)) chosen.tags ??= {};
  return Object.keys(chosen).join() === 'tags' && Object.keys(chosen.tags).length === 0 ? {name: '*'} : chosen;
}

// `cron` or `every`, with what goes with it. Without a dialect of its own it is in `dialect`.
function recurrence(random, dialect) {
  const made = {};
  if (random.chance(0.3)) {
    made.every = random.of(['6h', '12h', '1d', '90m', '10s', '366d', '15000ms', '1h30m']);
    if (random.chance(0.5))
      made.anchor = random.of(['2026-01-01T06:00:00+08:00', '1970-01-01T00:00:00Z', '2026-02-28T23:59:59.25-11:30']);
  } else {
    if (random.chance(0.4)) made.dialect = dialect = random.of(Object.keys(crons));
    made.cron = random.of(crons[dialect]);
  }
  if (random.chance(0.7)) made.timezone = random.of(zones);
  return made;
}

// Keys that every schedule may have beside its recurrence; calendars that exist.
function scheduleRules(random, calendars) {
  const made = {};
  if (random.chance(0.5)) {
    const spread = duration(random, 0, 4 * 3600);
    made.spread = spread.text;
    // Whoever wakes desktops needs ten minutes.
    made.window = duration(random, Math.max(spread.seconds + 1, 600), 7 * 86400).text;
  }
  if (random.chance(0.2)) made.catch_up = random.of(['latest', 'none']);
  if (random.chance(0.2)) made.catch_up_within = duration(random, 1, 366 * 86400).text;
  if (random.chance(0.2)) made.on_enable = random.of(['wait', 'run']);
  if (random.chance(0.2)) made.overlap = random.of(['queue', 'skip', 'replace']);
  const always = calendars.find(name => name.startsWith('always'));
  if (always && random.chance(0.4))
    made.only_on = random.of([always, [always], [{calendar: always, then: random.of(['skip', 'before', 'after'])}]]);
  const sometimes = calendars.filter(name => name !== always);
  if (sometimes.length > 0 && random.chance(0.4)) {
    const uses = random.some(sometimes).map(
      calendar => (random.chance(0.5) ? calendar : {calendar, then: random.of(['skip', 'before', 'after'])}));
    made.except_on = uses.length === 1 && typeof uses[0] === 'string' && random.chance(0.5) ? uses[0] : uses;
  }
  return made;
}

export function schedule(random, calendars, dialect = 'cron') {
  const made = recurrence(random, dialect);
  if (random.chance(0.3))
    made.also = Array.from(
      {length: random.between(1, 2)}, () => recurrence(random, made.dialect ?? dialect));
  return Object.assign(made, scheduleRules(random, calendars));
}

// Keys of a policy, a template or defaults alike.
function settings(random) {
  const made = {};
  if (random.chance(0.3)) made.disks = random.some(['system', 'data']);
  if (random.chance(0.3))
    made.states = random.of([
      {running: false}, {stopped: false}, {running: true, stopped: false}, {hibernated: 'skip'}, {},
      {prefer: 'no_session', prefer_until: '0s'}, {prefer: 'stopped', prefer_until: '30s', running: true},
      {hibernated: 'wake'}, {stopped: false, hibernated: 'wake'}
    ]);
  if (random.chance(0.3))
    made.retry =
      random.of([{first: '1m', most: '30m', attempts: random.between(1, 100)}, {attempts: 3}, {first: '100ms'}, {}]);
  if (random.chance(0.2)) made.priority = random.between(0, 100);
  if (random.chance(0.2))
    made.concurrency = random.of([{per_site: random.between(0, 100_000)}, {per_office_site: 5, per_site: 20}, {}]);
  if (random.chance(0.1) && made.states?.stopped !== false) made.skip_unchanged = duration(random, 0, 365 * 86400).text;
  if (random.chance(0.1)) made.mode = random.chance(0.5) ? 'act' : 'observe';
  if (random.chance(0.15)) {  // more than the longest window and verified_within
    made.objective = {rpo: duration(random, 16 * 86400, 366 * 86400).text};
    if (random.chance(0.3)) made.objective.verified_within = duration(random, 60, 7 * 86400).text;
  }
  if (random.chance(0.1)) made.approve_above = random.of([0, 100, 1000000]);
  if (random.chance(0.3)) made.completion = duration(random, 1, 30 * 86400).text;
  if (random.chance(0.3)) {
    made.snapshot = {};
    if (random.chance(0.7))
      made.snapshot.name = random.of([
        '{policy}-{key}-{disk}', '{desktop_name} {slot:%Y-%m-%d %H:%M %%}', '{{x}}-{account}', 'nightly', 42, '{region}'
      ]);
    if (random.chance(0.7))
      made.snapshot.description =
        random.of(['', 'backup of {desktop_name}', '{office_site}, {slot:%A %d %B}', 'two\nlines', 7, '\u5907\u4efd']);
  }
  return made;
}

function calendar(random, name) {
  const made = {name, timezone: random.of(zones)};
  const days = () =>
    random.of(['2026-10-01', '2026-10-01..2026-10-07 National Day', '2399-12-31', '2026-02-28 x: y', ' 2028-02-29 ']);
  const weekly = () =>
    random.of(['mon-fri 09:00-10:00', 'sat,sun', '22:00-23:00 late', 'sat 00:00-24:00 Saturday', 'fri-mon']);
  if (random.chance(0.6)) made.days = oneOrMore(random, days);
  if (random.chance(0.3) || !made.days) made.weekly = random.chance(0.5) ? weekly() : [weekly()];
  return made;
}

// A whole file that both the reader and the schema take.
export function policyFile(random, number) {
  const file = {};
  const calendars = [];
  if (random.chance(0.3)) {
    file.calendars = Array.from({length: random.between(1, 2)}, (_, i) => calendar(random, `c${number}-${i}`));
    // Where all week is taken away there is no slot left.
    calendars.push(...file.calendars.filter(each => !each.weekly).map(each => each.name));
    if (random.chance(0.4)) {
      file.calendars.push({
        name: `always${number}`,
        timezone: random.of(zones),
        weekly: random.of(['mon-sun', ['fri-wed', 'thu 00:00-24:00']])
      });
      calendars.push(`always${number}`);
    }
  }
  const dialect = random.chance(0.1) ? random.of(Object.keys(crons)) : undefined;
  if (dialect || random.chance(0.2)) {
    file.defaults = settings(random);
    delete file.defaults.states;
    delete file.defaults.skip_unchanged;
    if (dialect)
      file.defaults.schedule = {dialect, timezone: 'Asia/Shanghai'};
    else if (random.chance(0.5))
      file.defaults.schedule = scheduleRules(random, calendars);
    delete file.defaults.schedule?.spread;
    delete file.defaults.retry?.first;
  }
  const template = random.chance(0.3) ? `t${number}` : undefined;
  if (template) {
    file.templates = {[template]: settings(random)};
    delete file.templates[template].states;
    delete file.templates[template].skip_unchanged;
    if (random.chance(0.7)) file.templates[template].schedule = schedule(random, calendars, dialect);
    if (random.chance(0.7)) file.templates[template].select = conditions(random);
    if (random.chance(0.3)) file.templates[`${template}-more`] = {template, completion: '2d'};
  }
  if (random.chance(0.2)) {  // used by nobody
    const spare = {...settings(random), schedule: schedule(random, calendars, dialect), select: conditions(random)};
    if (random.chance(0.3)) spare.schedule = random.of([{}, {dialect: 'quartz'}, {anchor: '2026-01-01T00:00:00Z'}]);
    file.templates = {...file.templates, [`spare${number}`]: spare};
  }
  file.policies = Array.from({length: random.between(1, 3)}, (_, i) => {
    const policy = {name: `p${number}-${i}`, ...settings(random)};
    const base = template && random.chance(0.6) ? file.templates[template] : undefined;
    if (base) policy.template = random.of(Object.keys(file.templates).filter(name => name.startsWith(template)));
    if (!base?.select || random.chance(0.2)) policy.select = conditions(random);
    if (!base?.schedule)
      policy.schedule = schedule(random, calendars, dialect);
    else if (random.chance(0.2))
      policy.schedule = {timezone: random.of(zones)};
    if (policy.objective && !base?.schedule && !policy.schedule.also && random.chance(0.5)) {
      for (const key of ['cron', 'every', 'dialect']) delete policy.schedule[key];  // the objective makes the slots
      if (Object.keys(policy.schedule).length === 0) delete policy.schedule;
    }
    return policy;
  });
  if (random.chance(0.05)) file.include = random.of(['shared/empty.yaml', ['shared/empty.yaml']]);
  return file;
}

const plainText = /^[A-Za-z][A-Za-z0-9 _.\/+-]*$/;
const notText = /^(true|false|null|yes|no|on|off|y|n|~)$/i;

function scalarText(value) {
  if (value instanceof Plain) return value.text;
  if (value === undefined) return '';
  const mayBePlain = typeof value === 'string' && plainText.test(value) && !notText.test(value) && !value.endsWith(' ');
  if (mayBePlain && value.length % 3 > 0) return value;
  return JSON.stringify(value);  // good YAML in quotes
}
// A key stands twice in a mapping when the second one has a zero character at its end.
const keyText = key => scalarText(key.replace(/\0$/, ''));
const isTree = value => typeof value === 'object' && value !== null && !(value instanceof Plain);

function flowText(value) {
  if (!isTree(value)) return scalarText(value === undefined ? null : value);
  if (Array.isArray(value)) return `[${value.map(flowText).join(', ')}]`;
  return `{${Object.entries(value).map(([key, each]) => `${keyText(key)}: ${flowText(each)}`).join(', ')}}`;
}

// Blocks near the root, braces below `depth`.
export function yamlText(value, depth = 3, indent = '') {
  const entries = isTree(value) ? Object.entries(value) : [];
  if (depth === 0 || entries.length === 0) return `${flowText(value)}\n`;
  return entries
    .map(([key, each]) => {
      const head = Array.isArray(value) ? `${indent}-` : `${indent}${keyText(key)}:`;
      const nested = isTree(each) && Object.keys(each).length > 0 && depth > 1;
      return nested ? `${head}\n${yamlText(each, depth - 1, `${indent}  `)}` : `${head} ${flowText(each)}\n`;
    })
    .join('');
}
