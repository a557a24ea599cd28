import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { CliIo } from '../command-line/cli-io.ts';
import type { CliError } from '../errors/cli-error.ts';
import { toCliError } from '../errors/to-cli-error.ts';
import { alreadyRunningError, cleanUpKilledDemo } from './cleanup.ts';
import { DemoDaemon } from './demo-daemon.ts';
import { createDemoFolder, type DemoFolder, removeDemoFolder, writeConfigs } from './demo-folder.ts';
import {
  createLockfile,
  type DemoLockfile,
  LOCKFILE_NAME,
  readLockfile,
  removeLockfile,
  updateLockfile,
} from './demo-lockfile.ts';
import type { DemoOptions } from './demo-options.ts';
import { findFreePort, LOOPBACK } from './find-free-port.ts';
import { showDemo } from './show-demo.ts';

/** The checkout, relative to this file once it is compiled. */
const REPOSITORY_ROOT = fileURLToPath(new URL('../../../../../', import.meta.url));

const PROGRAMS = {
  driver: join(REPOSITORY_ROOT, 'packages/led-driver/dist/src/main.js'),
  gateway: join(REPOSITORY_ROOT, 'packages/web-gateway/dist/src/main.js'),
} as const;

const DAEMON_EXIT_GRACE_MS = 300;

/** Runs a demo until shutdown or failure, and cleans up. */
export async function runDemo(
  options: DemoOptions,
  shutdown: AbortController,
  io: CliIo,
): Promise<CliError | undefined> {
  // Tests run demos beside the developer's own.
  const lockfilePath = join(io.env.GARLAND_DEMO_LOCKFILE_DIR ?? REPOSITORY_ROOT, LOCKFILE_NAME);
  cleanUpKilledDemo(lockfilePath);
  const port = await findFreePort(options.port);
  const folder = createDemoFolder();
  const daemons: DemoDaemon[] = [];
  const lockfile: DemoLockfile = {
    pid: process.pid,
    children: [],
    folder: folder.path,
    socket: folder.localSocket,
    url: `http://${LOOPBACK}:${port}`,
  };
  let hasLockfile = false;
  try {
    acquireLockfile(lockfilePath, lockfile);
    hasLockfile = true;
    await writeConfigs(folder, { ...options, port });
    for (const daemon of daemonsToStart(folder)) {
      if (shutdown.signal.aborted) return undefined;
      daemons.push(daemon);
      updateLockfile(lockfilePath, { ...lockfile, children: daemons.map(({ pid }) => pid) });
      await Promise.race([daemon.untilReady(), untilAborted(shutdown.signal)]);
    }
    if (shutdown.signal.aborted) return undefined;
    return await runUntilFirstExit(showDemo(folder, options, lockfile.url, shutdown, io), daemons, shutdown);
  } finally {
    await Promise.all(daemons.map((daemon) => daemon.stop()));
    removeDemoFolder(folder.path);
    if (hasLockfile) removeLockfile(lockfilePath);
  }
}

/** One after the other: the gateway asks the driver for its allowlist. */
function* daemonsToStart(folder: DemoFolder): Generator<DemoDaemon> {
  yield new DemoDaemon({
    name: 'driver',
    program: PROGRAMS.driver,
    config: folder.driverConfig,
    logFile: folder.driverLog,
    readyEvent: 'ready',
  });
  yield new DemoDaemon({
    name: 'gateway',
    program: PROGRAMS.gateway,
    config: folder.gatewayConfig,
    logFile: folder.gatewayLog,
    readyEvent: 'listening',
  });
}

/** The demo ends on shutdown. A daemon that ends before is a failure, reported after the terminal is restored. */
async function runUntilFirstExit(
  show: Promise<void>,
  daemons: readonly DemoDaemon[],
  shutdown: AbortController,
): Promise<CliError | undefined> {
  const shownError = show.then(
    () => undefined,
    (error: unknown) => toCliError(error),
  );
  const ended = Promise.race(daemons.map((daemon) => daemon.ended));
  const first = await Promise.race([shownError, ended]);
  // If drawing failed, the cause is most likely that a daemon has ended: report that instead.
  const failure = first && (await Promise.race([ended, sleep(DAEMON_EXIT_GRACE_MS, first)]));
  shutdown.abort();
  await shownError;
  return failure;
}

function acquireLockfile(path: string, lockfile: DemoLockfile): void {
  try {
    createLockfile(path, lockfile);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw alreadyRunningError(readLockfile(path));
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
