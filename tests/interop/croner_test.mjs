// `ecdsnap schedule --batch` beside npm croner: random expressions, elsewhere and around clock changes. A difference is
// good only when one of the rules below says why.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import path from 'node:path';
import {test} from 'node:test';
import {Cron} from 'croner';
import {programs} from './emulator.mjs';
import {clockChanges, offset, randomBy, randomSchedule} from './random_schedules.mjs';

const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/Havana', 'America/St_Johns',
               'America/Sao_Paulo', 'Asia/Beirut', 'Europe/Dublin', 'Pacific/Chatham', 'Asia/Amman', 'America/Nuuk',
               'Asia/Pyongyang', 'Pacific/Apia', 'Antarctica/Troll', 'Asia/Shanghai', 'UTC'];
const [first, last] = [Date.UTC(1995, 0, 1), Date.UTC(2025, 0, 1)];  // of what no new tzdata is likely to change
const [hour, day] = [3_600_000, 86_400_000];

function ours(questions) {
  const lines = questions.map(({ours: expr, zone: timezone, from, count}) =>
    JSON.stringify({expr, timezone, from: new Date(from).toISOString(), count}));
  const told = execFileSync(path.join(programs, 'ecdsnap'), ['schedule', '--batch'],
                            {input: lines.join('\n') + '\n', maxBuffer: 2 ** 26, encoding: 'utf8'});
  return told.trimEnd().split('\n').map((line, index) => {
    const answer = JSON.parse(line);
    assert.ok(answer.next, `${lines[index]}: ${line}`);
    return answer.next.map(text => Date.parse(text));
  });
}

function theirs({theirs: pattern, zone, from, count}) {
  const job = new Cron(pattern, {timezone: zone, mode: '5-part', paused: true, fixedTimeRule: 'no-wildcard'});
  return job.nextRuns(count, new Date(from)).map(run => run.getTime());
}

const isFixed = ({minute, hours}) => !/[*/]/.test(minute + hours);
const everyHour = ({hours}) => hours === '*' || hours === '0-23';

// Where a clock is set forward: the instant right after the gap.
const endsGap = (zone, instant) => offset(zone, instant) > offset(zone, instant - 1000);
// A gap that ends at midnight, or swallows a whole day.
const endsOnAnotherDay = (zone, instant) => endsGap(zone, instant) &&
  Math.floor((instant + offset(zone, instant - 1000)) / day) !== Math.floor((instant + offset(zone, instant)) / day);

// Why one of the two has an instant that the other has not.
const rules = {
  'after a gap that ends on another day than it begins croner makes up for nothing':
    ({zone}, instant, {us}) => us && endsOnAnotherDay(zone, instant),
  'a schedule with * or / in minute or hour is made up for after a gap by us, by croner only a fixed one':
    (question, instant, {us}) => us && !isFixed(question) && !everyHour(question) && endsGap(question.zone, instant),
  'a schedule of every hour has nothing to be made up for; croner does it for a fixed one':
    (question, instant, {us}) => !us && isFixed(question) && everyHour(question) && endsGap(question.zone, instant),
};

function check(questions) {
  const explained = Object.fromEntries(Object.keys(rules).map(rule => [rule, 0]));
  const wrong = [];
  let compared = 0;
  ours(questions).forEach((our, index) => {
    const question = questions[index];
    const their = theirs(question);
    const ended = [our, their].filter(list => list.length === question.count).map(list => list.at(-1));
    const end = Math.min(Infinity, ...ended);
    const all = [...new Set([...our, ...their])].filter(instant => instant <= end).sort((a, b) => a - b);
    compared += all.length;
    for (const instant of all) {
      const [us, them] = [our.includes(instant), their.includes(instant)];
      if (us && them) continue;
      const why = Object.keys(rules).find(rule => rules[rule](question, instant, {us}));
      if (why) ++explained[why];
      else wrong.push(`'${question.ours}' (theirs '${question.theirs}') ${question.zone} after ` +
                      `${new Date(question.from).toISOString()}: ${new Date(instant).toISOString()} only ${us ? 'ours' : 'theirs'}`);
    }
  });
  assert.equal(wrong.length, 0, `${wrong.length} differences that no rule explains:\n${wrong.slice(0, 30).join('\n')}`);
  return {compared, explained};
}

test('300 random schedules anywhere are due when croner says', () => {
  const random = randomBy(20261125);
  const questions = Array.from({length: 300}, () => ({
    ...randomSchedule(random), zone: random.choice(zones), from: 1000 * random.between(first / 1000, last / 1000), count: 12}));
  const {compared} = check(questions);
  assert.ok(compared > 3000, `only ${compared} instants`);
});

test('500 random schedules around clock changes are due when croner says, but for the stated rules', () => {
  const random = randomBy(20261126);
  const changes = zones.flatMap(zone => clockChanges(zone, first, last));
  assert.ok(changes.length > 500, `only ${changes.length} clock changes`);
  const rare = changes.filter(({zone, at}) => endsOnAnotherDay(zone, at));
  assert.ok(rare.length > 1, 'Nuuk and Apia have such gaps');
  const questions = Array.from({length: 500}, () => {
    const {zone, at, before} = random.choice(random.fraction() < 0.1 ? rare : changes);
    const about = new Date(at + before).getUTCHours();  // the hour on the clock that is set
    const ahead = random.choice([hour / 2, 3 * hour, 2 * day]);
    return {...randomSchedule(random, random.choice([about, (about + 1) % 24])), zone, from: at - ahead, count: 25};
  });
  const {compared, explained} = check(questions);
  assert.ok(compared > 10_000, `only ${compared} instants`);
  for (const [rule, times] of Object.entries(explained))
    assert.ok(times > 0, `the rule explains nothing any more: ${rule}`);
});
