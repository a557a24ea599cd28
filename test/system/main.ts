import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare } from './prepare.ts';

/**
 * `npm run test:system`, with the names of tests behind it if it need not be all: makes what the tests install and boot, then runs them in
 * namespaces of their own. So nothing they mount, connect or start can touch this machine or outlive them.
 */
const HERE: string = fileURLToPath(new URL('.', import.meta.url));
const NAMESPACES: readonly string[] = [
  ...['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'],
  ...['sh', '-c', 'ip link set lo up && exec "$0" "$@"'],
];

const wanted = process.argv.slice(2);
const files = readdirSync(HERE)
  .filter(
    (name) =>
      name.endsWith('.test.js') && (wanted.length === 0 || wanted.some((word) => name.startsWith(word))),
  )
  .map((name) => join(HERE, name));
const tests = [process.execPath, '--test', '--test-concurrency=2', ...files];

const isRoot = process.getuid?.() === 0;
if (!isRoot && process.env.CI !== undefined) {
  process.stderr.write('The system tests boot a Debian, which only root can: run .ci/run as root.\n');
  process.exit(1);
}
if (isRoot) await prepare();
const [program = '', ...args] = isRoot ? ['unshare', ...NAMESPACES, ...tests] : tests;
const { status } = spawnSync(program, args, { stdio: 'inherit' });
process.exit(status ?? 1);
