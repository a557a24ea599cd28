import { execFileSync } from 'node:child_process';
import { Failure } from '../failure.ts';
import type { AddressRules } from './rules.ts';

const UNIT = 'garland-gateway.socket';

/** The rules that are in force on the gateway's socket. */
export function readRules(): AddressRules {
  return rulesIn(systemctl('show', UNIT, '--property=IPAddressAllow', '--property=IPAddressDeny'));
}

/** The rules in what `systemctl show` prints. */
export function rulesIn(text: string): AddressRules {
  return { allow: listAfter('IPAddressAllow=', text), deny: listAfter('IPAddressDeny=', text) };
}

/** Puts these rules in force at once, for connections that are open too, and for good. */
export function writeRules({ allow, deny }: AddressRules): void {
  // An empty value clears what was there; a value adds to it.
  const settings = [
    ...['IPAddressAllow=', ...(allow.length > 0 ? [`IPAddressAllow=${allow.join(' ')}`] : [])],
    ...['IPAddressDeny=', ...(deny.length > 0 ? [`IPAddressDeny=${deny.join(' ')}`] : [])],
  ];
  systemctl('set-property', UNIT, ...settings);
}

function listAfter(property: string, text: string): string[] {
  const line = text.split('\n').find((candidate) => candidate.startsWith(property)) ?? property;
  return line.slice(property.length).split(' ').filter(Boolean);
}

function systemctl(...args: readonly string[]): string {
  try {
    return execFileSync('systemctl', ['--no-ask-password', ...args], { encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    throw explain(error as NodeJS.ErrnoException & { stderr?: string });
  }
}

function explain({ code, stderr, message }: NodeJS.ErrnoException & { stderr?: string }): Failure {
  if (code === 'ENOENT')
    return new Failure('failed', 'There is no systemd here, and so no port to open or close.');
  const why = stderr?.trim() || message;
  if (/authentication required|access denied/i.test(why))
    return new Failure(
      'permission',
      'Only root may say who can reach the tree.',
      'Run the same command with sudo.',
    );
  return new Failure('failed', `systemctl says: ${why}`);
}
