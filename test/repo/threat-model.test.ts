import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ROOT } from '@garland/test-kit/programs';

const DOCUMENT = readFileSync(join(ROOT, 'docs/threat-model.md'), 'utf8');

/** The usual advice for a Pi on the internet. */
const RECOMMENDATIONS: readonly string[] = [
  'Separate it from your network',
  'Require authentication',
  'Use HTTPS',
  'Validate input',
  'Have no shell',
  'Do not run as root',
  'Use a sandbox',
  'Keep it small and up to date',
];

const testsIn = (text: string): string[] =>
  [...text.matchAll(/`(\S+\.test\.ts)`/g)].map(([, path = '']) => path);

function sectionUnder(heading: string): string {
  const [, rest = ''] = DOCUMENT.split(`### ${heading}\n`);
  return rest.split(/^##/m)[0] ?? '';
}

describe('the threat model', () => {
  test('names tests that exist', () => {
    const paths = testsIn(DOCUMENT);
    assert.ok(paths.length >= RECOMMENDATIONS.length);
    assert.deepEqual(
      paths.filter((path) => !existsSync(join(ROOT, path))),
      [],
    );
  });

  for (const heading of RECOMMENDATIONS) {
    test(`says what is done about "${heading}", and names a test of it`, () => {
      const section = sectionUnder(heading);
      assert.match(section, /\*\*Garland\*\*: /);
      assert.notDeepEqual(testsIn(section), []);
    });
  }
});
