import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface TestCertificate {
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly certificate: Buffer;
  readonly key: Buffer;
}

export interface CertificateOptions {
  readonly usage?: 'clientAuth' | 'serverAuth';
  /** Negative: it has expired. */
  readonly days?: number;
  readonly key?: readonly string[];
}

const EC_KEY: readonly string[] = ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
export const RSA_KEY: readonly string[] = ['rsa:2048'];

/** A CA of its own in a folder, made by openssl; without openssl the test that asks fails. */
export class CertificateAuthority {
  readonly #folder: string;
  readonly #name: string;

  constructor(folder: string, name: string) {
    this.#folder = folder;
    this.#name = name;
    openssl(
      ...['req', '-x509', '-newkey', ...EC_KEY, '-noenc', '-days', '2', '-subj', `/CN=${name}`],
      ...['-keyout', this.#path('key.pem'), '-out', this.#path('crt.pem')],
    );
  }

  get certificateFile(): string {
    return this.#path('crt.pem');
  }

  get certificate(): Buffer {
    return readFileSync(this.certificateFile);
  }

  issue(
    name: string,
    { usage = 'clientAuth', days = 1, key = EC_KEY }: CertificateOptions = {},
  ): TestCertificate {
    const path = (ending: string): string => join(this.#folder, `${this.#name}-${name}.${ending}`);
    openssl(
      ...['req', '-new', '-newkey', ...key, '-noenc', '-subj', `/CN=${name}`],
      ...['-keyout', path('key.pem'), '-out', path('csr.pem')],
    );
    writeFileSync(
      path('ext'),
      `basicConstraints=critical,CA:FALSE\nextendedKeyUsage=${usage}\nsubjectAltName=DNS:localhost\n`,
    );
    openssl(
      ...['x509', '-req', '-in', path('csr.pem'), '-days', String(days), '-extfile', path('ext')],
      ...['-CA', this.certificateFile, '-CAkey', this.#path('key.pem'), '-out', path('crt.pem')],
    );
    const [certificateFile, keyFile] = [path('crt.pem'), path('key.pem')];
    return {
      certificateFile,
      keyFile,
      certificate: readFileSync(certificateFile),
      key: readFileSync(keyFile),
    };
  }

  #path(ending: string): string {
    return join(this.#folder, `${this.#name}.${ending}`);
  }
}

function openssl(...args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: 'pipe' });
}
