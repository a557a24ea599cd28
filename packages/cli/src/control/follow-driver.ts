import { setTimeout as sleep } from 'node:timers/promises';
import { type Strip, stripFromPoints } from '@garland/animations';
import { CallError, type PlaybackState } from '@garland/protocol';
import { ConnectionError, connectToDriver, type DriverClient } from '@garland/protocol/client';

/** What whoever follows the driver is told. Colours come as R, G, B bytes, linear, in strip order. */
export interface DriverObserver {
  onStrip?(strip: Strip): void;
  onState(state: PlaybackState): void;
  onColors?(linearRgb: Uint8Array): void;
  /** The driver is gone; it is looked for again until the signal aborts. */
  onDisconnect(): void;
}

export interface FollowOptions {
  readonly socket: string;
  readonly signal: AbortSignal;
  /** Frames that come faster than this are left out. */
  readonly framesPerSecond: number;
}

const RETRY_MS = 400;
const REFRESH_MS = 1_000;

/**
 * Tells the follower everything that the driver shows, until the signal aborts. A driver that is away at the beginning
 * is an error; one that goes away later is waited for, because it is being restarted.
 */
export async function followDriver(follower: DriverObserver, options: FollowOptions): Promise<void> {
  await followOnce(follower, options);
  while (!options.signal.aborted) {
    follower.onDisconnect();
    await sleepUnlessAborted(RETRY_MS, options.signal);
    await followOnce(follower, options).catch((error: unknown) => {
      if (!isDisconnect(error)) throw error;
    });
  }
}

function isDisconnect(error: unknown): boolean {
  return error instanceof ConnectionError && (error.code === 'driver_away' || error.code === 'timed_out');
}

/** Follows until the driver goes away or the signal aborts; only a driver that was never there is an error. */
async function followOnce(follower: DriverObserver, options: FollowOptions): Promise<void> {
  if (options.signal.aborted) return;
  const stateConnection = await connectToDriver(options.socket);
  const frameConnection = follower.onColors ? await connectToDriver(options.socket) : undefined;
  try {
    if (frameConnection) {
      const { positions } = await frameConnection.call('Strip', {});
      follower.onStrip?.(stripFromPoints(positions));
    }
    await Promise.race([
      followState(stateConnection, follower, options),
      ...(frameConnection
        ? [followColors(frameConnection, follower, options), refreshState(follower, options)]
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
  follower: DriverObserver,
  { signal }: FollowOptions,
): Promise<void> {
  for await (const { state } of driver.stream('Watch', {}, { signal })) follower.onState(state);
}

/** The current changes all the time, which is no event to the driver: whoever draws it has to ask. */
async function refreshState(follower: DriverObserver, { socket, signal }: FollowOptions): Promise<void> {
  const driver = await connectToDriver(socket);
  try {
    while (await sleepUnlessAborted(REFRESH_MS, signal)) {
      await driver.call('Status', {}).then(({ state }) => follower.onState(state), ignoreRateLimit);
    }
  } finally {
    driver.close();
  }
}

/** Somebody floods the driver; one figure that is a second older is no reason to stop looking. */
function ignoreRateLimit(error: unknown): void {
  if (!(error instanceof CallError && error.is('io.garland.Driver.RateLimited'))) throw error;
}

/** @returns false if the signal came first */
function sleepUnlessAborted(durationMs: number, signal: AbortSignal): Promise<boolean> {
  return sleep(durationMs, true, { signal }).catch(() => false);
}

async function followColors(
  driver: DriverClient,
  follower: DriverObserver,
  options: FollowOptions,
): Promise<void> {
  const { signal, framesPerSecond } = options;
  for await (const { rgb } of driver.stream('Frames', {}, { signal })) {
    follower.onColors?.(Buffer.from(rgb, 'base64'));
    // Meanwhile the newest frame replaces those before it.
    await sleepUnlessAborted(1000 / framesPerSecond, signal);
  }
}
