import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { createFile } from '@garland/daemon/write-file';
import { CliError } from '../errors/cli-error.ts';
import { initTokenFolder } from '../tokens/init-token-folder.ts';
import { issueToken } from '../tokens/issue-token.ts';
import { tokenFolder } from '../tokens/token-folder.ts';
import { driverToml, gatewayToml } from './config-templates.ts';
import type { DemoOptions } from './demo-options.ts';

const FOLDER_PREFIX = 'garland-demo-';
/** The length of the kernel's socket address without its final NUL. */
const SOCKET_PATH_MAX_BYTES = 107;
const TREE_NAME = 'demo';
const TOKEN_LIFETIME_S = 7 * 86_400;

/** All files of one demo, in a folder that only this user can enter. */
export interface DemoFolder {
  readonly path: string;
  readonly localSocket: string;
  readonly remoteSocket: string;
  readonly driverConfig: string;
  readonly gatewayConfig: string;
  readonly driverLog: string;
  readonly gatewayLog: string;
  readonly tokenFolderPath: string;
  /** The Authorization header, for `curl -H @file`. */
  readonly authorizationFile: string;
}

export function createDemoFolder(): DemoFolder {
  const parent = realpathSync(tmpdir());
  const folder = demoPaths(join(parent, `${FOLDER_PREFIX}XXXXXX`));
  const length = Buffer.byteLength(folder.remoteSocket);
  if (length > SOCKET_PATH_MAX_BYTES) {
    throw new CliError(
      'failed',
      `The temporary folder ${parent} has too long a name: socket paths in it need ${length} bytes, and the system allows ${SOCKET_PATH_MAX_BYTES}.`,
      'Use a shorter one:  TMPDIR=/tmp npm start',
    );
  }
  const path = mkdtempSync(join(parent, FOLDER_PREFIX));
  chmodSync(path, 0o700);
  return demoPaths(path);
}

function demoPaths(path: string): DemoFolder {
  return {
    path,
    localSocket: join(path, 'run', 'local.sock'),
    remoteSocket: join(path, 'run', 'remote.sock'),
    driverConfig: join(path, 'driver.toml'),
    gatewayConfig: join(path, 'gateway.toml'),
    driverLog: join(path, 'driver.log'),
    gatewayLog: join(path, 'gateway.log'),
    tokenFolderPath: join(path, 'tokens'),
    authorizationFile: join(path, 'authorization.header'),
  };
}

/** Creates keys, a token and both configurations. */
export async function writeConfigs(folder: DemoFolder, options: DemoOptions): Promise<void> {
  const tokens = tokenFolder(folder.tokenFolderPath);
  initTokenFolder(tokens, TREE_NAME);
  const { token } = await issueToken(tokens, {
    name: 'demo',
    scope: 'play status',
    lifetimeS: TOKEN_LIFETIME_S,
  });
  for (const name of ['run', 'state']) mkdirSync(join(folder.path, name), { mode: 0o700 });
  createFile(folder.authorizationFile, `Authorization: Bearer ${token}\n`, 0o600);
  createFile(folder.driverConfig, driverToml(folder.path, options), 0o600);
  createFile(folder.gatewayConfig, gatewayToml(folder.remoteSocket, tokens, options.port), 0o600);
}

/** Removes a demo's folder. Any other path, as from a damaged lockfile, is left alone. */
export function removeDemoFolder(path: string): void {
  const isDemoFolder = basename(path).startsWith(FOLDER_PREFIX) && dirname(path) === realpathSync(tmpdir());
  if (isDemoFolder && statSync(path, { throwIfNoEntry: false })?.uid === process.getuid?.()) {
    rmSync(path, { recursive: true, force: true });
  }
}
