import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { Batch } from '../src/audit/batch.ts';

test('what comes within the time from the first on is handed on together, in its order', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const handed: (readonly string[])[] = [];
  const batch = new Batch<string>(10, (gathered) => handed.push(gathered));
  batch.add('a');
  t.mock.timers.tick(9);
  batch.add('b');
  assert.deepEqual(handed, []);
  t.mock.timers.tick(1);
  assert.deepEqual(handed, [['a', 'b']]);
  batch.add('c');
  batch.flush();
  batch.add('d');
  t.mock.timers.tick(9);
  assert.deepEqual(handed.slice(1), [['c']]);
  t.mock.timers.tick(1);
  batch.flush();
  assert.deepEqual(handed.slice(1), [['c'], ['d']]);
});

const OUTPUT = new URL('../src/audit/record-writer.js', import.meta.url).href;

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
        `import { createRecordWriter } from '${OUTPUT}'; createRecordWriter(process.stdout, true).write('warning', { event: 'last' }); ${end}`,
      ],
      { encoding: 'utf8' },
    );
    assert.equal(stdout, '<4>{"event":"last"}\n');
  });
