import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Container } from './machine/container.ts';
import { createToken, install, installReady, play, ready } from './machine/garland.ts';
import { HARMLESS, Load } from './machine/load.ts';
import { must } from './machine/machine.ts';
import { NEXT_PACKAGE, PACKAGE } from './prepare.ts';
import { whyNotHere } from './root.ts';

const FILES = '/etc/garland/*.toml /etc/garland/tokens/* /etc/garland/tls/*.pem';
const SERVICES = 'garland-driver.service garland-gateway.service';
const SOCKETS = 'garland-gateway.socket garland-remote.socket garland-local.socket';

interface Snapshot {
  readonly version: string;
  /** What each file holds, and who may read it. */
  readonly files: string;
  readonly shows: unknown;
  /** A new one for each start. */
  readonly services: string;
  readonly sockets: string;
}

async function lookAt(container: Container): Promise<Snapshot> {
  const invocations = (units: string): Promise<string> =>
    must(container, `systemctl show -P InvocationID ${units}`);
  const { animation, since, brightness } = JSON.parse(await must(container, 'garland status --json'));
  return {
    version: await must(container, 'dpkg --status garland | grep ^Version'),
    files: await must(container, `sha256sum ${FILES}; stat --format='%n %a %U:%G' ${FILES}`),
    shows: { animation, since, brightness },
    services: await invocations(SERVICES),
    sockets: await invocations(SOCKETS),
  };
}

describe('an upgrade while people play', { skip: whyNotHere() }, () => {
  let container: Container;
  let token: string;
  let load: Load;
  let earlier: Snapshot;
  let later: Snapshot;
  before(async () => {
    container = await Container.boot();
    await installReady(container, PACKAGE);
    token = await createToken(container);
    assert.equal((await play(container, 'snow', token)).status, 200);
    await must(container, 'garland brightness 42');
    earlier = await lookAt(container);
    load = new Load(container, token, 4);
    await install(container, NEXT_PACKAGE);
    await ready(container);
    await load.stop();
    later = await lookAt(container);
  });
  after(() => container.close());

  test('puts the new version in place and runs it', () => {
    assert.notEqual(later.version, earlier.version);
    assert.notEqual(later.services, earlier.services);
  });

  test('leaves the tree as it was', () => {
    assert.deepEqual(later.shows, earlier.shows);
  });

  test('leaves configuration, keys, certificate and tokens as they were', async () => {
    assert.equal(later.files, earlier.files);
    assert.equal((await play(container, 'fire', token)).status, 200);
  });

  test('never closes a listener', () => {
    assert.equal(later.sockets, earlier.sockets);
  });

  test('no client sees anything but success, 503, or the end of a connection', (t) => {
    t.diagnostic(JSON.stringify(Object.fromEntries(load.endings)));
    assert.deepEqual(
      [...load.endings.keys()].filter((ending) => !HARMLESS.includes(ending)),
      [],
    );
    assert.ok(load.endings.get(200));
  });

  test('the listener would have refused connections, had it been closed', async () => {
    const unlucky = new Load(container, token, 2);
    await must(container, 'systemctl stop garland-gateway.socket && sleep 0.5');
    await must(container, 'systemctl start garland-gateway.socket garland-gateway.service');
    await ready(container);
    await unlucky.stop();
    assert.ok(unlucky.endings.has('ECONNREFUSED'));
  });
});
