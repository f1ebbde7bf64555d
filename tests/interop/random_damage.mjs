// Mistakes in random policy files: what people type, and what they would never type.
import {Plain} from './random_policies.mjs';

const oddValues = [
  null, undefined, true, false, 0, 1, -1, 3, 5, 99, 101, 3.5, 1e30, '', ' ', 'x', 'true', 'null', '3', '5m', '0s',
  '90s', '999d', '4000d', '1s1s', '1m1h', '3 hours', '02:30', '90500ms', '1w', '5', '-5m', [], {}, [null], [[]], {x: 1},
  ['x', 'x'], [1, '1'], ['system', 'data', 'system'], '*', '2026-02-30', '2026-10-01', '2026-10-07..2026-10-01', 'mon-',
  'mon,', 'mon-fri 9:00-18:00', '18:00-18:00', '24:00-01:00', 'mon 24:00-24:00', '2026-01-01T00:00:00Z',
  '2026-02-30T00:00:00Z', '2026-01-01 02:00', 'asia/shanghai', 'Asia/Atlantis', '+08:00', '0 2 * * *', '61 2 * * *',
  '0 24 * * *', '0 0 30 2 *', '* * * *', '0 0 2 ? * 2-6', '0 0 2 1 * 2-6', '@daily', '@reboot', '@Daily',
  '0 2 */40 * *', '5/10 * * * *', 'skip', 'before', 'wake', 'now', 'cron', 'quartz', 'Quartz', 'latest', '{policy}',
  '{slot}', '{slot:%Q}', '{desktop}', '{', '}', '{{policy}}', '{policy', 'a\nb', 'a\tb', 'ecd-', 'ecd-*', 'ecd-1',
  'Nightly', 'a b', '9a', 'a'.repeat(41), 'x'.repeat(1001), '\u6570'.repeat(400), '(', '*-win', 'shared/none.yaml',
  'shared/empty.yaml', 'system', 'data', 'PrePaid', 'prepaid', new Plain('yes'), new Plain('True'), new Plain('TRUE'),
  new Plain('0x5'), new Plain('05'), new Plain('5.0'), new Plain('1e1'), new Plain('+5'), new Plain('.inf'),
  new Plain('~'), new Plain('Null'), new Plain('1_000'), new Plain('2026-10-01'), new Plain('12:30'), new Plain('6h'),
  new Plain('.5'), new Plain('5.'), {calendar: 'nowhere'}, {calendar: 'a', then: 'forward'}, {exists: true},
  {exists: true, absent: true}, {equals: []}, {in: 'x'}, {tags: {}}, {all: []}, {not: {}}, {name: '*'}, [{name: '*'}],
  [{tags: {}}], {cron: '0 2 * * *'}, {every: '6h'}, {dialect: 'quartz'}, {running: false, stopped: false}
];

