import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectToDriver, type DriverClient } from '@garland/protocol/client';
import { isLitFrame, isWarmFrame, waitForFrame } from '../support/frames.ts';
import { PACKAGE_FILE } from './artifacts.ts';
import { BackgroundLoad, EXPECTED_OUTCOMES } from './machine/background-load.ts';
import { Container } from './machine/container.ts';
import {
  createToken,
  installAndWait,
  playAnimation,
  sendRequest,
  waitUntilReady,
} from './machine/install-garland.ts';
import { type JournalRecord, journalRecords, runOrThrow, waitUntil } from './machine/test-machine.ts';
import { skipUnlessRoot } from './skip-unless-root.ts';

const GARBAGE = '\0\0\0 = [[ { not this\n';
/** More starts than this are a restart loop. */
const OBSERVED_MS = 10_000;
const MAX_STARTS = 5;

describe('when something is broken', { skip: skipUnlessRoot() }, () => {
  let container: Container;
  let token: string;
  before(async () => {
    container = await Container.boot();
    await installAndWait(container, PACKAGE_FILE);
    token = await createToken(container);
  });
  after(() => container.close());

  const local = (): Promise<DriverClient> => connectToDriver(container.path('/run/garland/local.sock'));
  const status = async (): Promise<number> => (await playAnimation(container, 'snow', token)).status;

  /** Boots with another content of a file, and gives what puts it right. */
  async function bootWith(path: string, content: string): Promise<() => void> {
    await container.stop();
    const sound = readFileSync(container.path(path));
    writeFileSync(container.path(path), content);
    await container.start();
    return () => writeFileSync(container.path(path), sound);
  }

  async function said(unit: string, event: string): Promise<JournalRecord[]> {
    return (await journalRecords(container, unit)).filter((record) => record.event === event);
  }

  /** What a unit said that is no record of ours: why it could not start. */
  async function complaint(unit: string): Promise<string> {
    const lines = await waitUntil('it says why', async () => {
      const texts = await said(unit, 'text');
      return texts.some(({ line }) => String(line).includes('.toml')) && texts;
    });
    return lines.map(({ line }) => line).join('\n');
  }

  async function starts(unit: string): Promise<number> {
    const text = await runOrThrow(container, `journalctl --boot --unit=${unit} --output=cat --no-pager`);
    return text.split('\n').filter((line) => line.startsWith('Starting ')).length;
  }

  test('a restart of the driver with requests in flight harms no client', async () => {
    const load = new BackgroundLoad(container, token, 4);
    for (let i = 0; i < 3; i++) {
      await sleep(500);
      await runOrThrow(container, 'systemctl restart garland-driver');
    }
    await waitUntilReady(container);
    await load.stop();
    const endings = [...load.outcomes.keys()];
    assert.deepEqual(
      endings.filter((ending) => !EXPECTED_OUTCOMES.includes(ending)),
      [],
    );
    assert.ok(endings.includes(200));
  });

  test('with a full disk the tree plays, remembers over a restart, and garland says what it can’t do', async () => {
    await runOrThrow(container, 'head --bytes=1G /dev/zero >/fill 2>/dev/null; ! echo x >/more 2>/dev/null');
    try {
      assert.equal((await playAnimation(container, 'rainbow', token)).status, 200);
      await runOrThrow(container, 'systemctl restart garland-driver');
      await waitUntilReady(container);
      assert.equal((await (await local()).call('Status', {})).state.animation, 'rainbow');
      await waitForFrame(await local(), isLitFrame);
      const { code, stderr } = await container.run('garland token create another');
      assert.notEqual(code, 0);
      assert.match(stderr, /disk is full/);
    } finally {
      await runOrThrow(container, 'rm -f /fill /more');
    }
    assert.equal(await status(), 200);
    await createToken(container, 'another');
  });

  test('a corrupt state file at boot is set aside, and the configured light shows', async () => {
    await bootWith('/var/lib/garland/state.json', GARBAGE);
    await waitUntilReady(container);
    await waitForFrame(await local(), isWarmFrame);
    assert.equal((await said('garland-driver', 'state_corrupt')).length, 1);
    assert.ok(existsSync(container.path('/var/lib/garland/state.json.corrupt')));
    assert.equal(await starts('garland-driver'), 1);
  });

  test('a corrupt registry at boot admits no token, and all of them again once it is restored', async () => {
    const restore = await bootWith('/etc/garland/tokens/registry.json', GARBAGE);
    await waitUntilReady(container);
    assert.equal(await status(), 503);
    assert.match(
      String((await said('garland-gateway', 'registry_unavailable'))[0]?.problem),
      /registry\.json/,
    );
    restore();
    assert.equal(await status(), 200);
    assert.equal(await starts('garland-gateway'), 1);
  });

  test('a corrupt configuration of the gateway at boot leaves the tree alone, and refuses clients at once', async () => {
    const restore = await bootWith('/etc/garland/gateway.toml', GARBAGE);
    await waitForFrame(await local(), isLitFrame);
    assert.match(await complaint('garland-gateway'), /\/gateway\.toml: is UTF-16 text/);
    await waitUntil('the port is closed', async () =>
      sendRequest(container, 'GET', '/healthz').then(
        () => false,
        (error: NodeJS.ErrnoException) => error.code === 'ECONNREFUSED',
      ),
    );
    await sleep(OBSERVED_MS);
    assert.ok((await starts('garland-gateway')) <= MAX_STARTS);
    restore();
    assert.equal(await runOrThrow(container, 'systemctl start garland-gateway 2>&1'), '');
    await waitUntilReady(container);
  });

  test('a corrupt configuration of the driver at boot is reported, without a restart loop', async () => {
    const restore = await bootWith('/etc/garland/driver.toml', GARBAGE);
    assert.match(await complaint('garland-driver'), /\/driver\.toml: is UTF-16 text/);
    assert.equal(await status(), 503);
    await sleep(OBSERVED_MS);
    assert.ok((await starts('garland-driver')) <= MAX_STARTS, `${await starts('garland-driver')} starts`);
    restore();
    assert.equal(await runOrThrow(container, 'systemctl start garland-driver 2>&1'), '');
    await waitUntilReady(container);
    assert.equal(await status(), 200);
    await waitForFrame(await local(), isLitFrame);
  });
});
