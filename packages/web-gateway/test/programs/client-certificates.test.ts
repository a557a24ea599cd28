import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { temporaryFolder } from '@garland/test-kit/support';
import { TestCa, type TestCertificate } from '@garland/test-kit/test-ca';
import { runSClient, startTlsServer, type TlsTestServer } from '../openssl-client.ts';

const folder = temporaryFolder();
const ours = new TestCa('ours');
const others = new TestCa('others');
const server: TestCertificate = ours.issue();
const anna = ours.issue({ name: 'anna', usage: 'clientAuth' });
let gateway: TlsTestServer;
let open: TlsTestServer;
before(async () => {
  gateway = await startTlsServer(server, ours.certificate);
  open = await startTlsServer(server);
});
after(() => {
  gateway.close();
  open.close();
});

const VERSIONS = ['-tls1_2', '-tls1_3'];
const REFUSED: readonly [title: string, pair: TestCertificate | undefined, reason: RegExp][] = [
  ['no certificate', undefined, /PEER_DID_NOT_RETURN_A_CERTIFICATE/],
  [
    'one of another CA',
    others.issue({ name: 'anna', usage: 'clientAuth' }),
    /UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT/,
  ],
  ['one that has expired', ours.issue({ name: 'late', usage: 'clientAuth', days: -1 }), /CERT_HAS_EXPIRED/],
  ['one that is for servers', server, /INVALID_PURPOSE/],
];

function shown(pair: TestCertificate | undefined): string[] {
  return pair ? ['-cert', pair.certificateFile, '-key', pair.keyFile] : [];
}

describe('a gateway that asks for client certificates', () => {
  for (const version of VERSIONS) {
    for (const [title, pair, reason] of REFUSED) {
      test(`reads no request of who shows ${title}, and says why in the audit trail (${version.slice(1)})`, async () => {
        const [requests, failures] = [gateway.requests(), gateway.failures.length];
        assert.ok(!(await runSClient(gateway.port, [version, ...shown(pair)])).includes('hello'));
        assert.equal(gateway.requests(), requests);
        assert.match(gateway.failures.slice(failures).join(), reason);
        assert.match(await runSClient(open.port, [version, ...shown(pair)]), /hello/);
      });
    }

    test(`serves who shows one of its CA (${version.slice(1)})`, async () => {
      assert.match(await runSClient(gateway.port, [version, ...shown(anna)]), /hello/);
    });

    test(`has a certificate shown anew on every connection (${version.slice(1)})`, async () => {
      const own = shown(anna);
      const comeAgain = async ({ port }: TlsTestServer): Promise<string> => {
        const session = join(folder, `session${port}${version}`);
        await runSClient(port, [version, ...own, '-sess_out', session]);
        return await runSClient(port, [version, ...own, '-sess_in', session]);
      };
      assert.match(await comeAgain(open), /^Reused, TLS[\s\S]*hello/m);
      assert.match(await comeAgain(gateway), /^New, TLS[\s\S]*hello/m);
    });
  }
});
