// Starts ecd-emulator for one test file and stops it at the end; reads its admin pages.
import {spawn} from 'node:child_process';
import {after} from 'node:test';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
export const programs = process.env.ECDSNAP_BIN ?? path.join(here, '../../build/dev/bin');

// Resolves to {host: '127.0.0.1:PORT', admin(path, body)} once it listens.
export function startEmulator(...options) {
  const child = spawn(path.join(programs, 'ecd-emulator'), ['--listen', '127.0.0.1:0', ...options]);
  after(() => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    let output = '';
    const read = piece => {
      output += piece;
      const listening = output.match(/listening on http:\/\/(127\.0\.0\.1:\d+)\s/);
      if (listening) resolve({host: listening[1], admin: (page, body) => ask(listening[1], page, body)});
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('error', reject);
    child.on('exit', code => reject(new Error(`ecd-emulator ended with ${code}: ${output}`)));
  });
}

async function ask(host, page, body) {
  const answer = await fetch(`http://${host}/_admin/${page}`,
                             body ? {method: 'POST', body: JSON.stringify(body)} : undefined);
  if (!answer.ok) throw new Error(`/_admin/${page}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
