import { type Finding, orElse, problem, unknown } from '../finding.ts';
import type { Machine } from '../machine.ts';
import { PLACES } from '../places.ts';

interface Rule {
  readonly path: string;
  /** Permission bits that nobody may have. */
  readonly never: number;
  readonly why: string;
  /** What a file should have, for the advice. */
  readonly mode: string;
}

const ROOT_UID = 0;
const SECRET = { never: 0o077, mode: '600' };
const TRUSTED = { never: 0o022, mode: '644' };

const RULES: readonly Rule[] = [
  { path: PLACES.signingFolder, never: 0o077, mode: '700', why: 'the key that makes tokens is in it' },
  { path: PLACES.signingKey, ...SECRET, why: 'who reads it can make tokens' },
  { path: PLACES.certificateKey, ...SECRET, why: 'who reads it can pretend to be your tree' },
  { path: PLACES.remoteSocket, ...SECRET, why: 'it is for the gateway alone' },
  { path: PLACES.localSocket, never: 0o007, mode: '660', why: 'it is for group garland alone' },
  { path: PLACES.publicKeys, ...TRUSTED, why: 'who writes it can let tokens in' },
  { path: PLACES.registry, ...TRUSTED, why: 'who writes it can let tokens in' },
  { path: PLACES.driverConfig, ...TRUSTED, why: 'root runs by it' },
  { path: PLACES.gatewayConfig, ...TRUSTED, why: 'the gateway runs by it' },
  { path: PLACES.node, never: 0o022, mode: '755', why: 'root runs it' },
  ...PLACES.programs.map((path) => ({ path, ...TRUSTED, why: 'root runs it' })),
];

/** Files and sockets are root's, and open to nobody whom they are not for. */
export async function checkModes(machine: Machine): Promise<readonly Finding[]> {
  const findings = RULES.flatMap((rule) => findingOf(machine, rule) ?? []);
  return orElse(findings, 'files and sockets are open to nobody but whom they are for');
}

function findingOf(machine: Machine, { path, never, mode, why }: Rule): Finding | undefined {
  try {
    const stats = machine.stat(path);
    if (stats.uid !== ROOT_UID) return problem(`${path} is not root's: ${why}`, `sudo chown root ${path}`);
    if ((stats.mode & never) === 0) return undefined;
    const found = (stats.mode & 0o777).toString(8);
    return problem(`${path} has mode ${found}: ${why}`, `sudo chmod ${mode} ${path}`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EACCES') return machine.isRoot ? undefined : unknown(`only root can see ${path}`);
    return problem(`there is no ${path}`, 'sudo dpkg-reconfigure garland');
  }
}
