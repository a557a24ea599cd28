import assert from 'node:assert/strict';
import { copyFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readCertificatePair } from '../src/certificates/certificate-pair.ts';
import { TlsFolder } from '../src/certificates/tls-folder.ts';
import { FakeGatewayService, startFakeGatewayService } from './fake-gateway-service.ts';
import { scratchFolder } from './spawn-garland.ts';
import { fingerprintOfPairIn, TestCa } from './test-ca.ts';

const authority = new TestCa();
const old = authority.issue({ names: 'DNS:old.example.org' });
const good = authority.issue();

async function shown(
  machine: FakeGatewayService,
): Promise<{ names: string[]; served: boolean | null; source: string | null }> {
  return JSON.parse((await machine.run('show', '--json')).stdout);
}

describe('garland certificate use', { concurrency: 4 }, () => {
  it('has the gateway serve it, and remembers where it is from', async (t) => {
    const machine = await startFakeGatewayService(t, old);
    const source = authority.issue({ names: 'DNS:tree.example.org,DNS:www.example.org' });
    const { code, stdout } = await machine.run('use', source);
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^The tree serves the certificate of tree\.example\.org, www\.example\.org, good until /,
    );
    const { names, served, source: told } = await shown(machine);
    assert.deepEqual([names, served, told], [['tree.example.org', 'www.example.org'], true, source]);
    assert.equal(machine.restarts, 1);
  });

  it('lets the key be read by its owner alone, and the certificate by all', async (t) => {
    const machine = await startFakeGatewayService(t, old);
    await machine.run('use', authority.issue());
    assert.equal(statSync(join(machine.tls, 'privkey.pem')).mode & 0o777, 0o600);
    assert.equal(statSync(join(machine.tls, 'fullchain.pem')).mode & 0o777, 0o644);
    assert.equal(statSync(join(machine.tls, 'current')).mode & 0o777, 0o755);
  });

  it('keeps one pair and no more, however often it is called', async (t) => {
    const machine = await startFakeGatewayService(t, old);
    for (let i = 0; i < 2; i++) assert.equal((await machine.run('use', authority.issue())).code, 0);
    assert.equal(readdirSync(machine.tls).length, 4);
    assert.deepEqual((await shown(machine)).names, ['tree.example.org']);
  });

  it('touches no gateway that is not running', async (t) => {
    const machine = await startFakeGatewayService(t, old);
    machine.systemctl('stop');
    const { stdout } = await machine.run('use', authority.issue());
    assert.match(stdout, /^When the gateway is started it serves the certificate of tree\.example\.org/);
    assert.equal(machine.restarts, 0);
  });
});

describe('garland certificate use, of what can not be used', () => {
  let shared: FakeGatewayService;
  before(async () => {
    shared = await FakeGatewayService.create();
    shared.installPairByHand(authority.issue());
    shared.systemctl('start');
  });
  after(() => shared.systemctl('stop'));

  /** A good pair with something changed. */
  const spoilt = (name: string, content: Buffer | string): string => {
    const folder = scratchFolder();
    for (const each of ['fullchain.pem', 'privkey.pem']) copyFileSync(join(good, each), join(folder, each));
    writeFileSync(join(folder, name), content);
    return folder;
  };
  const leafOf = (folder: string): string => readFileSync(join(folder, 'cert.pem'), 'utf8');
  const key = readFileSync(join(authority.issue(), 'privkey.pem'));
  const foreignCa = readFileSync(join(new TestCa().folder, 'ca.pem'), 'utf8');
  for (const [title, source, message] of [
    [
      'a key of another certificate',
      spoilt('privkey.pem', key),
      /The key does not belong to the certificate/,
    ],
    ['one that has expired', authority.issue({ days: -1 }), /The certificate expired on \d{4}/],
    ['one for no name', authority.issue({ names: '' }), /for no name: it has no subjectAltName/],
    ['one for clients', authority.issue({ usage: 'clientAuth' }), /is not for servers/],
    ['a chain of others', spoilt('fullchain.pem', leafOf(good) + foreignCa), /The chain is broken/],
    ['what is no certificate', spoilt('fullchain.pem', 'x'), /fullchain\.pem is not a PEM certificate/],
    ['what is no key', spoilt('privkey.pem', 'x'), /privkey\.pem is not an unencrypted PEM private key/],
    ['an empty folder', scratchFolder(), /There is no .*fullchain\.pem/],
    ['a key that the gateway finds too weak', authority.issue({ key: ['rsa:1024'] }), /key is too weak/],
  ] as const) {
    it(`refuses ${title}, and everything is as it was`, async () => {
      const before = fingerprintOfPairIn(shared.tls);
      const { code, stdout, stderr } = await shared.run('use', source);
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, message);
      assert.deepEqual([fingerprintOfPairIn(shared.tls), shared.restarts], [before, 0]);
    });
  }

  it('accepts the good one that they are made of', async () => {
    assert.equal((await shared.run('use', good)).code, 0);
  });
});

