import { INSTALLED_PATHS } from '../../system/installed-paths.ts';
import { type Finding, okIfNone, problem, unknown } from '../finding.ts';
import type { SystemProbe } from '../system-probe.ts';

interface FileModeRule {
  readonly path: string;
  /** Permission bits that must not be set. */
  readonly forbiddenBits: number;
  readonly reason: string;
  /** The mode to advise. */
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
    reason: 'it holds the key that signs tokens',
  },
  { path: INSTALLED_PATHS.signingKey, ...OWNER_ONLY, reason: 'anyone who can read it can create tokens' },
  {
    path: INSTALLED_PATHS.certificateKey,
    ...OWNER_ONLY,
    reason: 'anyone who can read it can impersonate your tree',
  },
  { path: INSTALLED_PATHS.remoteSocket, ...OWNER_ONLY, reason: 'only the gateway should use it' },
  { path: INSTALLED_PATHS.rootSocket, ...OWNER_ONLY, reason: 'only root should use it' },
  {
    path: INSTALLED_PATHS.localSocket,
    forbiddenBits: 0o007,
    expectedMode: '660',
    reason: 'only group garland should use it',
  },
  {
    path: INSTALLED_PATHS.publicKeys,
    ...ROOT_WRITABLE,
    reason: 'anyone who can write it can make tokens valid',
  },
  {
    path: INSTALLED_PATHS.registry,
    ...ROOT_WRITABLE,
    reason: 'anyone who can write it can make tokens valid',
  },
  { path: INSTALLED_PATHS.driverConfig, ...ROOT_WRITABLE, reason: 'it configures a root process' },
  { path: INSTALLED_PATHS.gatewayConfig, ...ROOT_WRITABLE, reason: 'it configures the gateway' },
  { path: INSTALLED_PATHS.node, forbiddenBits: 0o022, expectedMode: '755', reason: 'root runs it' },
  ...INSTALLED_PATHS.programs.map((path) => ({ path, ...ROOT_WRITABLE, reason: 'root runs it' })),
];

/** Files and sockets belong to root, and only their users have access. */
export async function checkFileModes(probe: SystemProbe): Promise<readonly Finding[]> {
  const findings = FILE_MODE_RULES.flatMap((rule) => checkFileMode(probe, rule) ?? []);
  return okIfNone(findings, 'permissions are correct');
}

function checkFileMode(
  probe: SystemProbe,
  { path, forbiddenBits, expectedMode, reason }: FileModeRule,
): Finding | undefined {
  try {
    const stats = probe.stat(path);
    if (stats.uid !== ROOT_UID)
      return problem(`${path} does not belong to root: ${reason}`, `sudo chown root ${path}`);
    if ((stats.mode & forbiddenBits) === 0) return undefined;
    const found = (stats.mode & 0o777).toString(8);
    return problem(`${path} has mode ${found}: ${reason}`, `sudo chmod ${expectedMode} ${path}`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EACCES') return probe.isRoot ? undefined : unknown(`only root can check ${path}`);
    return problem(`${path} is missing`, 'sudo dpkg-reconfigure garland');
  }
}
