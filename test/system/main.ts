import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepareArtifacts } from './artifacts.ts';
import { missingRequirement } from './requirements.ts';
import { isRoot } from './skip-unless-root.ts';

/**
 * `npm run test:system`; behind it may stand the first letters of the tests that are wanted. Makes what the tests install
 * and boot, then runs them in namespaces of their own: nothing that they mount, connect or start can touch this machine, or
 * outlive them. Without root, only those run that boot nothing.
 */
const HERE: string = fileURLToPath(new URL('.', import.meta.url));
/** The longest come first, so that both workers end at about the same time. */
const LONGEST_TESTS: readonly string[] = [
  'virtual-machine.test.js',
  'testssl.test.js',
  'kill-recovery.test.js',
];
const NAMESPACE_COMMAND: readonly string[] = [
  ...['setpriv', '--pdeathsig', 'KILL'],
  ...['unshare', '--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'],
  ...['sh', '-c', 'ip link set lo up && exec "$0" "$@"'],
];

function testFiles(wanted: readonly string[]): string[] {
  const names = readdirSync(HERE).filter((name) => name.endsWith('.test.js'));
  const chosen = names.filter((name) => wanted.length === 0 || wanted.some((word) => name.startsWith(word)));
  const ordered = [
    ...LONGEST_TESTS.filter((name) => chosen.includes(name)),
    ...chosen.filter((name) => !LONGEST_TESTS.includes(name)),
  ];
  return ordered.map((name) => join(HERE, name));
}

async function main(): Promise<number> {
  const tests = [process.execPath, join(HERE, 'run-in-order.js'), ...testFiles(process.argv.slice(2))];
  if (isRoot) await prepareOrExplain();
  const [program = '', ...args] = isRoot ? [...NAMESPACE_COMMAND, ...tests] : tests;
  return spawnSync(program, args, { stdio: 'inherit' }).status ?? 1;
}

async function prepareOrExplain(): Promise<void> {
  const problem = missingRequirement();
  if (problem) throw new Error(problem);
  await prepareArtifacts();
}

main().then(
  (exitCode) => process.exit(exitCode),
  ({ message }: Error) => {
    process.stderr.write(`test:system: nothing was tested. ${message}\n`);
    process.exit(1);
  },
);
