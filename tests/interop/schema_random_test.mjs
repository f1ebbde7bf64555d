// Random policy files, good ones and damaged ones, through the reader and through the schema: no crash, no
// disagreement. $ECDSNAP_POLICIES says how many (the long run: 10000), $ECDSNAP_SEED which.
import assert from 'node:assert/strict';
import {performance} from 'node:perf_hooks';
import {test} from 'node:test';
import {damage, damageText} from './random_damage.mjs';
import {Random, policyFile, yamlText} from './random_policies.mjs';
import {readerProblems} from './reader.mjs';
import {disagreement, readerOnly, readerOnlyReason} from './reader_only.mjs';
import {schemaProblems} from './schemas.mjs';

const count = Number(process.env.ECDSNAP_POLICIES ?? 3000);
const seed = Number(process.env.ECDSNAP_SEED ?? 1);
const included = {
  'shared/empty.yaml': 'defaults: {}\n'
};

// YAML that yaml-cpp reads although the standard wants braces and quotes that go on in the next line indented further,
// and a blank before a comment. Only damage to the text itself leads there.
const parsersDiffer = new RegExp(
  '^YAML: (.*must be sufficiently indented|Nested mappings are not allowed in compact mappings|' +
  'Missing closing [\'"]quote|Comments must be separated)');

// empty: they agree.
function difference({text, kinds}, problems) {
  const refused = schemaProblems('policy', text);
  if (kinds.includes('letters') && refused.some(line => parsersDiffer.test(line))) return '';
  if (kinds.length === 0 && refused.length + problems.length > 0) return 'a good file is refused';
  return disagreement(refused, problems);
}

function randomFiles() {
  const random = new Random(seed);
  const files = new Map();
  for (let number = 0; number < count; ++number) {
    const tree = policyFile(random, number);
    const kinds = [];
    for (let mistakes = random.of([0, 1, 1, 1, 1, 2, 2, 3]); mistakes > 0; --mistakes) kinds.push(damage(random, tree));
    let text = yamlText(tree, random.of([1, 2, 3, 4, 5, 9]));
    if (random.chance(0.1)) {
      text = damageText(random, text);
      kinds.push('letters');
    }
    files.set(`f${String(number).padStart(5, '0')}.yaml`, {text, kinds});
  }
  return files;
}

const textsOf = files => Object.fromEntries([...files].map(([name, {text}]) => [name, text]));

const files = randomFiles();
const started = performance.now();
const found = await readerProblems({...textsOf(files), ...included});
const took = Math.round(performance.now() - started);

test(`${count} random policy files: the reader and the schema agree`, async t => {
  const wrong = [];
  const tally = {good: 0, refused: 0};
  for (const [name, file] of files) {
    tally[found.get(name).length === 0 ? 'good' : 'refused'] += 1;
    if (!difference(file, found.get(name))) continue;
    // Looked at alone: what other files say of names may hide what is wrong with this one.
    const alone = (await readerProblems({[name]: file.text, ...included})).get(name);
    const why = difference(file, alone);
    if (why)
      wrong.push(
        `${why} (${name}, seed ${seed}: ${file.kinds.join(', ')})\n${file.text}\nreader: ${
          alone.map(each => each.text).join('\n')}\n` +
        `schema: ${schemaProblems('policy', file.text).join('\n')}`);
  }
  t.diagnostic(`${tally.good} good, ${tally.refused} refused; the reader took ${took} ms for all files together`);
  assert.equal(wrong.length, 0, `${wrong.length} disagreements, such as\n${wrong.slice(0, 3).join('\n\n')}`);
  assert.ok(tally.good > count / 10 && tally.refused > count / 4, `${tally.good} good, ${tally.refused} refused`);
});

test('most kinds of mistakes that only the reader sees are among them', t => {
  const met = new Set([...found.values()].flat().map(readerOnlyReason));
  const missing = readerOnly.filter(each => !met.has(each));
  t.diagnostic(`not met: ${missing.map(each => each.problem.source.slice(0, 40)).join('  ')}`);
  assert.ok(met.size > 20, `${met.size} kinds`);
});
