import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { NEXT_PACKAGE_FILE, PACKAGE_FILE } from './artifacts.ts';
import { BackgroundLoad, EXPECTED_OUTCOMES } from './machine/background-load.ts';
import { Container } from './machine/container.ts';
import {
  createToken,
  installAndWait,
  installPackage,
  playAnimation,
  waitUntilReady,
} from './machine/install-garland.ts';
import { runOrThrow } from './machine/test-machine.ts';
import { skipUnlessRoot } from './skip-unless-root.ts';

const FILES = '/etc/garland/*.toml /etc/garland/tokens/* /etc/garland/tls/*.pem';
const SERVICES = 'garland-driver.service garland-gateway.service';
const SOCKETS = 'garland-gateway.socket garland-remote.socket garland-local.socket garland-root.socket';

interface Snapshot {
  readonly version: string;
  /** What each file holds, and who may read it. */
  readonly files: string;
  readonly state: unknown;
  /** A new one for each start. */
  readonly services: string;
  readonly sockets: string;
}

async function takeSnapshot(container: Container): Promise<Snapshot> {
  const invocations = (units: string): Promise<string> =>
    runOrThrow(container, `systemctl show -P InvocationID ${units}`);
  const { animation, since, brightness } = JSON.parse(await runOrThrow(container, 'garland status --json'));
  return {
    version: await runOrThrow(container, 'dpkg --status garland | grep ^Version'),
    files: await runOrThrow(container, `sha256sum ${FILES}; stat --format='%n %a %U:%G' ${FILES}`),
    state: { animation, since, brightness },
    services: await invocations(SERVICES),
    sockets: await invocations(SOCKETS),
  };
}

describe('an upgrade while people play', { skip: skipUnlessRoot() }, () => {
  let container: Container;
  let token: string;
  let load: BackgroundLoad;
  let earlier: Snapshot;
  let later: Snapshot;
  before(async () => {
    container = await Container.boot();
    await installAndWait(container, PACKAGE_FILE);
    token = await createToken(container);
    assert.equal((await playAnimation(container, 'snow', token)).status, 200);
    await runOrThrow(container, 'garland brightness 42');
    earlier = await takeSnapshot(container);
    load = new BackgroundLoad(container, token, 4);
    await installPackage(container, NEXT_PACKAGE_FILE);
    await waitUntilReady(container);
    await load.stop();
    later = await takeSnapshot(container);
  });
  after(() => container.close());

  test('puts the new version in place and runs it', () => {
    assert.notEqual(later.version, earlier.version);
    assert.notEqual(later.services, earlier.services);
  });

  test('leaves the tree as it was', () => {
    assert.deepEqual(later.state, earlier.state);
  });

  test('leaves configuration, keys, certificate and tokens as they were', async () => {
    assert.equal(later.files, earlier.files);
    assert.equal((await playAnimation(container, 'fire', token)).status, 200);
  });

  test('never closes a listener', () => {
    assert.equal(later.sockets, earlier.sockets);
  });

  test('no client sees anything but success, 503, or the end of a connection', (t) => {
    t.diagnostic(JSON.stringify(Object.fromEntries(load.outcomes)));
    assert.deepEqual(
      [...load.outcomes.keys()].filter((ending) => !EXPECTED_OUTCOMES.includes(ending)),
      [],
    );
    assert.ok(load.outcomes.get(200));
  });

  test('the listener would have refused connections, had it been closed', async () => {
    const unlucky = new BackgroundLoad(container, token, 2);
    await runOrThrow(container, 'systemctl stop garland-gateway.socket && sleep 0.5');
    await runOrThrow(container, 'systemctl start garland-gateway.socket garland-gateway.service');
    await waitUntilReady(container);
    await unlucky.stop();
    assert.ok(unlucky.outcomes.has('ECONNREFUSED'));
  });
});
