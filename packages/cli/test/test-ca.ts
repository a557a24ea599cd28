import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from './spawn-garland.ts';

export interface CertificateRequest {
  /** As openssl has it: "DNS:tree.example.org". */
  readonly names?: string;
  readonly usage?: string;
  /** Negative: it has expired. */
  readonly days?: number;
  readonly key?: readonly string[];
}

const EC_KEY: readonly string[] = ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];

/** A CA that hands out folders as certbot's `live` has them. Without openssl the test that asks fails. */
export class TestCa {
  readonly folder: string = scratchFolder();

  constructor() {
    openssl(
      ...['req', '-x509', '-newkey', ...EC_KEY, '-noenc', '-days', '2', '-subj', '/CN=Test CA'],
      ...['-keyout', join(this.folder, 'ca.key'), '-out', join(this.folder, 'ca.pem')],
    );
  }

  issue({
    names = 'DNS:tree.example.org',
    usage = 'serverAuth',
    days = 60,
    key = EC_KEY,
  }: CertificateRequest = {}): string {
    const folder = scratchFolder();
    const at = (name: string): string => join(folder, name);
    openssl(
      'req',
      '-new',
      '-newkey',
      ...key,
      '-noenc',
      '-subj',
      '/CN=tree',
      ...[...['-keyout', at('privkey.pem'), '-out', at('request.pem')]],
    );
    const san = names ? `subjectAltName=${names}\n` : '';
    writeFileSync(at('extensions'), `basicConstraints=critical,CA:FALSE\nextendedKeyUsage=${usage}\n${san}`);
    openssl(
      'x509',
      '-req',
      '-in',
      at('request.pem'),
      '-days',
      `${days}`,
      '-extfile',
      at('extensions'),
      ...[
        ...[
          '-CA',
          join(this.folder, 'ca.pem'),
          '-CAkey',
          join(this.folder, 'ca.key'),
          '-out',
          at('cert.pem'),
        ],
      ],
    );
    const chain = [at('cert.pem'), join(this.folder, 'ca.pem')].map((path) => readFileSync(path, 'utf8'));
    writeFileSync(at('fullchain.pem'), chain.join(''));
    return folder;
  }
}

export function openssl(...args: readonly string[]): string {
  return execFileSync('openssl', args, { encoding: 'utf8', stdio: 'pipe' });
}

/** What stands there is a certificate and its own key, whatever happened; returns whose. */
export function fingerprintOfPairIn(folder: string): string {
  const leaf = new X509Certificate(readFileSync(join(folder, 'fullchain.pem')));
  assert.ok(leaf.checkPrivateKey(createPrivateKey(readFileSync(join(folder, 'privkey.pem')))));
  return leaf.fingerprint256;
}
