import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { Lines } from '../src/audit/lines.ts';

const MODULE = new URL('../src/audit/lines.js', import.meta.url).href;
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('lines of one turn of the event loop are one write, in their order', async () => {
  const writes: string[] = [];
  const lines = new Lines(
    new Writable({
      decodeStrings: false,
      write: (text: string, _encoding, next) => {
        writes.push(text);
        next();
      },
    }),
  );
  for (const line of ['a', 'b', 'c']) lines.add(line);
  assert.deepEqual(writes, []);
  await nextTurn();
  lines.add('d');
  await nextTurn();
  assert.deepEqual(writes, ['a\nb\nc\n', 'd\n']);
});

test('a reader that is behind is waited for at the end, for a while, and nobody piles up lines for one that never reads', async () => {
  const taken: string[] = [];
  let goOn = (): void => {};
  const lines = new Lines(
    new Writable({
      decodeStrings: false,
      write: (text: string, _encoding, next) => {
        taken.push(text);
        goOn = next;
      },
    }),
  );
  lines.add('a');
  await nextTurn();
  assert.equal(lines.areTooMany, false);
  lines.add('b'.repeat(300_000));
  assert.equal(lines.areTooMany, true);
  const written = lines.written(10_000).then(() => 'written');
  assert.equal(await Promise.race([written, lines.written(50).then(() => 'late')]), 'late');
  for (let i = 0; i < 3; i++) {
    goOn();
    await nextTurn();
  }
  assert.equal(await written, 'written');
  assert.equal(taken.join('').length, 'a\n'.length + 300_001);
});

/** What a process does right after its last record. */
const ENDS: Readonly<Record<string, string>> = {
  'ends by itself': '',
  'exits at once': 'process.exit(1);',
  'dies of an exception': 'throw new Error();',
};

for (const [how, end] of Object.entries(ENDS))
  test(`a process that ${how} has written its last line`, () => {
    const { stdout } = spawnSync(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { Lines } from '${MODULE}'; new Lines(process.stdout).add('last'); ${end}`,
      ],
      { encoding: 'utf8' },
    );
    assert.equal(stdout, 'last\n');
  });
