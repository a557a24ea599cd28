import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '@garland/test-kit/programs';

test('the example in docs/safety.md runs as printed, and prints what its comment says', () => {
  const [, program = ''] =
    /^```js\n(.*?)^```$/ms.exec(readFileSync(join(ROOT, 'docs/safety.md'), 'utf8')) ?? [];
  const [, expected] = /console\.log\(.*\); \/\/ (.*)$/m.exec(program) ?? [];
  const printed = execFileSync(process.execPath, ['--input-type=module'], {
    input: program,
    cwd: ROOT,
    encoding: 'utf8',
  });
  assert.equal(printed.trim(), expected);
});
