import { CliError } from '../errors/cli-error.ts';
import { SOCKET_UNITS } from '../system/installed-paths.ts';
import type { RunProgram } from '../system/run-program.ts';
import type { AddressRules } from './address-rules.ts';

/** The rules in force on the gateway's socket. */
export async function readAddressRules(run: RunProgram): Promise<AddressRules> {
  const properties = ['--property=IPAddressAllow', '--property=IPAddressDeny'];
  const text = await systemctl(run, 'show', SOCKET_UNITS.gateway, ...properties);
  return {
    allow: parseListProperty('IPAddressAllow=', text),
    deny: parseListProperty('IPAddressDeny=', text),
  };
}

/** Applies these rules immediately, also to open connections, and permanently. */
export async function writeAddressRules({ allow, deny }: AddressRules, run: RunProgram): Promise<void> {
  // An empty value clears the list; a value adds to it.
  const settings = [
    ...['IPAddressAllow=', ...(allow.length > 0 ? [`IPAddressAllow=${allow.join(' ')}`] : [])],
    ...['IPAddressDeny=', ...(deny.length > 0 ? [`IPAddressDeny=${deny.join(' ')}`] : [])],
  ];
  await systemctl(run, 'set-property', SOCKET_UNITS.gateway, ...settings);
}

function parseListProperty(property: string, text: string): string[] {
  const line = text.split('\n').find((candidate) => candidate.startsWith(property)) ?? property;
  return line.slice(property.length).split(' ').filter(Boolean);
}

async function systemctl(run: RunProgram, ...args: readonly string[]): Promise<string> {
  const result = await run('systemctl', '--no-ask-password', ...args);
  if (!result)
    throw new CliError(
      'failed',
      'systemd is not installed on this machine, so there is no port to open or close.',
    );
  if (result.exitCode !== 0) throw systemctlError(result.stderr.trim());
  return result.stdout;
}

function systemctlError(why: string): CliError {
  if (/authentication required|access denied/i.test(why))
    return new CliError(
      'permission',
      'Only root can change who can reach the tree.',
      'Run the same command with sudo.',
    );
  return new CliError('failed', `systemctl failed: ${why}`);
}
