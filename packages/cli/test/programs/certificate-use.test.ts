import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { TestCa } from '@garland/test-kit/test-ca';
import { fingerprintOfPairIn } from '../fake-gateway.ts';
import { RealGateway } from './real-gateway.ts';

const ca = new TestCa();
const old = ca.issue({ names: 'DNS:old.example.org' }).folder;
const issue = (): string => ca.issue({ names: 'DNS:tree.example.org' }).folder;

describe('garland certificate use, with the real gateway', { concurrency: 3 }, () => {
  it('restarts it with the new certificate, and again with the renewal', async (t) => {
    const gateway = await RealGateway.start(t, old);
    const source = issue();
    const { code, stderr } = await gateway.run('use', source);
    assert.equal(code, 0, stderr);
    const shown = JSON.parse((await gateway.run('show', '--json')).stdout);
    assert.deepEqual(
      [shown.names, shown.served, shown.source, gateway.restarts],
      [['tree.example.org'], true, source, 1],
    );
    const renewed = issue();
    for (const name of ['fullchain.pem', 'privkey.pem'])
      copyFileSync(join(renewed, name), join(source, name));
    assert.equal((await gateway.run('use', '--renewal', source)).code, 0);
    assert.equal(fingerprintOfPairIn(gateway.tls), fingerprintOfPairIn(renewed));
    assert.equal(JSON.parse((await gateway.run('show', '--json')).stdout).served, true);
  });

  it('refuses a key that the gateway finds too weak, and changes nothing', async (t) => {
    const gateway = await RealGateway.start(t, old);
    const weak = ca.issue({ key: ['rsa:1024'] }).folder;
    const { code, stdout, stderr } = await gateway.run('use', weak);
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /key is too weak/);
    assert.deepEqual([fingerprintOfPairIn(gateway.tls), gateway.restarts], [fingerprintOfPairIn(old), 0]);
  });

  it('goes back to the old certificate if the gateway goes on as it was', async (t) => {
    const gateway = await RealGateway.start(t, old);
    gateway.ignoreRestarts();
    const { code } = await gateway.run('use', issue(), '--within', '1');
    assert.equal(code, 1);
    assert.equal(fingerprintOfPairIn(gateway.tls), fingerprintOfPairIn(old));
    assert.equal(JSON.parse((await gateway.run('show', '--json')).stdout).served, true);
  });
});
