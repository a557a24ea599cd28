import { INSTALLED_PATHS } from '../../system/installed-paths.ts';
import { type Finding, okIfNone, problem, unknown } from '../finding.ts';
import type { SystemProbe } from '../system-probe.ts';

interface FileModeRule {
  readonly path: string;
  /** Permission bits that nobody may have. */
  readonly forbiddenBits: number;
  readonly reason: string;
  /** What a file should have, for the advice. */
  readonly expectedMode: string;
}

const ROOT_UID = 0;
const OWNER_ONLY = { forbiddenBits: 0o077, expectedMode: '600' };
const ROOT_WRITABLE = { forbiddenBits: 0o022, expectedMode: '644' };

const FILE_MODE_RULES: readonly FileModeRule[] = [
  {
    path: INSTALLED_PATHS.signingFolder,
    forbiddenBits: 0o077,
    expectedMode: '700',
    reason: 'the key that makes tokens is in it',
  },
  { path: INSTALLED_PATHS.signingKey, ...OWNER_ONLY, reason: 'who reads it can make tokens' },
  { path: INSTALLED_PATHS.certificateKey, ...OWNER_ONLY, reason: 'who reads it can pretend to be your tree' },
  { path: INSTALLED_PATHS.remoteSocket, ...OWNER_ONLY, reason: 'it is for the gateway alone' },
  {
    path: INSTALLED_PATHS.localSocket,
    forbiddenBits: 0o007,
    expectedMode: '660',
    reason: 'it is for group garland alone',
  },
  { path: INSTALLED_PATHS.publicKeys, ...ROOT_WRITABLE, reason: 'who writes it can let tokens in' },
  { path: INSTALLED_PATHS.registry, ...ROOT_WRITABLE, reason: 'who writes it can let tokens in' },
  { path: INSTALLED_PATHS.driverConfig, ...ROOT_WRITABLE, reason: 'root runs by it' },
  { path: INSTALLED_PATHS.gatewayConfig, ...ROOT_WRITABLE, reason: 'the gateway runs by it' },
  { path: INSTALLED_PATHS.node, forbiddenBits: 0o022, expectedMode: '755', reason: 'root runs it' },
  ...INSTALLED_PATHS.programs.map((path) => ({ path, ...ROOT_WRITABLE, reason: 'root runs it' })),
];

/** Files and sockets are root's, and open to nobody whom they are not for. */
export async function checkFileModes(machine: SystemProbe): Promise<readonly Finding[]> {
  const findings = FILE_MODE_RULES.flatMap((rule) => checkFileMode(machine, rule) ?? []);
  return okIfNone(findings, 'files and sockets are open to nobody but whom they are for');
}

function checkFileMode(
  machine: SystemProbe,
  { path, forbiddenBits, expectedMode, reason }: FileModeRule,
): Finding | undefined {
  try {
    const stats = machine.stat(path);
    if (stats.uid !== ROOT_UID) return problem(`${path} is not root's: ${reason}`, `sudo chown root ${path}`);
    if ((stats.mode & forbiddenBits) === 0) return undefined;
    const found = (stats.mode & 0o777).toString(8);
    return problem(`${path} has mode ${found}: ${reason}`, `sudo chmod ${expectedMode} ${path}`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EACCES') return machine.isRoot ? undefined : unknown(`only root can see ${path}`);
    return problem(`there is no ${path}`, 'sudo dpkg-reconfigure garland');
  }
}
