import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createProgram } from '@garland/cli/program';
import { TOKEN_FAULT_TEXTS } from '@garland/cli/tokens/token-fault-texts';
import { ROOT } from '@garland/test-kit/programs';
import { TOKEN_FAULTS } from '@garland/tokens';
import { HTTP_PROBLEMS } from '@garland/web-gateway/http/problem-texts';

const DOCUMENT = readFileSync(join(ROOT, 'docs/tokens.md'), 'utf8');

/** The rows of the tables of reasons: reason, status, meaning, advice. */
const ROWS = [...DOCUMENT.matchAll(/^\| `(\w+)` \| (\d{3}) \| (.+?) \| (.+?) \|$/gm)].map(
  ([, reason = '', status, meaning, advice]) => ({ reason, status: Number(status), meaning, advice }),
);

test('docs/tokens.md has every reason for which a token is refused, in the order in which they are looked for', () => {
  const documented = ROWS.map(({ reason }) => reason).slice(0, TOKEN_FAULTS.length);
  assert.deepEqual(documented, TOKEN_FAULTS);
});

test('it says of each what garland token inspect says, and the status that clients get', () => {
  for (const reason of TOKEN_FAULTS) {
    const { status } = HTTP_PROBLEMS[reason === 'clock_behind' ? reason : 'unauthenticated'];
    assert.deepEqual(
      ROWS.find((row) => row.reason === reason),
      { reason, status, ...TOKEN_FAULT_TEXTS[reason] },
    );
  }
});

test('no reason is listed twice', () => {
  assert.equal(new Set(ROWS.map(({ reason }) => reason)).size, ROWS.length);
});

test('it shows every garland token command but init', () => {
  const commands = createProgram().commands.find((command) => command.name() === 'token')?.commands ?? [];
  const names = commands.map((command) => command.name()).filter((name) => !['init', 'help'].includes(name));
  assert.ok(names.length >= 7);
  assert.deepEqual(
    names.filter((name) => !DOCUMENT.includes(`garland token ${name}`)),
    [],
  );
});
