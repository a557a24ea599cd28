import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { PACKAGE_FILE } from './artifacts.ts';
import { Container } from './machine/container.ts';
import { waitUntilReady } from './machine/install-garland.ts';
import { runOrThrow } from './machine/test-machine.ts';
import { skipUnlessRoot } from './skip-unless-root.ts';

const INSTALL = 'DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends /root/garland.deb';
/** The output ends with the certificate's fingerprint. */
const FINGERPRINT_LAST = /SHA-256 fingerprint.*\n +([0-9A-F]{2}:){31}[0-9A-F]{2}\s*$/;

describe('the package, from its installation to its end', { skip: skipUnlessRoot() }, () => {
  let container: Container;
  before(async () => {
    container = await Container.boot();
    copyFileSync(PACKAGE_FILE, container.path('/root/garland.deb'));
  });
  after(() => container.close());

  test('without Node, apt’s output ends with what is missing', async () => {
    await runOrThrow(container, 'mv /usr/bin/node /root/node');
    assert.match(
      await runOrThrow(container, INSTALL),
      /needs Node 20\.19 or newer.*dpkg-reconfigure garland\s*$/s,
    );
    const { stderr } = await container.run('garland status');
    assert.match(stderr, /Node is missing at \/etc\/garland\/node.*sudo dpkg-reconfigure garland/);
  });

  test('once Node is installed, the output ends with the next steps', async () => {
    await runOrThrow(
      container,
      'mv /root/node /usr/bin/node && dpkg-trigger --by-package=nodejs /usr/bin/node',
    );
    const output = await runOrThrow(container, 'dpkg --triggers-only --pending');
    assert.match(output, /1\. Describe your strip:.*garland token create phone/s);
    assert.match(output, FINGERPRINT_LAST);
    await waitUntilReady(container);
  });

  test('garland alone shows them again, and nothing is wrong', async () => {
    const { code, stdout } = await container.run('garland');
    assert.equal(code, 0, stdout);
    assert.match(stdout, FINGERPRINT_LAST);
    assert.doesNotMatch(stdout, /^!!/m);
  });

  test('a later trigger says nothing', async () => {
    const output = await runOrThrow(
      container,
      'dpkg-trigger --by-package=nodejs /usr/bin/node; dpkg --triggers-only --pending',
    );
    assert.doesNotMatch(output, /fingerprint/);
  });

  test('apt purge leaves only the user and the group', async () => {
    await runOrThrow(container, 'garland token create phone --allow all && garland expose off');
    await runOrThrow(
      container,
      'DEBIAN_FRONTEND=noninteractive apt-get purge -y garland && rm /root/garland.deb',
    );
    const find = "find / -path /proc -prune -o -path /sys -prune -o -iname '*garland*' -print";
    assert.equal(await runOrThrow(container, find), '');
    for (const kind of ['list-units', 'list-unit-files'])
      assert.equal(
        await runOrThrow(container, `systemctl ${kind} --no-legend '*garland*' || true`),
        '',
        kind,
      );
    assert.match(
      await runOrThrow(container, 'getent passwd garland-gateway && getent group garland'),
      /garland/,
    );
  });
});
