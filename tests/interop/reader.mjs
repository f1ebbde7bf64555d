// Our reader of the configuration, through `ecdsnap check --json`.
import {execFile} from 'node:child_process';
import {mkdtemp, mkdir, rm, writeFile} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {programs} from './emulator.mjs';

const mainFile = 'accounts: [{name: main, regions: [cn-hangzhou]}]\npolicies: policies.d\nledger: sqlite:ledger.db\n';

const run = (command, options) => new Promise(
  resolve => execFile(
    path.join(programs, 'ecdsnap'), command, {maxBuffer: 1 << 30, ...options},
    (error, stdout, stderr) => resolve({code: error ? error.code : 0, signal: error?.signal, stdout, stderr})));

async function inFolder(main, policies, use) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'ecdsnap-schema-'));
  try {
    await mkdir(path.join(folder, 'policies.d/shared'), {recursive: true});
    await writeFile(path.join(folder, 'ecdsnapd.yaml'), main ?? mainFile);
    for (const [name, text] of Object.entries(policies)) await writeFile(path.join(folder, 'policies.d', name), text);
    return await use(folder);
  } finally {
    await rm(folder, {recursive: true});
  }
}

// Files by name (of the folder of policies) to the reader's problems with each; every file is there. The main file is
// `main`.
export function readerProblems(policies, main) {
  return inFolder(main, policies, async folder => {
    const {code, signal, stdout, stderr} = await run(['check', '--json', '--config', 'ecdsnapd.yaml'], {cwd: folder});
    if (code !== 0 && code !== 2)
      throw new Error(`ecdsnap check ended with ${signal ?? code}: ${stderr.slice(0, 4000)}`);
    const answer = JSON.parse(stdout);
    if (answer.good !== (code === 0) || answer.good !== (answer.problems.length === 0))
      throw new Error('good or not good?');
    const found = new Map(['main', ...Object.keys(policies)].map(name => [name, []]));
    for (const problem of answer.problems)
      found.get(problem.file.replace(/^policies\.d\//, '').replace(/^ecdsnapd\.yaml$/, 'main')).push(problem);
    return found;
  });
}

// A policy as it is in force, defaults and all.
export function shownPolicy(policies, name) {
  return inFolder(
    undefined, policies,
    async folder =>
      JSON.parse((await run(['show', name, '--json', '--config', 'ecdsnapd.yaml'], {cwd: folder})).stdout));
}
