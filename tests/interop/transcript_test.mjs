// Plays policy_transcript.txt and compares what comes out, line by line. $ECDSNAP_WRITE=1 writes it anew.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {after, test} from 'node:test';
import {programs} from './emulator.mjs';
import {schemaProblems, source} from './schemas.mjs';

const file = path.join(source, 'tests/interop/policy_transcript.txt');
const folder = mkdtempSync(path.join(os.tmpdir(), 'ecdsnap-transcript-'));
after(() => rmSync(folder, {recursive: true}));
mkdirSync(path.join(folder, 'policies.d'));

let code = 0;  // of the last command, for `echo $?`

function played(command) {
  if (command.startsWith('editor ')) {
    const problems = schemaProblems('policy', readFileSync(path.join(folder, command.slice('editor '.length)), 'utf8'));
    return problems.map(line => `${line}\n`).join('');
  }
  const script = `(exit ${code})\n${command}\n`;
  const ran = spawnSync(
    'bash', ['-c', `exec 2>&1\n${script}`],
    {cwd: folder, encoding: 'utf8', env: {...process.env, PATH: `${programs}:${process.env.PATH}`}});
  code = ran.status;
  return ran.stdout;
}

// The commands with what they print, and the words between them, which stand alone between empty lines.
function replayed(transcript) {
  const lines = transcript.split('\n');
  let out = '', at = 0;
  while (at < lines.length) {
    if (!lines[at].startsWith('$ ')) {
      out += `${lines[at++]}\n`;
      continue;
    }
    const command = [lines[at].slice(2)];
    out += `${lines[at++]}\n`;
    while (lines[at]?.startsWith('> ')) {
      command.push(lines[at].slice(2));
      out += `${lines[at++]}\n`;
    }
    while (at < lines.length && lines[at] !== '' && !lines[at].startsWith('$ '))
      ++at;  // what it printed when this was written
    out += played(command.join('\n'));
  }
  return out.replace(/\n+$/, '\n');
}

test('three mistakes in a policy are mended by their messages alone', () => {
  const transcript = readFileSync(file, 'utf8');
  const now = replayed(transcript);
  if (process.env.ECDSNAP_WRITE === '1')
    writeFileSync(file, now);
  else
    assert.equal(now, transcript, 'with ECDSNAP_WRITE=1 this test writes the transcript anew');
});
