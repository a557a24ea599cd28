import { setTimeout as sleep } from 'node:timers/promises';
import { type Strip, stripFromPoints } from '@garland/animations';
import { CallError, type PlaybackState } from '@garland/protocol';
import { ConnectionError, connectToDriver, type DriverClient } from '@garland/protocol/client';
import { withDriver } from './with-driver.ts';

/** Callbacks of a client that follows the driver. Colours come as R, G, B bytes, linear, in strip order. */
export interface DriverObserver {
  onStrip?(strip: Strip): void;
  onState(state: PlaybackState): void;
  onColors?(linearRgb: Uint8Array): void;
  /** The connection is lost; it is retried until the signal aborts. */
  onDisconnect(): void;
}

export interface FollowOptions {
  readonly socket: string;
  readonly signal: AbortSignal;
  /** Faster frames are left out. */
  readonly framesPerSecond: number;
}

const RETRY_MS = 400;
const REFRESH_MS = 1_000;

/**
 * Reports everything that the driver shows, until the signal aborts. A driver that is not reachable at the beginning is an
 * error; one that goes away later is waited for, because it is probably restarting.
 */
export async function followDriver(observer: DriverObserver, options: FollowOptions): Promise<void> {
  await withDriver(options.socket, (driver) => driver.call('Status', {}));
  await followOnce(observer, options);
  while (!options.signal.aborted) {
    observer.onDisconnect();
    await sleepUnlessAborted(RETRY_MS, options.signal);
    await followOnce(observer, options).catch((error: unknown) => {
      if (!isDisconnect(error)) throw error;
    });
  }
}

function isDisconnect(error: unknown): boolean {
  return (
    error instanceof ConnectionError && (error.code === 'driver_unreachable' || error.code === 'timed_out')
  );
}

/** Follows until the connection ends or the signal aborts. Only a failed connection attempt is an error. */
async function followOnce(observer: DriverObserver, options: FollowOptions): Promise<void> {
  if (options.signal.aborted) return;
  const stateConnection = await connectToDriver(options.socket);
  const frameConnection = observer.onColors ? await connectToDriver(options.socket) : undefined;
  try {
    if (frameConnection) {
      const { positions } = await frameConnection.call('Strip', {});
      observer.onStrip?.(stripFromPoints(positions));
    }
    await Promise.race([
      followState(stateConnection, observer, options),
      ...(frameConnection
        ? [followColors(frameConnection, observer, options), refreshState(observer, options)]
        : []),
    ]);
  } catch (error) {
    if (!isDisconnect(error)) throw error;
  } finally {
    stateConnection.close();
    frameConnection?.close();
  }
}

async function followState(
  driver: DriverClient,
  observer: DriverObserver,
  { signal }: FollowOptions,
): Promise<void> {
  for await (const { state } of driver.stream('Watch', {}, { signal })) observer.onState(state);
}

/** The estimated current changes all the time, and the driver reports no event for that: poll it. */
async function refreshState(observer: DriverObserver, { socket, signal }: FollowOptions): Promise<void> {
  const driver = await connectToDriver(socket);
  try {
    while (await sleepUnlessAborted(REFRESH_MS, signal)) {
      await driver.call('Status', {}).then(({ state }) => observer.onState(state), ignoreRateLimit);
    }
  } finally {
    driver.close();
  }
}

/** Another client floods the driver; a current that is a second old does no harm. */
function ignoreRateLimit(error: unknown): void {
  if (!(error instanceof CallError && error.is('io.garland.Driver.RateLimited'))) throw error;
}

/** @returns false if the signal came first */
function sleepUnlessAborted(durationMs: number, signal: AbortSignal): Promise<boolean> {
  return sleep(durationMs, true, { signal }).catch(() => false);
}

async function followColors(
  driver: DriverClient,
  observer: DriverObserver,
  options: FollowOptions,
): Promise<void> {
  const { signal, framesPerSecond } = options;
  for await (const { rgb } of driver.stream('Frames', {}, { signal })) {
    observer.onColors?.(Buffer.from(rgb, 'base64'));
    // Meanwhile the newest frame replaces those before it.
    await sleepUnlessAborted(1000 / framesPerSecond, signal);
  }
}
