import { createPrivateKey, X509Certificate } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createFile } from '@garland/daemon/write-file';
import { CliError } from '../errors/cli-error.ts';
import { tryOrUndefined } from '../system/try-or-undefined.ts';
import { EC_KEY_OPTIONS, extensionOptions, runOpenssl, subjectOptions } from './openssl.ts';

const CA_DAYS = 3_650;

/** The CA that signs client certificates. Only this machine's gateway trusts it. */
export interface ClientCa {
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly isNew: boolean;
}

/**
 * The CA in this folder, which is created if there is none.
 *
 * @throws {CliError} if it cannot sign certificates
 */
export function openClientCa(
  folder: string,
  scratch: string,
  env: NodeJS.ProcessEnv,
  hostName: string = hostname(),
): ClientCa {
  const [certificateFile, keyFile] = [join(folder, 'ca.pem'), join(folder, 'ca-key.pem')];
  const isNew = !existsSync(certificateFile) && !existsSync(keyFile);
  const ca = { certificateFile, keyFile, isNew };
  if (isNew) createClientCa(folder, ca, scratch, env, hostName);
  else checkClientCa(folder, ca);
  return ca;
}

/** The folder gets both files or none, whatever openssl does. */
function createClientCa(
  folder: string,
  { certificateFile, keyFile }: ClientCa,
  scratch: string,
  env: NodeJS.ProcessEnv,
  hostName: string,
): void {
  const [certificate, key] = [join(scratch, 'ca.pem'), join(scratch, 'ca-key.pem')];
  runOpenssl(env, [
    ...[
      'req',
      '-x509',
      ...EC_KEY_OPTIONS,
      '-days',
      `${CA_DAYS}`,
      ...subjectOptions(`Clients of ${hostName}`),
    ],
    ...['-keyout', key, '-out', certificate],
    ...extensionOptions('basicConstraints=critical,CA:TRUE,pathlen:0', 'keyUsage=critical,keyCertSign'),
  ]);
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
  createFile(keyFile, readFileSync(key), 0o600);
  createFile(certificateFile, readFileSync(certificate), 0o644);
}

function checkClientCa(folder: string, { certificateFile, keyFile }: ClientCa): void {
  for (const file of [certificateFile, keyFile])
    if (!existsSync(file)) throw unusableCa(folder, `${file} is missing.`);
  const certificate = tryOrUndefined(() => new X509Certificate(readFileSync(certificateFile)));
  if (!certificate) throw unusableCa(folder, `${certificateFile} is not a certificate.`);
  const keyPem = readFileSync(keyFile);
  const key = tryOrUndefined(() => createPrivateKey(keyPem));
  if (!key || !certificate.checkPrivateKey(key))
    throw unusableCa(folder, `${keyFile} is not the key of ${certificateFile}.`);
  if (new Date(certificate.validTo) <= new Date())
    throw unusableCa(folder, `${certificateFile} has expired.`);
}

function unusableCa(folder: string, fault: string): CliError {
  return new CliError(
    'failed',
    `The CA in ${folder} cannot sign a certificate; nothing was changed.`,
    fault,
    'Restore it, or move the folder away: then the next certificate gets a new CA, and all clients need new certificates.',
  );
}
