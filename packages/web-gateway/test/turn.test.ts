import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { Turn } from '../src/audit/turn.ts';

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('what comes in one turn of the event loop is handed on together, in its order', async () => {
  const handed: (readonly string[])[] = [];
  const turn = new Turn<string>((gathered) => handed.push(gathered));
  for (const item of ['a', 'b', 'c']) turn.add(item);
  assert.deepEqual(handed, []);
  await nextTurn();
  turn.add('d');
  turn.end();
  turn.end();
  await nextTurn();
  assert.deepEqual(handed, [['a', 'b', 'c'], ['d']]);
});

const OUTPUT = new URL('../src/audit/output.js', import.meta.url).href;

/** What a process does right after its last record. */
const ENDS: Readonly<Record<string, string>> = {
  'ends by itself': '',
  'exits at once': 'process.exit(1);',
  'dies of an exception': 'throw new Error();',
};

for (const [how, end] of Object.entries(ENDS))
  test(`a process that ${how} has written its last record`, () => {
    const { stdout } = spawnSync(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { createOutput } from '${OUTPUT}'; createOutput(process.stdout, true).write('warning', { event: 'last' }); ${end}`,
      ],
      { encoding: 'utf8' },
    );
    assert.equal(stdout, '<4>{"event":"last"}\n');
  });
