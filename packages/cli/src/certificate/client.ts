import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure, usage } from '../failure.ts';

export const DEFAULT_CLIENTS_FOLDER = '/etc/garland/clients';

const CA_DAYS = 3_650;
/** Apple takes certificates of a private CA for 825 days at most, others for 398. */
const CLIENT_DAYS = 397;
const NAME = /^[a-z0-9][a-z0-9_.-]{0,31}$/;
const EC_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc'];

/** Of systems before macOS 15 and iOS 18 these are the newest that open; the password is too long to be guessed anyway. */
const READ_EVERYWHERE = ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1'];

export interface ClientCertificate {
  readonly name: string;
  /** Certificate and key, to be carried to the client. The key is nowhere else. */
  readonly file: string;
  readonly password: string;
  /** What the gateway is to be told: `tls.client_ca`. */
  readonly ca: string;
  readonly caIsNew: boolean;
}

/** Makes a certificate for a browser, and before the first one the CA that signs them. */
export function makeClientCertificate(folder: string, name: string, file: string): ClientCertificate {
  if (!NAME.test(name))
    throw usage(
      `${JSON.stringify(name)} is no name for a client: it takes small letters, digits, "_", "." and "-", at most 32.`,
    );
  if (existsSync(file)) throw new Failure('failed', `${file} is there already; nothing was changed.`);
  const [ca, caKey] = [join(folder, 'ca.pem'), join(folder, 'ca-key.pem')];
  const caIsNew = !existsSync(ca);
  if (caIsNew) makeCa(folder, ca, caKey);
  const password = newPassword();
  inScratchFolder((scratch) => {
    const [certificate, key] = [join(scratch, 'certificate.pem'), join(scratch, 'key.pem')];
    openssl(
      'req',
      '-x509',
      ...EC_KEY,
      '-days',
      `${CLIENT_DAYS}`,
      '-subj',
      `/CN=${name}`,
      ...[
        ...['-CA', ca, '-CAkey', caKey, '-keyout', key, '-out', certificate],
        ...extensions('basicConstraints=critical,CA:FALSE', 'keyUsage=critical,digitalSignature'),
        ...extensions('extendedKeyUsage=clientAuth'),
      ],
    );
    const packed = join(scratch, 'packed.p12');
    execFileSync(
      'openssl',
      [
        ...['pkcs12', '-export', '-in', certificate, '-inkey', key, '-name', `Garland: ${name}`],
        ...[...READ_EVERYWHERE, '-passout', 'env:PASSWORD', '-out', packed],
      ],
      { stdio: 'pipe', env: { ...process.env, PASSWORD: password } },
    );
    execFileSync('install', ['-m', '600', packed, file], { stdio: 'pipe' });
  });
  return { name, file, password, ca, caIsNew };
}

function makeCa(folder: string, ca: string, caKey: string): void {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
  openssl(
    'req',
    '-x509',
    ...EC_KEY,
    '-days',
    `${CA_DAYS}`,
    ...[
      ...['-subj', `/CN=Clients of ${hostname()}`, '-keyout', caKey, '-out', ca],
      ...extensions('basicConstraints=critical,CA:TRUE,pathlen:0', 'keyUsage=critical,keyCertSign'),
    ],
  );
  // openssl itself made the key for its owner's eyes alone.
  chmodSync(ca, 0o644);
}

function extensions(...texts: readonly string[]): string[] {
  return texts.flatMap((text) => ['-addext', text]);
}

/** Four groups of five that are easily typed on a telephone: 98 bits. */
function newPassword(): string {
  const letters = 'abcdefghijkmnpqrstuvwxyz23456789';
  const group = (): string => Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}

function inScratchFolder(work: (path: string) => void): void {
  const path = mkdtempSync(join(tmpdir(), 'garland-client-'));
  try {
    work(path);
  } finally {
    rmSync(path, { recursive: true });
  }
}

function openssl(...args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: 'pipe' });
}
