import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { ConfigError, integer, readConfig, table } from '../src/index.ts';

const SCHEMA = table({ strip: table({ pixels: integer(1, 1000) }) });
const RIGHT = { strip: { pixels: 50 } };

const MISSING = 'does not exist; name another file, or copy the one in deploy/examples';

describe('a configuration file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'garland-toml-'));
  after(() => rmSync(folder, { recursive: true }));

  const file = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };

  const refusal = (path: string): readonly unknown[] => {
    try {
      return [readConfig(path, SCHEMA)];
    } catch (error) {
      assert.ok(error instanceof ConfigError, String(error));
      return error.problems.map(({ code, message }) => `${code}: ${message}`);
    }
  };

  test('is read', () => assert.deepEqual(readConfig(file('right', 'strip.pixels = 50'), SCHEMA), RIGHT));

  test('is read through a link, and with a byte order mark', () => {
    symlinkSync(file('bom', '\uFEFFstrip.pixels = 50'), join(folder, 'link'));
    assert.deepEqual(readConfig(join(folder, 'link'), SCHEMA), RIGHT);
  });

  const REFUSED: Readonly<Record<string, readonly [path: () => string, message: string]>> = {
    'that does not exist': [() => join(folder, 'none'), MISSING],
    'below a file': [() => join(file('f', ''), 'x'), 'does not exist'],
    'that is a folder': [() => folder, 'is not a file'],
    'that never ends': [() => '/dev/zero', 'is not a file'],
    'that is too large': [() => file('large', `#${'x'.repeat(1024 * 1024)}`), 'is larger than 1 MiB'],
    'that is not UTF-8': [() => file('latin1', Buffer.from('name = "\xe9"', 'latin1')), 'is not UTF-8 text'],
    'that is UTF-16': [
      () => file('utf16', Buffer.from('\uFEFFname = 1', 'utf16le')),
      'is UTF-16 text; save it as UTF-8',
    ],
    'that is UTF-16 without a byte order mark': [
      () => file('utf16-plain', Buffer.from('name = 1', 'utf16le').swap16()),
      'is UTF-16 text; save it as UTF-8',
    ],
  };
  for (const [title, [path, message]] of Object.entries(REFUSED)) {
    test(`${title} is refused in words`, () => assert.deepEqual(refusal(path()), [`unreadable: ${message}`]));
  }

  test('that is not readable by this user is refused in words', () => {
    const path = file('secret', 'strip.pixels = 50');
    chmodSync(path, 0);
    chmodSync(folder, 0o755);
    if (process.getuid?.() !== 0) {
      assert.deepEqual(refusal(path), ['unreadable: is not readable by this user']);
      return;
    }
    const script = fileURLToPath(new URL('read-config-as-nobody.js', import.meta.url));
    const { stdout, stderr } = spawnSync(process.execPath, [script, path], { encoding: 'utf8' });
    assert.equal(stdout, `${path}: is not readable by this user\n`, stderr);
  });
});

test('any bytes give a ConfigError', () => {
  const folder = mkdtempSync(join(tmpdir(), 'garland-toml-'));
  const path = join(folder, 'file');
  try {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        writeFileSync(path, bytes);
        assert.throws(() => readConfig(path, SCHEMA), ConfigError);
      }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
