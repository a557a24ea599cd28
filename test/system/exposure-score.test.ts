import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PACKAGE_FILE } from './artifacts.ts';
import { Container } from './machine/container.ts';
import { installPackage } from './machine/install-garland.ts';
import { runOrThrow } from './machine/test-machine.ts';
import { skipUnlessRoot } from './skip-unless-root.ts';

/** What `systemd-analyze security` may say at most; 10 is a service without any sandbox. What it does not see is tried by the attacker. */
const MAX_EXPOSURE: Readonly<Record<string, number>> = { 'garland-gateway': 0.1, 'garland-driver': 1.0 };

describe('systemd-analyze security', { skip: skipUnlessRoot() }, () => {
  let container: Container;
  before(async () => {
    container = await Container.boot();
    await installPackage(container, PACKAGE_FILE);
  });
  after(() => container.close());

  for (const [unit, most] of Object.entries(MAX_EXPOSURE)) {
    test(`gives ${unit} ${most} at most`, async () => {
      const text = await runOrThrow(container, `systemd-analyze security --no-pager ${unit}`);
      const score = Number(/Overall exposure level for \S+: ([\d.]+)/.exec(text)?.[1]);
      assert.ok(
        score <= most,
        `${score}:\n${text
          .split('\n')
          .filter((line) => line.startsWith('✗'))
          .join('\n')}`,
      );
    });
  }

  test('would give an ordinary service far more', async () => {
    const text = await runOrThrow(container, 'systemd-analyze security --no-pager dbus');
    assert.ok(Number(/Overall exposure level for \S+: ([\d.]+)/.exec(text)?.[1]) > 5);
  });
});
