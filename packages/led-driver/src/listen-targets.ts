import { lstatSync, mkdirSync, statSync, unlinkSync } from 'node:fs';
import { connect, type Server } from 'node:net';
import { join } from 'node:path';
import { EX_CANTCREAT, StartError } from '@garland/daemon';
import { ROLES, type Role } from '@garland/protocol';

/** Where a role's connections arrive: at a socket that systemd opened, or at a path to open one at. */
export type ListenTarget = { readonly fd: number } | { readonly path: string; readonly mode: number };
export type ListenTargets = Readonly<Record<Role, ListenTarget>>;

/** The file system decides who can open which socket: root alone, or root and the group. */
const SOCKET_MODES: Readonly<Record<Role, number>> = { remote: 0o600, local: 0o660 };
const PROBE_TIMEOUT_MS = 500;
/** The kernel's limit without the final NUL. Node would truncate a longer path and bind to the rest. */
const MAX_PATH_BYTES = 107;
const WRITABLE_BY_OTHERS = 0o022;

/**
 * Where both roles listen: on the sockets that systemd passed (`FileDescriptorName=remote` and `local`), or at paths in the
 * runtime directory, from which the sockets of a killed driver are removed.
 *
 * @throws {StartError} if another driver runs, or a path is unsafe or taken by another file
 */
export async function prepareListenTargets(
  inherited: ReadonlyMap<string, number>,
  runtimeDir: string,
): Promise<ListenTargets> {
  if (inherited.size > 0)
    return { remote: inheritedTarget(inherited, 'remote'), local: inheritedTarget(inherited, 'local') };
  makeRuntimeDirectory(runtimeDir);
  refuseUnsafeDirectory(runtimeDir);
  return {
    remote: await prepareSocketPath(runtimeDir, 'remote'),
    local: await prepareSocketPath(runtimeDir, 'local'),
  };
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

function inheritedTarget(inherited: ReadonlyMap<string, number>, role: Role): ListenTarget {
  const fd = inherited.get(role);
  if (fd !== undefined) return { fd };
  const names = [...inherited.keys()].join(', ');
  throw socketError(
    `systemd passed sockets named ${names}, but ${ROLES.join(' and ')} are needed (FileDescriptorName=)`,
  );
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
async function prepareSocketPath(runtimeDir: string, role: Role): Promise<ListenTarget> {
  const path = join(runtimeDir, `${role}.sock`);
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
  return { path, mode: SOCKET_MODES[role] };
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
