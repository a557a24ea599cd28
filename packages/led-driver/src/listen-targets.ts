import { lstatSync, mkdirSync, statSync, unlinkSync } from 'node:fs';
import { connect, type Server } from 'node:net';
import { join } from 'node:path';
import { EX_CANTCREAT, StartError } from '@garland/daemon';
import type { Role } from '@garland/protocol';

/** Where connections arrive: at a socket that systemd opened, or at a path to open one at. */
export type ListenTarget = { readonly fd: number } | { readonly path: string; readonly mode: number };
export type SocketName = 'remote' | 'local' | 'root';
export type ListenTargets = ReadonlyMap<SocketName, ListenTarget>;

interface SocketSpec {
  readonly role: Role;
  /** The file system decides who can open which socket: root alone, or root and the group. */
  readonly mode: number;
}

/**
 * `root` has the local role too, with a queue and limits of its own: a group member who connects without a pause fills the
 * queue of `local` in the kernel, and further connections, root's included, fail there.
 */
export const SOCKETS: Readonly<Record<SocketName, SocketSpec>> = {
  remote: { role: 'remote', mode: 0o600 },
  local: { role: 'local', mode: 0o660 },
  root: { role: 'local', mode: 0o600 },
};
const SOCKET_NAMES = Object.keys(SOCKETS) as SocketName[];
/** An administrator's own units can do without the others. */
const REQUIRED_NAMES: readonly SocketName[] = ['remote', 'local'];

const PROBE_TIMEOUT_MS = 500;
/** The kernel's limit without the final NUL. Node would truncate a longer path and bind to the rest. */
const MAX_PATH_BYTES = 107;
const WRITABLE_BY_OTHERS = 0o022;

/**
 * Where the driver listens: on the sockets that systemd passed (`FileDescriptorName=`), or at paths in the runtime directory, from which the sockets of a killed driver are removed.
 *
 * @throws {StartError} if another driver runs, or a path is unsafe or taken by another file
 */
export async function prepareListenTargets(
  inherited: ReadonlyMap<string, number>,
  runtimeDir: string,
): Promise<ListenTargets> {
  if (inherited.size > 0) return inheritedTargets(inherited);
  makeRuntimeDirectory(runtimeDir);
  refuseUnsafeDirectory(runtimeDir);
  const targets = new Map<SocketName, ListenTarget>();
  for (const name of SOCKET_NAMES) targets.set(name, await prepareSocketPath(runtimeDir, name));
  return targets;
}

/**
 * Makes a server listen at a target. A path is created with its final mode, so it is never accessible to more users for a moment.
 *
 * The returned function rejects with a {StartError} if it can't listen there.
 */
export function listenAt(target: ListenTarget): (server: Server) => Promise<void> {
  return (server) =>
    new Promise((resolve, reject) => {
      server.once('listening', resolve);
      server.once('error', (cause: NodeJS.ErrnoException) => {
        const name = 'fd' in target ? `descriptor ${target.fd}` : target.path;
        reject(socketError(`can't listen on ${name}: ${bindErrorHint(cause)}`, { cause }));
      });
      if ('fd' in target) server.listen(target);
      else withUmask(0o777 & ~target.mode, () => server.listen({ path: target.path }));
    });
}

/** Node binds within `listen`, so the mask is needed only during that call. */
function withUmask(mask: number, action: () => void): void {
  const before = process.umask(mask);
  try {
    action();
  } finally {
    process.umask(before);
  }
}

function bindErrorHint({ code, message }: NodeJS.ErrnoException): string {
  return code === 'EACCES'
    ? 'this user has no permission; set paths.runtime_dir to a directory that it owns'
    : message;
}

function inheritedTargets(inherited: ReadonlyMap<string, number>): ListenTargets {
  if (!REQUIRED_NAMES.every((name) => inherited.has(name))) {
    const names = [...inherited.keys()].join(', ');
    throw socketError(
      `systemd passed sockets named ${names}, but ${REQUIRED_NAMES.join(' and ')} are needed (FileDescriptorName=)`,
    );
  }
  const passed = SOCKET_NAMES.filter((name) => inherited.has(name));
  return new Map(passed.map((name) => [name, { fd: inherited.get(name)! }]));
}

function makeRuntimeDirectory(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o755 });
  } catch (error) {
    throw socketError(`can't make the runtime directory: ${(error as Error).message}`);
  }
}

/** A user who can write to the directory could replace our socket. */
function refuseUnsafeDirectory(path: string): void {
  const { uid, mode } = statSync(path);
  if (uid !== 0 && uid !== process.geteuid?.())
    throw socketError(`${path} belongs to another user (uid ${uid})`);
  if (mode & WRITABLE_BY_OTHERS)
    throw socketError(
      `${path} is writable by other users; run "chmod go-w ${path}", or choose another directory`,
    );
}

/** Removes a socket without a listener; anything else at that path stays, and is an error. */
async function prepareSocketPath(runtimeDir: string, name: SocketName): Promise<ListenTarget> {
  const path = join(runtimeDir, `${name}.sock`);
  const bytes = Buffer.byteLength(path);
  if (bytes > MAX_PATH_BYTES)
    throw socketError(
      `${path} is too long for a socket (${bytes} bytes, at most ${MAX_PATH_BYTES}); choose a shorter paths.runtime_dir`,
    );
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found) {
    if (!found.isSocket())
      throw socketError(`${path} exists and is not a socket; move it away and start again`);
    if (found.uid !== process.geteuid?.())
      throw socketError(`${path} belongs to another user (uid ${found.uid})`);
    if (await isListening(path)) throw socketError(`${path} is in use: another driver is running`);
    unlinkSync(path);
  }
  return { path, mode: SOCKETS[name].mode };
}

/** Only a refused connection proves that there is no listener; a slow answer counts as one. */
function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path, timeout: PROBE_TIMEOUT_MS });
    const finish = (answer: boolean): void => {
      resolve(answer);
      socket.destroy();
    };
    socket.once('connect', () => finish(true));
    socket.once('timeout', () => finish(true));
    socket.once('error', (error: NodeJS.ErrnoException) => finish(error.code !== 'ECONNREFUSED'));
  });
}

function socketError(message: string, options?: ErrorOptions): StartError {
  return new StartError(EX_CANTCREAT, message, options);
}
