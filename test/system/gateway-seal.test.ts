import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { PACKAGE_FILE } from './artifacts.ts';
import { Container } from './machine/container.ts';
import { GATEWAY_PORT, installAndWait, sendRequest, waitUntilReady } from './machine/install-garland.ts';
import { journalRecords, runOrThrow, waitUntil } from './machine/test-machine.ts';
import { skipUnlessRoot } from './skip-unless-root.ts';

const DROP_IN = '/etc/systemd/system/garland-gateway.service.d';
/** Seals once the test says so. */
const LATE_SEAL = `[Service]
ExecStartPost=
ExecStartPost=+/bin/sh -c 'until [ -e /run/seal-now ]; do sleep 0.1; done; exec /usr/lib/garland/seal-gateway $MAINPID'
`;

describe('the gateway’s start', { skip: skipUnlessRoot() }, () => {
  let container: Container;
  before(async () => {
    container = await Container.boot();
    await installAndWait(container, PACKAGE_FILE);
  });
  after(() => container.close());

  async function restartWith(dropIn: string): Promise<void> {
    mkdirSync(container.path(DROP_IN), { recursive: true });
    writeFileSync(container.path(`${DROP_IN}/test.conf`), dropIn);
    await runOrThrow(
      container,
      'rm -f /run/seal-now; systemctl daemon-reload; systemctl restart --no-block garland-gateway',
    );
  }

  test('leaves clients in the queue until its sandbox is sealed, and says why', async () => {
    await restartWith(LATE_SEAL);
    const { mounts } = await waitUntil('it says why it waits', async () =>
      (await journalRecords(container, 'garland-gateway')).find(({ event }) => event === 'awaiting_seal'),
    );
    assert.ok((mounts as string[]).some((path) => path.startsWith('/usr/lib/')));
    const answer = sendRequest(container, 'GET', '/healthz');
    await runOrThrow(container, 'touch /run/seal-now');
    assert.ok([200, 503].includes((await answer).status));
  });

  test('would serve unsealed if it did not wait', async () => {
    await restartWith(`${LATE_SEAL}UnsetEnvironment=GARLAND_AWAIT_SEAL\n`);
    await waitUntilReady(container);
    await runOrThrow(container, 'touch /run/seal-now');
    rmSync(container.path(`${DROP_IN}/test.conf`));
    await runOrThrow(container, 'systemctl daemon-reload');
  });

  test('gives the port the queue that its unit asks for', async () => {
    await runOrThrow(container, 'systemctl restart garland-gateway');
    await waitUntilReady(container);
    const line = await runOrThrow(container, `ss --no-header --listening --tcp 'sport = :${GATEWAY_PORT}'`);
    assert.equal(line.split(/\s+/)[2], '1024');
  });
});
