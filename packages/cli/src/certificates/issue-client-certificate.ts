import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { usageError } from '../errors/cli-error.ts';
import { SecretFile } from '../system/secret-file.ts';

const CA_DAYS = 3_650;
/** Apple accepts certificates of a private CA for at most 825 days, others for 398. */
const CLIENT_DAYS = 397;
const CLIENT_NAME_PATTERN = /^[a-z0-9][a-z0-9_.-]{0,31}$/;
const EC_KEY_OPTIONS = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc'];

/** The newest algorithms that systems before macOS 15 and iOS 18 can open; the password is too long to be guessed anyway. */
const COMPATIBLE_PKCS12 = ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1'];

export interface ClientCertificate {
  readonly name: string;
  /** Certificate and key, to copy to the client. No other copy of the key exists. */
  readonly file: string;
  readonly password: string;
  /** The gateway's setting `tls.client_ca`. */
  readonly ca: string;
  readonly isNewCa: boolean;
}

/** Creates a client certificate, and before the first one the CA that signs them. */
export function issueClientCertificate(
  folder: string,
  name: string,
  file: string,
  env: NodeJS.ProcessEnv = process.env,
): ClientCertificate {
  if (!CLIENT_NAME_PATTERN.test(name))
    throw usageError(
      `${JSON.stringify(name)} is not a valid client name: use small letters, digits, "_", "." and "-", at most 32.`,
    );
  const output = SecretFile.create(file, env);
  const [ca, caKey] = [join(folder, 'ca.pem'), join(folder, 'ca-key.pem')];
  const isNewCa = !existsSync(ca);
  const password = generatePassword();
  try {
    if (isNewCa) createCa(folder, ca, caKey);
    output.write(createPkcs12(name, password, [ca, caKey], env));
  } catch (error) {
    output.discard();
    throw error;
  }
  return { name, file, password, ca, isNewCa };
}

/** A new key with its certificate, encrypted with the password. */
function createPkcs12(
  name: string,
  password: string,
  [ca, caKey]: readonly [string, string],
  env: NodeJS.ProcessEnv,
): Buffer {
  return withTemporaryFolder((scratch) => {
    const [certificate, key] = [join(scratch, 'certificate.pem'), join(scratch, 'key.pem')];
    openssl(
      'req',
      '-x509',
      ...EC_KEY_OPTIONS,
      '-days',
      `${CLIENT_DAYS}`,
      '-subj',
      `/CN=${name}`,
      ...[
        ...['-CA', ca, '-CAkey', caKey, '-keyout', key, '-out', certificate],
        ...extensionOptions('basicConstraints=critical,CA:FALSE', 'keyUsage=critical,digitalSignature'),
        ...extensionOptions('extendedKeyUsage=clientAuth'),
      ],
    );
    return execFileSync(
      'openssl',
      [
        ...['pkcs12', '-export', '-in', certificate, '-inkey', key, '-name', `Garland: ${name}`],
        ...[...COMPATIBLE_PKCS12, '-passout', 'env:PASSWORD'],
      ],
      { stdio: 'pipe', env: { ...env, PASSWORD: password } },
    );
  });
}

function createCa(folder: string, ca: string, caKey: string): void {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
  openssl(
    'req',
    '-x509',
    ...EC_KEY_OPTIONS,
    '-days',
    `${CA_DAYS}`,
    ...[
      ...['-subj', `/CN=Clients of ${hostname()}`, '-keyout', caKey, '-out', ca],
      ...extensionOptions('basicConstraints=critical,CA:TRUE,pathlen:0', 'keyUsage=critical,keyCertSign'),
    ],
  );
  // The key is readable only by its owner: openssl creates it so.
  chmodSync(ca, 0o644);
}

function extensionOptions(...texts: readonly string[]): string[] {
  return texts.flatMap((text) => ['-addext', text]);
}

/** Four groups of five characters that are easy to type on a phone: 98 bits. */
function generatePassword(): string {
  const letters = 'abcdefghijkmnpqrstuvwxyz23456789';
  const group = (): string => Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}

function withTemporaryFolder<T>(work: (path: string) => T): T {
  const path = mkdtempSync(join(tmpdir(), 'garland-client-'));
  try {
    return work(path);
  } finally {
    rmSync(path, { recursive: true });
  }
}

function openssl(...args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: 'pipe' });
}
