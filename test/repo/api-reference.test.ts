import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type ApiDescription, readDescription } from '@garland/web-gateway/test/read-openapi';
import { REFERENCE_FOLDER, referenceFiles } from '../api-reference/files.ts';
import { withLinks } from '../api-reference/markdown.ts';

const RENDER_HINT = 'npm run docs:api renders it from packages/web-gateway/openapi.yaml';
const MAX_BYTES = 64 * 1024;

const description = readDescription();
const committedPages: Readonly<Record<string, string>> = Object.fromEntries(
  readdirSync(REFERENCE_FOLDER).map((name) => [name, readFileSync(join(REFERENCE_FOLDER, name), 'utf8')]),
);
const { 'reference.md': markdown = '', 'reference.html': html = '' } = committedPages;

/** What makes a browser fetch or run something. */
function externalLoadsIn(page: string): string[] {
  const loads =
    /<(?:script|link|img|iframe|frame|object|embed|video|audio|source|svg|base|form)\b|\s(?:src|srcset|style|on\w+)=|url\(|@import|http-equiv="refresh"/gi;
  return [...page.matchAll(loads)].map(([match]) => match);
}

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
  test('is what openapi.yaml says today', () => {
    assert.deepEqual(committedPages, referenceFiles(description), RENDER_HINT);
  });

  test('would be another if openapi.yaml said something else', () => {
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

  test('says everything that the description does', () => {
    const page = markdown.replaceAll('\\|', '|');
    const missing = textsIn(description).filter((text) =>
      withLinks(text)
        .split(/\n(?=\n|## )/)
        .some((part) => !page.includes(part.trim())),
    );
    assert.deepEqual(missing, []);
  });

  test('has for each request its example, and each answer with its code', () => {
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

  test('says of a form only what the description does', () => {
    const other = referenceFiles(descriptionWith(',"maxLength":32', ''))['reference.md'] ?? '';
    assert.match(markdown, /It matches `[^`]+`, and has at most 32 characters\./);
    assert.match(other, /It matches `[^`]+`\.\n/);
  });

  test('leads nowhere in vain', () => {
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length);
    const targets = [...html.matchAll(/ href="([^"]+)"/g)].map(([, target = '']) => target);
    assert.ok(targets.length > 100);
    const lost = targets.filter((target) =>
      target.startsWith('#') ? !ids.includes(target.slice(1)) : !existsSync(join(REFERENCE_FOLDER, target)),
    );
    assert.deepEqual(lost, []);
  });
});

describe('the API reference for browsers', () => {
  test('loads and runs nothing, with or without a network', () => {
    assert.deepEqual(externalLoadsIn(html), []);
    assert.match(html, /Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/);
  });

  test('would be seen to load something', () => {
    for (const load of [
      '<script src="https://cdn.example.org/a.js"></script>',
      '<link rel="stylesheet" href="a.css">',
      '<img alt="" src="a.png">',
      '<p onclick="go()">',
      '<style>@import "a.css";</style>',
      '<style>p { background: url(a.png) }</style>',
    ])
      assert.notDeepEqual(externalLoadsIn(html.replace('</main>', `${load}</main>`)), [], load);
  });

  test('has what the description calls itself as its title, whatever that is made of', () => {
    const other = referenceFiles(descriptionWith(description.info.title, 'Trees & </title><b>lights'))[
      'reference.html'
    ];
    assert.match(other ?? '', /<title>Trees &amp; &lt;\/title>&lt;b>lights \d/);
  });

  test('is small', () => {
    assert.ok(Buffer.byteLength(html) < MAX_BYTES);
  });
});