// Mistakes that only make sense below their key.
const fitting = {
  name: ['p0-0', 'true', 'nightly_1', 'a'.repeat(41)],
  template: ['dayly', 't0', 'Daily'],
  name_matches: ['(', '*-win', 'a{2000}', 'x'.repeat(1001), '\\Qa'],
  days: [
    '2026-02-30', '2026-10-07..2026-10-01', '1969-12-31', '2400-01-01', '2026-10-01..', '2026-1-1',
    ['2026-10-01', '2026-10-01']
  ],
  weekly: [
    'mon-', 'mon,', ',mon', 'mon-fri-sun', 'mon-fri 9:00-18:00', '18:00-18:00', '24:00-01:00', 'sat 00:00-24:01', 'Mon',
    'mon-fri 0900', ' '
  ],
  cron: [
    '0 0 30 2 *', '0 2 * *', '0 0 2 ? * 2-6', '5-1 * * * *', '*/99 * * * *', '0 0 * * 8', '0 0 * * 5#6', '0 0 L-31 * *',
    '@Daily', '0 0 * foo *', '60 * * * *'
  ],
  also: [
    [{timezone: 'UTC'}], [{anchor: '2026-01-01T00:00:00Z'}], [{cron: '0 0 2 ? * 2'}], [{every: '6h', dialect: 'cron'}]
  ],
  schedule: [{}, {anchor: '2026-01-01T00:00:00Z'}, {dialect: 'quartz'}, {cron: '@daily', every: '6h'}, {spread: '1h'}],
  objective: [{}, {verified_within: '1h'}, {rpo: '4h'}, {rpo: '24h'}, '24h'],
  rpo: ['4h', '14m', '367d', '10m'],
  verified_within: ['8d', '30s', '7d'],
  retry: [{first: '1h', most: '1m'}, {first: '50ms'}, {attempts: new Plain('5.0')}],
  states: [
    {running: false, stopped: false}, {running: new Plain('True')}, {running: false, hibernated: 'wake'}, {prefer: 'idle'}, {prefer: 'stopped', stopped: false},
    {prefer: 'no_session', prefer_until: '7d'}, {prefer_until: '8d'}
  ],
  priority: [101, -1, '50', 1.5],
  concurrency: [5, {per_site: -1}, {per_office_site: 100_001}, {per_desktop: 1}],
  skip_unchanged: ['366d', true, 7],
  only_on: [['a', {calendar: 'b', then: 'before'}], {calendar: 'a'}, [], ['a', 'a']],
  except_on: [[{then: 'skip'}], 'nowhere'],
  spread: ['1d', '7h', '25h'],
  window: ['1s', '0s', '8d', new Plain('02:30')],
  every: ['9s', '10500ms', '367d', '0s'],
  timezone: ['asia/shanghai', 'Mars/Olympus', 'UTC+8'],
  anchor: [
    '2026-02-30T00:00:00Z', '1969-01-01T00:00:00Z', '2026-01-01T24:00:00Z', '2026-01-01T00:00:00+24:00', '2026-01-01',
    '2026-01-01T00:60:00Z', '2026-01-01T00:00:60Z', '2026-01-01T00:00:00+08:60', '2026-13-01T00:00:00Z'
  ],
  ids: ['ecd-', 'ecd-*', ['ecd-1', 'ecd-1'], 'desktop-1'],
  include: ['shared/none.yaml', [], ['shared/empty.yaml', 'shared/empty.yaml']],
  file: ['none.ics'],
  disks: [['data', 'data'], 'data', ['Data']],
  description: ['{disk', '{slot:%Q}', 'x'.repeat(1001), '\u6570'.repeat(400)]
};

const knownKeys = [
  'name', 'template', 'select', 'disks', 'mode', 'approve_above', 'states', 'schedule', 'objective', 'rpo', 'verified_within', 'retry', 'completion', 'snapshot', 'running',
  'stopped', 'hibernated', 'prefer', 'prefer_until', 'priority', 'concurrency', 'per_site', 'per_office_site', 'skip_unchanged', 'cron', 'dialect', 'timezone', 'every', 'anchor', 'also', 'only_on', 'except_on',
  'spread', 'window', 'catch_up', 'catch_up_within', 'on_enable', 'overlap', 'first', 'most', 'attempts',
  'description', 'ids', 'name_matches', 'tags', 'account', 'region', 'office_sites', 'office_site', 'desktop_group',
  'pooled', 'resource_group', 'os', 'charge_type', 'policy_group', 'end_user', 'data_disk', 'protocol', 'all', 'any',
  'not', 'equals', 'in', 'exists', 'absent', 'calendar', 'then', 'policies', 'calendars', 'defaults', 'templates',
  'include', 'days', 'weekly', 'file', 'owner', 'accounts', 'exclude', 'zzz', 'Name', '',
];

const isTree = value => typeof value === 'object' && value !== null && !(value instanceof Plain);

// Every place of the tree below the root, as its holder and its key in it.
function places(tree, found = []) {
  for (const key of Object.keys(tree)) {
    found.push({holder: tree, key: Array.isArray(tree) ? Number(key) : key});
    if (isTree(tree[key])) places(tree[key], found);
  }
  return found;
}

function otherText(random, text) {
  const at = random.below(text.length + 1);
  const other = random.of([...'abzAZ019 -*/:.,{}%#?LWs\u6570']);
  return random.of([
    () => text.slice(0, at) + text.slice(at + 1), () => text.slice(0, at) + other + text.slice(at), () => text + other,
    () => text.slice(0, at) + other + text.slice(at + 1), () => text.toUpperCase(), () => `${text} `
  ])();
}

