import { execFileSync } from 'node:child_process';
import { CliError } from '../errors/cli-error.ts';
import type { AddressRules } from './address-rules.ts';

const GATEWAY_SOCKET_UNIT = 'garland-gateway.socket';

/** The rules in force on the gateway's socket. */
export function readAddressRules(env: NodeJS.ProcessEnv): AddressRules {
  return parseAddressRules(
    systemctl(env, 'show', GATEWAY_SOCKET_UNIT, '--property=IPAddressAllow', '--property=IPAddressDeny'),
  );
}

/** Parses the output of `systemctl show`. */
export function parseAddressRules(text: string): AddressRules {
  return {
    allow: parseListProperty('IPAddressAllow=', text),
    deny: parseListProperty('IPAddressDeny=', text),
  };
}

/** Applies these rules immediately, also to open connections, and permanently. */
export function writeAddressRules({ allow, deny }: AddressRules, env: NodeJS.ProcessEnv): void {
  // An empty value clears what was there; a value adds to it.
  const settings = [
    ...['IPAddressAllow=', ...(allow.length > 0 ? [`IPAddressAllow=${allow.join(' ')}`] : [])],
    ...['IPAddressDeny=', ...(deny.length > 0 ? [`IPAddressDeny=${deny.join(' ')}`] : [])],
  ];
  systemctl(env, 'set-property', GATEWAY_SOCKET_UNIT, ...settings);
}

function parseListProperty(property: string, text: string): string[] {
  const line = text.split('\n').find((candidate) => candidate.startsWith(property)) ?? property;
  return line.slice(property.length).split(' ').filter(Boolean);
}

function systemctl(env: NodeJS.ProcessEnv, ...args: readonly string[]): string {
  try {
    return execFileSync('systemctl', ['--no-ask-password', ...args], {
      encoding: 'utf8',
      stdio: 'pipe',
      env,
    });
  } catch (error) {
    throw systemctlError(error as NodeJS.ErrnoException & { stderr?: string });
  }
}

function systemctlError({ code, stderr, message }: NodeJS.ErrnoException & { stderr?: string }): CliError {
  if (code === 'ENOENT')
    return new CliError(
      'failed',
      'systemd is not installed on this machine, so there is no port to open or close.',
    );
  const why = stderr?.trim() || message;
  if (/authentication required|access denied/i.test(why))
    return new CliError(
      'permission',
      'Only root can change who can reach the tree.',
      'Run the same command with sudo.',
    );
  return new CliError('failed', `systemctl failed: ${why}`);
}
