import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { replaceFile } from '../src/system/replace-file.ts';
import { scratchFolder } from './spawn-garland.ts';

describe('a file that is replaced', () => {
  it('is the old one after a crash just before the rename, and can be replaced again', () => {
    const path = join(scratchFolder(), 'registry.json');
    writeFileSync(path, 'old');
    const module = new URL('../src/system/replace-file.js', import.meta.url).href;
    const script = `import { replaceFile } from ${JSON.stringify(module)};
      replaceFile(${JSON.stringify(path)}, 'new', () => process.kill(process.pid, 'SIGKILL'));`;
    const { signal } = spawnSync(process.execPath, ['--input-type=module', '-e', script]);
    assert.equal(signal, 'SIGKILL');
    assert.equal(readFileSync(path, 'utf8'), 'old');
    replaceFile(path, 'newer');
    assert.equal(readFileSync(path, 'utf8'), 'newer');
  });

  it('is the old one, and nothing else is left, if the rename fails', () => {
    const folder = scratchFolder();
    const path = join(folder, 'registry.json');
    writeFileSync(path, 'old');
    const fail = (): never => {
      throw new Error('no');
    };
    assert.throws(() => replaceFile(path, 'new', fail));
    assert.equal(readFileSync(path, 'utf8'), 'old');
    assert.deepEqual(readdirSync(folder), ['registry.json']);
  });
});
