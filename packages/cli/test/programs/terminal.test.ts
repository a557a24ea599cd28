import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { PROGRAMS } from '@garland/test-kit/programs';
import { waitUntil } from '@garland/test-kit/support';
import { startDriver } from '../start-driver.ts';
import { TokenFixture } from '../token-fixture.ts';
import { SKIP_WITHOUT_PTY, startOnPseudoTerminal } from './spawn-garland.ts';

describe('garland on a pseudo-terminal', { skip: SKIP_WITHOUT_PTY }, () => {
  it('asks for a token without showing what is typed', async () => {
    const folder = new TokenFixture();
    const { token } = await folder.issue('ifttt');
    const child = startOnPseudoTerminal(PROGRAMS.cli, ['token', 'inspect', '--dir', folder.dir]);
    await waitUntil('the question', () => child.heard().includes('Token (hidden): '));
    child.stdin?.write(`${token}\r`);
    await once(child, 'close');
    assert.match(child.heard(), /Accepted/);
    assert.ok(!child.heard().includes(token.slice(0, 30)) && !child.heard().includes(token.slice(-30)));
  });

  it('draws the tree, and leaves the terminal as it was', async (t) => {
    const { localSocket } = await startDriver(t);
    const child = startOnPseudoTerminal(PROGRAMS.cli, ['watch', '--socket', localSocket]);
    t.after(() => child.kill('SIGKILL'));
    await waitUntil('the tree', () => child.heard().includes('▀') && child.heard().includes('mA'));
    assert.ok(child.heard().includes('\x1b[?1049h') && child.heard().includes('\x1b[?25l'));
    child.stdin?.write('\x03');
    assert.equal((await once(child, 'exit'))[0], 0);
    const end = child.heard().slice(child.heard().lastIndexOf('\x1b[0m'));
    assert.ok(end.includes('\x1b[?25h') && end.includes('\x1b[?1049l'), JSON.stringify(end));
  });
});
