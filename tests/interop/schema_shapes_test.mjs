// Every key of a policy file with values of every shape, one after the other, through the reader and the schema.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {readerProblems} from './reader.mjs';
import {disagreement} from './reader_only.mjs';
import {mappings} from './schema_keys.mjs';
import {schemaProblems} from './schemas.mjs';

const shapes = [
  null, '', 'x', 'true', true, false, 0, 3, 2.5, -1, '3', '6h', '0s', '1500ms', [], {}, [[]], [null], [''], ['x'],
  ['x', 'x'], [1, '1'], [{}], {x: 1}, {x: null}, '*', 'ecd-1', 'mon-fri', '2026-10-01', '0 2 * * *', 'UTC'
];

// A good file with the places that lead to `path`, and the mapping that the path ends in.
function fileFor(path, number) {
  const calendar = {name: `c${number}`, timezone: 'UTC', days: '2026-10-01'};
  const policy = {name: `p${number}`, select: {name: '*'}, schedule: {cron: '0 2 * * *', timezone: 'UTC'}};
  const file = {policies: [policy], calendars: [calendar]};
  const items = {
    also: () => ({every: '6h'}),
    only_on: () => ({calendar: `c${number}`}),
    except_on: () => ({calendar: `c${number}`})
  };
  let holder = file;
  for (const [i, step] of path.entries()) {
    const name = step === 'some' && path[i - 1] === 'templates' ? `t${number}` : step;
    const condition = ['all', 'any'].includes(path[i - 1]) ? {name: 'x'} : {};
    holder[name] ??= path[i + 1] === 0 ? [] : step === 0 ? items[path[i - 1]]?.() ?? condition : {};
    holder = holder[name];
  }
  return {file, holder};
}

function withValue(path, name, value, number) {
  const {file, holder} = fileFor(path, number);
  if (name === 'every' || name === 'anchor') delete holder.cron;
  if (name === 'anchor') holder.every = '6h';
  if (name === 'cron' || name === 'dialect') {
    delete holder.every;
    holder.cron = '0 2 * * *';
  }
  holder[name] = value;
  return JSON.stringify(file);  // JSON is YAML
}

test('every key with values of every shape: the reader and the schema agree', async t => {
  const files = new Map();
  for (const {path, keys} of mappings('policy')) {
    for (const name of keys.keys()) {
      for (const value of shapes)
        files.set(`${files.size}.yaml`, {path, name, text: withValue(path, name, value, files.size)});
    }
  }
  const found = await readerProblems(Object.fromEntries([...files].map(([name, {text}]) => [name, text])));
  const wrong = [];
  let good = 0;
  for (const [name, file] of files) {
    if (!disagreement(schemaProblems('policy', file.text), found.get(name))) {
      good += found.get(name).length === 0 ? 1 : 0;
      continue;
    }
    const alone = (await readerProblems({[name]: file.text})).get(name);
    const refused = schemaProblems('policy', file.text);
    const why = disagreement(refused, alone);
    if (why)
      wrong.push(`${why}: ${file.path.join('.')}.${file.name}\n${file.text}\n${
        alone.map(each => each.text).join('\n')}\n${refused.join('\n')}`);
  }
  t.diagnostic(`${files.size} files, ${good} of them good`);
  assert.equal(wrong.length, 0, `${wrong.length} disagreements, such as\n${wrong.slice(0, 5).join('\n\n')}`);
  assert.ok(good > files.size / 10, `${good} good files`);
});
