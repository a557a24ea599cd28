import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type ApiDescription, readDescription } from '@garland/web-gateway/test/read-openapi';
import { REFERENCE_FOLDER, referenceFiles } from '../api-reference/files.ts';
import { anchorOf, withLinks } from '../api-reference/markdown.ts';

const RENDER_HINT = 'npm run docs:api renders it from packages/web-gateway/openapi.yaml';

const description = readDescription();
const committedPages: Readonly<Record<string, string>> = Object.fromEntries(
  readdirSync(REFERENCE_FOLDER).map((name) => [name, readFileSync(join(REFERENCE_FOLDER, name), 'utf8')]),
);
const { 'reference.md': markdown = '' } = committedPages;

/** Every text of the description that is written for people. */
function textsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    ['summary', 'description', 'source'].includes(key) && typeof inner === 'string'
      ? [inner]
      : textsIn(inner),
  );
}

function descriptionWith(from: string, to: string): ApiDescription {
  return JSON.parse(JSON.stringify(description).replaceAll(from, to));
}

describe('the API reference', () => {
  test('is up to date with openapi.yaml', () => {
    assert.deepEqual(committedPages, referenceFiles(description), RENDER_HINT);
  });

  test('changes with openapi.yaml', () => {
    for (const [from, to] of [
      ['Show what is playing', 'Show what was playing'],
      ['"429":', '"418":'],
      ['curl -X POST', 'curl -X PUT'],
      ['"maximum":100,', '"maximum":255,'],
    ] as const) {
      const other = referenceFiles(descriptionWith(from, to));
      for (const [name, text] of Object.entries(committedPages))
        assert.notEqual(other[name], text, `${name}: ${from}`);
    }
  });

  test('has every text of openapi.yaml', () => {
    const page = markdown.replaceAll('\\|', '|');
    const missing = textsIn(description).filter((text) =>
      withLinks(text)
        .split(/\n(?=\n|## )/)
        .some((part) => !page.includes(part.trim())),
    );
    assert.deepEqual(missing, []);
  });

  test('has each request with its example and each response with its code', () => {
    for (const [path, methods] of Object.entries(description.paths))
      for (const [method, { responses, 'x-codeSamples': samples }] of Object.entries(methods)) {
        const name = `${method.toUpperCase()} ${path}`;
        const [, section = ''] = markdown.split(`\n### \`${name}\`\n`);
        const [own = ''] = section.split(/^##/m);
        assert.ok(
          samples.every(({ source }) => own.includes(source)),
          name,
        );
        const answers = [...own.matchAll(/^(?:\| (\d{3}) \| \[`\w+`\]|\*\*(\d{3})\*\* )/gm)];
        assert.deepEqual(
          answers.map(([, refused, fine]) => refused ?? fine),
          Object.keys(responses),
          name,
        );
      }
  });

  test('states only the constraints that openapi.yaml states', () => {
    const other = referenceFiles(descriptionWith(',"maxLength":32', ''))['reference.md'] ?? '';
    assert.match(markdown, /It matches `[^`]+`, and has at most 32 characters\./);
    assert.match(other, /It matches `[^`]+`\.\n/);
  });

  test('links only to headings and files that exist', () => {
    const anchors = [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
    assert.equal(new Set(anchors).size, anchors.length);
    const targets = [...markdown.matchAll(/\]\(([#.\w][^)\s]*)\)/g)].map(([, target = '']) => target);
    assert.ok(targets.length > 50);
    const broken = targets.filter((target) =>
      target.startsWith('#')
        ? !anchors.includes(target.slice(1))
        : !existsSync(join(REFERENCE_FOLDER, target)),
    );
    assert.deepEqual(broken, []);
  });
});
