import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Failure } from '../failure.ts';
import { tokenFolder } from '../tokens/folder.ts';
import { initialise } from '../tokens/init.ts';
import { issueToken } from '../tokens/issue.ts';
import { driverConfig, gatewayConfig } from './configs.ts';
import type { DemoOptions } from './options.ts';

const PREFIX = 'garland-demo-';
/** What the kernel's socket address holds, less its final NUL. */
const SOCKET_PATH_MAX_BYTES = 107;
const TREE = 'demo';
const LIFETIME_S = 7 * 86_400;

/** Everything that one demo keeps on disk, in a folder that only this user can enter. */
export interface DemoFolder {
  readonly path: string;
  readonly localSocket: string;
  readonly remoteSocket: string;
  readonly driverConfig: string;
  readonly gatewayConfig: string;
  readonly driverLog: string;
  readonly gatewayLog: string;
  readonly tokens: string;
  /** The header line that authorises, as `curl -H @file` reads it. */
  readonly authorization: string;
}

export function createFolder(): DemoFolder {
  const parent = realpathSync(tmpdir());
  const folder = layout(join(parent, `${PREFIX}XXXXXX`));
  const length = Buffer.byteLength(folder.remoteSocket);
  if (length > SOCKET_PATH_MAX_BYTES) {
    throw new Failure(
      'failed',
      `The folder for temporary files, ${parent}, has too long a name: sockets in it would need ${length} bytes, and the system allows ${SOCKET_PATH_MAX_BYTES}.`,
      'Choose a shorter one:  TMPDIR=/tmp npm start',
    );
  }
  const path = mkdtempSync(join(parent, PREFIX));
  chmodSync(path, 0o700);
  return layout(path);
}

function layout(path: string): DemoFolder {
  return {
    path,
    localSocket: join(path, 'run', 'local.sock'),
    remoteSocket: join(path, 'run', 'remote.sock'),
    driverConfig: join(path, 'driver.toml'),
    gatewayConfig: join(path, 'gateway.toml'),
    driverLog: join(path, 'driver.log'),
    gatewayLog: join(path, 'gateway.log'),
    tokens: join(path, 'tokens'),
    authorization: join(path, 'authorization.header'),
  };
}

/** Keys, a token and both configurations. */
export async function furnish(folder: DemoFolder, options: DemoOptions): Promise<void> {
  const tokens = tokenFolder(folder.tokens);
  initialise(tokens, TREE);
  const { token } = await issueToken(tokens, { name: 'demo', scope: 'play status', lifetimeS: LIFETIME_S });
  for (const name of ['run', 'state']) mkdirSync(join(folder.path, name), { mode: 0o700 });
  writeSecret(folder.authorization, `Authorization: Bearer ${token}\n`);
  writeSecret(folder.driverConfig, driverConfig(folder.path, options));
  writeSecret(folder.gatewayConfig, gatewayConfig(folder.remoteSocket, tokens, options.port));
}

/** Removes a demo's folder, and nothing that is not one, whatever a damaged pointer says. */
export function removeFolder(path: string): void {
  const isOurs = basename(path).startsWith(PREFIX) && dirname(path) === realpathSync(tmpdir());
  if (isOurs && statSync(path, { throwIfNoEntry: false })?.uid === process.getuid?.()) {
    rmSync(path, { recursive: true, force: true });
  }
}

function writeSecret(path: string, text: string): void {
  writeFileSync(path, text, { mode: 0o600, flag: 'wx' });
}
