import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './support.ts';

/** A certificate and its key, in a folder such as certbot's `live` has. */
export interface TestCertificate {
  readonly folder: string;
  /** The certificate alone; `chainFile` has the CA's behind it. */
  readonly certificateFile: string;
  readonly chainFile: string;
  readonly keyFile: string;
  readonly certificate: Buffer;
  readonly key: Buffer;
}

export interface CertificateRequest {
  /** The common name, and the name of the folder. */
  readonly name?: string;
  /** The alternative names, as openssl spells them. */
  readonly names?: string;
  readonly usage?: 'clientAuth' | 'serverAuth';
  /** Negative: it has expired. */
  readonly days?: number;
  readonly key?: readonly string[];
}

export const EC_KEY: readonly string[] = ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
export const RSA_KEY: readonly string[] = ['rsa:2048'];

/** A CA with a folder of its own, made by openssl; without openssl the test that asks fails. */
export class TestCa {
  readonly folder: string;
  readonly certificateFile: string;
  readonly certificate: Buffer;
  readonly #keyFile: string;

  constructor(name = 'Test CA', folder: string = temporaryFolder(), issuer?: TestCa, days = 2) {
    this.folder = folder;
    this.certificateFile = join(folder, 'ca.pem');
    this.#keyFile = join(folder, 'ca.key');
    const key = ['-newkey', ...EC_KEY, '-noenc', '-keyout', this.#keyFile, '-subj', `/CN=${name}`];
    if (!issuer) openssl('req', '-x509', ...key, '-days', `${days}`, '-out', this.certificateFile);
    else {
      const request = join(folder, 'request.pem');
      openssl('req', '-new', ...key, '-out', request);
      issuer.#sign(request, 'basicConstraints=critical,CA:TRUE\n', days, this.certificateFile);
    }
    this.certificate = readFileSync(this.certificateFile);
  }

  /** An intermediate CA that this one has signed. */
  intermediate(name: string, days = 2): TestCa {
    return new TestCa(name, temporaryFolder(), this, days);
  }

  issue({
    name = 'tree',
    names = 'DNS:localhost,IP:127.0.0.1',
    usage = 'serverAuth',
    days = 60,
    key = EC_KEY,
  }: CertificateRequest = {}): TestCertificate {
    const folder = temporaryFolder();
    const at = (file: string): string => join(folder, file);
    openssl(
      ...['req', '-new', '-newkey', ...key, '-noenc', '-subj', `/CN=${name}`],
      ...['-keyout', at('privkey.pem'), '-out', at('request.pem')],
    );
    const alternatives = names ? `subjectAltName=${names}\n` : '';
    const extensions = `basicConstraints=critical,CA:FALSE\nextendedKeyUsage=${usage}\n${alternatives}`;
    this.#sign(at('request.pem'), extensions, days, at('cert.pem'));
    const certificate = readFileSync(at('cert.pem'));
    writeFileSync(at('fullchain.pem'), Buffer.concat([certificate, this.certificate]));
    return {
      folder,
      certificateFile: at('cert.pem'),
      chainFile: at('fullchain.pem'),
      keyFile: at('privkey.pem'),
      certificate,
      key: readFileSync(at('privkey.pem')),
    };
  }

  #sign(request: string, extensions: string, days: number, out: string): void {
    const file = `${request}.extensions`;
    writeFileSync(file, extensions);
    openssl(
      ...['x509', '-req', '-in', request, '-days', `${days}`, '-extfile', file],
      ...['-CA', this.certificateFile, '-CAkey', this.#keyFile, '-out', out],
    );
  }
}

export function openssl(...args: readonly string[]): string {
  return execFileSync('openssl', args, { encoding: 'utf8', stdio: 'pipe' });
}