describe('garland certificate use, when something goes wrong', { concurrency: 4 }, () => {
  it('tells all that is wrong at once', async () => {
    const both = authority.issue({ days: -1, usage: 'clientAuth' });
    const { stderr } = await (await FakeGatewayService.create()).run('use', both);
    assert.match(
      stderr,
      /nothing was changed\.\n {2}The certificate expired .*\n {2}The certificate is not for servers/,
    );
  });

  it('refuses one that is not valid yet', () => {
    assert.throws(
      () => readCertificatePair(good, new Date(Date.now() - 86_400_000)),
      ({ hints }: { hints: string[] }) => /not valid before .* timedatectl/.test(hints.join()),
    );
    readCertificatePair(good);
  });

  it('goes back if the gateway does not come to serve it, and says so', async (t) => {
    const machine = await startFakeGatewayService(t, old);
    const before = fingerprintOfPairIn(machine.tls);
    machine.breakRestart('stuck');
    const { code, stderr } = await machine.run('use', good, '--within', '1');
    assert.equal(code, 1);
    assert.match(
      stderr,
      /does not serve it\. The certificate that was used before is in use again\.\n.*another/,
    );
    assert.equal(fingerprintOfPairIn(machine.tls), before);
    assert.deepEqual([machine.restarts, (await shown(machine)).served], [2, true]);
  });

  it('goes back if systemd can not start the gateway with it, and says what systemd says', async (t) => {
    const machine = await startFakeGatewayService(t, old);
    const before = fingerprintOfPairIn(machine.tls);
    machine.breakRestart('broken');
    const { code, stderr } = await machine.run('use', good);
    assert.equal(code, 1);
    assert.match(stderr, /The certificate that was used before is in use again\.\n {2}Job failed\./);
    assert.equal(fingerprintOfPairIn(machine.tls), before);
    assert.deepEqual([machine.restarts, (await shown(machine)).served], [2, true]);
  });

  it('says so if there is none to go back to', async () => {
    const machine = await FakeGatewayService.create();
    const { code, stderr } = await machine.run('use', authority.issue({ key: ['rsa:1024'] }));
    assert.equal(code, 1);
    assert.match(stderr, /would not start with it\. There is none to go back to\.\n.*too weak/s);
  });

  it('says so if the gateway serves neither the new one nor the old', async (t) => {
    const machine = await startFakeGatewayService(t, old);
    machine.installPairByHand(authority.issue());
    machine.breakRestart('stuck');
    const { stderr } = await machine.run('use', good, '--within', '1');
    assert.match(stderr, /neither|nor the old one again\.\n {2}The new one: .*\n {2}The old one: /);
  });
});

describe('garland certificate use --renewal', { concurrency: 4 }, () => {
  it('takes over a renewal of what is in use, and leaves all others alone', async (t) => {
    const machine = await startFakeGatewayService(t, old);
    const source = authority.issue();
    await machine.run('use', source);
    const other = await machine.run('use', '--renewal', authority.issue());
    assert.deepEqual([other.code, machine.restarts], [0, 1]);
    assert.match(other.stdout, /does not use .*: nothing to do/);
    const renewed = authority.issue();
    for (const name of ['fullchain.pem', 'privkey.pem'])
      copyFileSync(join(renewed, name), join(source, name));
    assert.equal((await machine.run('use', '--renewal', `${source}/`)).code, 0);
    assert.equal(fingerprintOfPairIn(machine.tls), fingerprintOfPairIn(renewed));
    assert.deepEqual([machine.restarts, (await shown(machine)).served], [2, true]);
  });

  it('concerns no certificate that was made or put there by hand', async (t) => {
    const machine = await startFakeGatewayService(t, old);
    const source = authority.issue();
    const outcome = await machine.run('use', '--renewal', source, '--json');
    assert.deepEqual([outcome.code, JSON.parse(outcome.stdout)], [0, { used: false }]);
    await machine.run('use', source);
    assert.equal(new TlsFolder(machine.tls).source, source);
    machine.installPairByHand(authority.issue());
    assert.equal(new TlsFolder(machine.tls).source, undefined);
  });

  it('refuses a renewal for other names, which a person may use all the same', async (t) => {
    const machine = await startFakeGatewayService(t, old);
    const source = authority.issue({ names: 'DNS:tree.example.org,DNS:www.example.org' });
    await machine.run('use', source);
    const other = authority.issue({ names: 'DNS:tree.example.org' });
    for (const name of ['fullchain.pem', 'privkey.pem']) copyFileSync(join(other, name), join(source, name));
    const { code, stderr } = await machine.run('use', '--renewal', source);
    assert.equal(code, 1);
    assert.match(stderr, /not for www\.example\.org any more; nothing was changed/);
    assert.equal((await machine.run('use', source)).code, 0);
  });
});
