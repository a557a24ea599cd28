import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { temporaryFolder } from '@garland/test-kit/support';
import { RSA_KEY, TestCa, type TestCertificate } from '@garland/test-kit/test-ca';
import {
  renegotiateBySClient,
  runSClient,
  startPermissiveServer,
  startTlsServer,
  type TlsTestServer,
} from '../openssl-client.ts';

const folder = temporaryFolder();
const authority = new TestCa();
let [ecdsa, rsa, anything]: TlsTestServer[] = [];
const pairs: TestCertificate[] = [];
before(async () => {
  pairs.push(authority.issue());
  pairs.push(authority.issue({ key: RSA_KEY }));
  ecdsa = await startTlsServer(pairs[0] as TestCertificate);
  rsa = await startTlsServer(pairs[1] as TestCertificate);
  anything = await startPermissiveServer(pairs[0] as TestCertificate);
});
after(() => {
  for (const server of [ecdsa, rsa, anything]) server?.close();
});

function port(server: TlsTestServer | undefined): number {
  return server?.port ?? 0;
}

describe('by openssl s_client, the gateway’s TLS', () => {
  for (const [title, args] of [
    ['TLS 1.0', ['-tls1']],
    ['TLS 1.1', ['-tls1_1']],
    ['CBC', ['-tls1_2', '-cipher', 'ECDHE-ECDSA-AES128-SHA256:@SECLEVEL=0']],
    ['CBC with SHA-1', ['-tls1_2', '-cipher', 'ECDHE-ECDSA-AES256-SHA:@SECLEVEL=0']],
    ['CCM with a short tag', ['-tls1_2', '-cipher', 'ECDHE-ECDSA-AES128-CCM8:@SECLEVEL=0']],
    ['no encryption', ['-tls1_2', '-cipher', 'ECDHE-ECDSA-NULL-SHA:@SECLEVEL=0']],
    ['no certificate', ['-tls1_2', '-cipher', 'AECDH-AES128-SHA:@SECLEVEL=0']],
    ['a signature with SHA-1', ['-tls1_2', '-sigalgs', 'ECDSA+SHA1']],
    ['P-521', ['-tls1_3', '-groups', 'P-521']],
  ] as const) {
    test(`refuses ${title}, which a server that takes anything takes`, async () => {
      assert.match(await runSClient(port(anything), args), /hello/);
      const refused = await runSClient(port(ecdsa), args);
      assert.match(refused, /alert|no protocols|no cipher/i);
      assert.match(refused, /Cipher is \(NONE\)/);
    });
  }

  for (const [group, curve] of [
    ['X25519', 'X25519'],
    ['P-256', 'ECDH, prime256v1'],
    ['P-384', 'ECDH, secp384r1'],
  ] as const) {
    test(`agrees on ${group}`, async () => {
      const said = await runSClient(port(ecdsa), ['-tls1_3', '-groups', group]);
      assert.match(said, new RegExp(`^Server Temp Key: ${curve}`, 'm'));
      assert.match(said, /hello/);
    });
  }

  for (const [title, args, cipher] of [
    [
      'TLS 1.3',
      ['-tls1_3', '-ciphersuites', 'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256'],
      'TLS_CHACHA20_POLY1305_SHA256',
    ],
    [
      'TLS 1.2',
      ['-tls1_2', '-cipher', 'ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305'],
      'ECDHE-ECDSA-CHACHA20-POLY1305',
    ],
  ] as const) {
    test(`prefers ChaCha20 in ${title}, whatever the client likes best, and does AES for who has no other`, async () => {
      assert.match(await runSClient(port(ecdsa), args), new RegExp(`Cipher is ${cipher}$`, 'm'));
      const without = args.map((word) => word.replace(/:[A-Z0-9_-]*CHACHA20.*/, ''));
      assert.match(await runSClient(port(ecdsa), without), /Cipher is \S*AES[-_]?256/);
    });
  }

  test('serves an RSA certificate too, with the same kinds of suites', async () => {
    assert.match(await runSClient(port(rsa), ['-tls1_2']), /Cipher is ECDHE-RSA-CHACHA20-POLY1305$/m);
    assert.match(await runSClient(port(rsa), ['-tls1_3']), /hello/);
    assert.match(
      await runSClient(port(rsa), ['-tls1_2', '-cipher', 'AES128-GCM-SHA256:@SECLEVEL=0']),
      /\(NONE\)/,
    );
  });

  test('does not negotiate anew', async () => {
    const args = ['-tls1_2'];
    assert.match(await renegotiateBySClient(port(anything), args), /RENEGOTIATING[\s\S]*hello/);
    const refused = await renegotiateBySClient(port(ecdsa), args);
    assert.match(refused, /RENEGOTIATING[\s\S]*no.renegotiation/i);
    assert.ok(!refused.includes('hello'));
  });

  for (const version of ['-tls1_2', '-tls1_3']) {
    test(`takes up a session again, and none of a key that it has no longer (${version.slice(1)})`, async (t) => {
      t.mock.timers.enable({ apis: ['setInterval'] });
      const server = await startTlsServer(pairs[0] as TestCertificate);
      t.after(() => server.close());
      const session = join(folder, `session${version}`);
      assert.match(await runSClient(server.port, [version, '-sess_out', session]), /^New, TLS/m);
      const again = [version, '-sess_in', session];
      assert.match(await runSClient(server.port, again), /^Reused, TLS[\s\S]*hello/m);
      t.mock.timers.tick(24 * 60 * 60 * 1000);
      assert.match(await runSClient(server.port, again), /^New, TLS[\s\S]*hello/m);
    });
  }

  test('takes no data before a handshake is complete, which an attacker could replay', async () => {
    const session = join(folder, 'session-early');
    const said = await runSClient(port(ecdsa), ['-tls1_3', '-sess_out', session]);
    assert.match(said, /Max Early Data: 0$/m);
  });
});
