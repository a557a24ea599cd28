import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { PROGRAMS } from '@garland/test-kit/programs';

const SKIP_REASON: string | false =
  spawnSync('unshare', ['--mount', 'true']).status === 0 ? false : 'needs root, for mounts of its own';

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function newTokens(): string {
  const folder = mkdtempSync(join(tmpdir(), 'garland-hidden-'));
  folders.push(folder);
  const dir = join(folder, 'tokens');
  execFileSync(process.execPath, [PROGRAMS.cli, 'token', 'init', '--tree', 'home', '--dir', dir], {
    stdio: 'pipe',
  });
  mkdirSync(join(folder, 'empty'));
  writeFileSync(join(folder, 'nothing'), '');
  return dir;
}

/**
 * Where something is mounted over a path, as `InaccessiblePaths=` does it: what is to be seen of the key there before it is
 * rotated outside, and after.
 */
async function keyVisibility(
  dir: string,
  mount: string,
): Promise<{ readonly before: string; readonly after: string }> {
  const look = `cat private/signing-key.pem 2>&1 | grep -o PRIVATE | head -1; echo .`;
  const script = `${mount} && ${look} && read -r go && ${look}`;
  const child = spawn('unshare', ['--mount', '--propagation=private', 'sh', '-c', script], {
    cwd: dir,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let said = '';
  const [first] = await once(
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    }),
    'data',
  );
  execFileSync(process.execPath, [PROGRAMS.cli, 'token', 'rotate-key', '--dir', dir], { stdio: 'pipe' });
  child.stdin.end('go\n');
  await once(child, 'close');
  return { before: String(first), after: said.slice(String(first).length) };
}

describe('the signing key in a sandbox', { skip: SKIP_REASON }, () => {
  test('stays hidden when it is rotated, because its folder is hidden', async () => {
    const seen = await keyVisibility(newTokens(), 'mount --bind ../empty private');
    assert.deepEqual(seen, { before: '.\n', after: '.\n' });
  });

  test('would come into sight if the file alone were hidden, which is why it has a folder', async () => {
    const seen = await keyVisibility(newTokens(), 'mount --bind ../nothing private/signing-key.pem');
    assert.deepEqual(seen, { before: '.\n', after: 'PRIVATE\n.\n' });
  });
});
