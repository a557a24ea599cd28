import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { createFile, replaceFile } from '../src/write-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'garland-write-file-'));
after(() => rmSync(folder, { recursive: true }));

let count = 0;
function pathFor(content?: string): string {
  const path = join(mkdtempSync(join(folder, 'case-')), `file-${count++}`);
  if (content !== undefined) writeFileSync(path, content);
  return path;
}

function modeOf(path: string): number {
  return statSync(path).mode & 0o777;
}

describe('replaceFile', () => {
  it('leaves the old file after a crash just before the rename, and works again afterwards', () => {
    const path = pathFor('old');
    const module = new URL('../src/write-file.js', import.meta.url).href;
    const script = `import { replaceFile } from ${JSON.stringify(module)};
      replaceFile(${JSON.stringify(path)}, 'new', { rename: () => process.kill(process.pid, 'SIGKILL') });`;
    const { signal } = spawnSync(process.execPath, ['--input-type=module', '-e', script]);
    assert.equal(signal, 'SIGKILL');
    assert.equal(readFileSync(path, 'utf8'), 'old');
    replaceFile(path, 'newer');
    assert.equal(readFileSync(path, 'utf8'), 'newer');
  });

  it('leaves the old file, and no temporary one, if the rename fails', () => {
    const path = pathFor('old');
    const rename = (): never => {
      throw new Error('no');
    };
    assert.throws(() => replaceFile(path, 'new', { rename }));
    assert.equal(readFileSync(path, 'utf8'), 'old');
    assert.equal(readdirSync(join(path, '..')).length, 1);
  });

  it('keeps the mode of the file that it replaces, unless another is given', () => {
    const path = pathFor('old');
    chmodSync(path, 0o640);
    replaceFile(path, 'new');
    assert.equal(modeOf(path), 0o640);
    replaceFile(path, 'newer', { mode: 0o600 });
    assert.equal(modeOf(path), 0o600);
  });

  it('keeps the owner', { skip: process.getuid?.() !== 0 && 'only root can give a file away' }, () => {
    const path = pathFor('old');
    spawnSync('chown', ['65534:65534', path]);
    replaceFile(path, 'new');
    assert.deepEqual([statSync(path).uid, statSync(path).gid], [65534, 65534]);
  });

  it('creates a file that does not exist', () => {
    const path = pathFor();
    replaceFile(path, Buffer.from('new'), { isDurable: false });
    assert.equal(readFileSync(path, 'utf8'), 'new');
  });
});

describe('createFile', () => {
  it('gives the file its mode, whatever the umask', () => {
    const before = process.umask(0o077);
    try {
      const path = pathFor();
      createFile(path, 'new', 0o644);
      assert.equal(modeOf(path), 0o644);
    } finally {
      process.umask(before);
    }
  });

  it('refuses to overwrite', () => {
    const path = pathFor('old');
    assert.throws(() => createFile(path, 'new', 0o600), { code: 'EEXIST' });
    assert.equal(readFileSync(path, 'utf8'), 'old');
  });
});
