import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  claimPointer,
  POINTER_NAME,
  type Pointer,
  parsePointer,
  removePointer,
  updatePointer,
} from '../driver/demo-pointer.ts';
import { explain } from '../explain.ts';
import type { Failure } from '../failure.ts';
import { Daemon } from './daemon.ts';
import { createFolder, type DemoFolder, furnish, removeFolder } from './folder.ts';
import { alreadyRunning, clearLeftovers } from './leftovers.ts';
import type { DemoOptions } from './options.ts';
import { freePort, LOOPBACK } from './port.ts';
import { showDemo } from './show.ts';

/** The clone, seen from this file once it is compiled. */
const CLONE = fileURLToPath(new URL('../../../../../', import.meta.url));

const PROGRAMS = {
  driver: join(CLONE, 'packages/led-driver/dist/src/main.js'),
  gateway: join(CLONE, 'packages/web-gateway/dist/src/main.js'),
} as const;

const BLAME_MS = 300;

/** Runs a demo from beginning to end. Whatever ends it, nothing of it is left. */
export async function runDemo(options: DemoOptions, ending: AbortController): Promise<Failure | undefined> {
  // Tests run demos beside the one of whoever develops here.
  const pointerPath = join(process.env.GARLAND_DEMO_POINTER_DIR ?? CLONE, POINTER_NAME);
  clearLeftovers(pointerPath);
  const port = await freePort(options.port);
  const folder = createFolder();
  const daemons: Daemon[] = [];
  const pointer: Pointer = {
    pid: process.pid,
    children: [],
    folder: folder.path,
    socket: folder.localSocket,
    url: `http://${LOOPBACK}:${port}`,
  };
  let claimed = false;
  try {
    claim(pointerPath, pointer);
    claimed = true;
    await furnish(folder, { ...options, port });
    for (const daemon of daemonsOf(folder)) {
      if (ending.signal.aborted) return undefined;
      daemons.push(daemon);
      updatePointer(pointerPath, { ...pointer, children: daemons.map(({ pid }) => pid) });
      await Promise.race([daemon.started(), aborted(ending.signal)]);
    }
    if (ending.signal.aborted) return undefined;
    return await untilSomethingEnds(showDemo(folder, options, pointer.url, ending), daemons, ending);
  } finally {
    await Promise.all(daemons.map((daemon) => daemon.stop()));
    removeFolder(folder.path);
    if (claimed) removePointer(pointerPath);
  }
}

/** One after the other: the gateway asks the driver what may be played. */
function* daemonsOf(folder: DemoFolder): Generator<Daemon> {
  yield new Daemon({
    name: 'driver',
    program: PROGRAMS.driver,
    config: folder.driverConfig,
    logFile: folder.driverLog,
    readyEvent: 'ready',
  });
  yield new Daemon({
    name: 'gateway',
    program: PROGRAMS.gateway,
    config: folder.gatewayConfig,
    logFile: folder.gatewayLog,
    readyEvent: 'listening',
  });
}

/** The demo ends when it is asked to; a daemon that ends before that is a failure, and the picture is put away first. */
async function untilSomethingEnds(
  show: Promise<void>,
  daemons: readonly Daemon[],
  ending: AbortController,
): Promise<Failure | undefined> {
  const shown = show.then(
    () => undefined,
    (error: unknown) => explain(error),
  );
  const ended = Promise.race(daemons.map((daemon) => daemon.ended));
  const first = await Promise.race([shown, ended]);
  // A picture that failed most likely did so because a daemon has ended, which is the thing to tell.
  const failure = first && (await Promise.race([ended, sleep(BLAME_MS, first)]));
  ending.abort();
  await shown;
  return failure;
}

function claim(path: string, pointer: Pointer): void {
  try {
    claimPointer(path, pointer);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw alreadyRunning(parsePointer(path));
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