function put({holder, key}, value) {
  holder[key] = value;
}

function take({holder, key}) {
  if (Array.isArray(holder))
    holder.splice(key, 1);
  else
    delete holder[key];
}

function rename({holder, key}, name) {
  const entries = Object.entries(holder).map(([each, value]) => [each === key ? name : each, value]);
  for (const each of Object.keys(holder)) delete holder[each];
  for (const [each, value] of entries)
    if (!(each in holder)) holder[each] = value;
}

// Each changes the tree in or around `place`.
const mistakes = {
  value: (random, place) => put(place, copied(random.of(oddValues))),
  text(random, place) {
    const value = place.holder[place.key];
    if (typeof value === 'string')
      put(place, otherText(random, value));
    else if (typeof value === 'number')
      put(place, random.of([-value, value * 100, value + 0.5, String(value)]));
    else
      mistakes.value(random, place);
  },
  fitting(random, place, tree) {
    const fit = places(tree).filter(({key}) => key in fitting);
    const chosen = random.of(fit);
    put(chosen, copied(random.of(fitting[chosen.key])));
  },
  circle(random, place, tree) {
    const names = isTree(tree.templates) ? Object.keys(tree.templates) : [];
    if (names.length === 0 || !isTree(tree.templates[names[0]])) return mistakes.fitting(random, place, tree);
    tree.templates[names[0]].template = names.at(-1);
  },
  uneven(random, place, tree) {
    const names = Array.isArray(tree.calendars) ? tree.calendars.map(each => each?.name) : [];
    const held = places(tree).filter(({key, holder}) => key === 'schedule' && isTree(holder[key]));
    if (names.length < 2 || held.length === 0) return mistakes.fitting(random, place, tree);
    const {holder, key} = random.of(held);
    holder[key].only_on = [names[0], {calendar: names[1], then: 'before'}];
  },
  without: (random, place) => take(place),
  key(random, place) {
    if (Array.isArray(place.holder)) return mistakes.value(random, place);
    return rename(place, random.chance(0.5) ? otherText(random, place.key) : random.of(knownKeys));
  },
  added(random, {holder}) {
    const value = copied(random.of(oddValues));
    if (Array.isArray(holder))
      holder.splice(random.below(holder.length + 1), 0, value);
    else
      holder[random.of(knownKeys)] = value;
  },
  twice(random, {holder, key}) {
    if (Array.isArray(holder))
      holder.push(holder[key]);
    else
      holder[`${key}\0`] = holder[key];
  },
  wrapped: (random, place) =>
    put(place, random.of([value => [value], value => ({[random.of(knownKeys)]: value})])(place.holder[place.key])),
  moved(random, place, tree) {  // what is good in one place, in another one
    const other = random.of(places(tree));
    const value = copied(place.holder[place.key]);
    if (Array.isArray(other.holder))
      other.holder.push(value);
    else
      other.holder[random.chance(0.5) ? other.key : random.of(knownKeys)] = value;
  }
};

function copied(value) {
  if (!isTree(value)) return value;
  if (Array.isArray(value)) return value.map(copied);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, copied(each)]));
}

// One mistake somewhere in the tree; its kind.
export function damage(random, tree) {
  const found = places(tree);
  if (!found.some(({key}) => key in fitting)) return 'none';
  const kind = random.of(Object.keys(mistakes));
  mistakes[kind](random, random.of(found), tree);
  return kind;
}

// A few characters of the text itself.
export function damageText(random, text) {
  const at = random.below(text.length);
  const piece = random.of([
    '{', '}', '[', ']', ':', ': ', '- ', '\n', '\t', '"', "'", '&a ', '*a', '!x ', '|', '>', '%', '#', '~', '---\n',
    '? ', '<<: ', ',', '\\', 'null', ' '
  ]);
  return random.of([
    () => text.slice(0, at) + piece + text.slice(at), () => text.slice(0, at) + text.slice(at + 1 + random.below(4))
  ])();
}
