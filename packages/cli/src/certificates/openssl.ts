import { execFileSync } from 'node:child_process';
import { CliError } from '../errors/cli-error.ts';

export const EC_KEY_OPTIONS: readonly string[] = [
  ...['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc'],
];

/** X.520's upper bound of a common name, which OpenSSL enforces. */
const MAX_COMMON_NAME_LENGTH = 64;

/** @throws {CliError} with openssl's own words, if it is missing or fails */
export function runOpenssl(env: NodeJS.ProcessEnv, args: readonly string[]): string {
  try {
    return execFileSync('openssl', args, { stdio: 'pipe', env, encoding: 'utf8' });
  } catch (error) {
    throw opensslError(error as NodeJS.ErrnoException & { stderr?: string });
  }
}

export function extensionOptions(...texts: readonly string[]): string[] {
  return texts.flatMap((text) => ['-addext', text]);
}

/** The subject for people to recognise a certificate by. Clients compare only the subjectAltName, so it can be cut short. */
export function subjectOptions(text: string): string[] {
  const commonName = text.replaceAll(/[^A-Za-z0-9 ._-]/g, '-').slice(0, MAX_COMMON_NAME_LENGTH);
  return ['-subj', `/CN=${commonName.trim()}`];
}

function opensslError({ code, stderr, message }: NodeJS.ErrnoException & { stderr?: string }): CliError {
  if (code === 'ENOENT')
    return new CliError(
      'failed',
      'openssl is not installed; nothing was changed.',
      'sudo apt install openssl',
    );
  const lines = (stderr || message).trim().split('\n').slice(-4);
  return new CliError('failed', 'openssl could not create the certificate; nothing was changed.', ...lines);
}
