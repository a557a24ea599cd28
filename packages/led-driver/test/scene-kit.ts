import type { TestContext } from 'node:test';
import type { Scene } from '@garland/driver-config';
import { expiresAfter } from './driver-fixtures.ts';
import { type EngineKit, type EngineOptions, engineKit } from './engine-kit.ts';
import { FakeClock } from './fake-clock.ts';

export const MINUTE_MS = 60_000;

export const CLOCK_JUMP_MS: number = 55 * 365 * 86_400_000;

export const SCENES: Readonly<Record<string, Partial<Scene>>> = {
  cosy: expiresAfter(45 * 60, 'off'),
  bell: { animation: 'star', ...expiresAfter(20, 'previous') },
  film: { animation: 'embers', ...expiresAfter(2 * 60 * 60, 'previous') },
  chime: { animation: 'tinsel', ...expiresAfter(30, 'previous') },
  dusk: expiresAfter(60 * 60, 'evening'),
  evening: { animation: 'twinkle', ...expiresAfter(3 * 60 * 60, 'off') },
  day: expiresAfter(60, 'night'),
  night: { animation: 'off', ...expiresAfter(60, 'day') },
};

export function startTree(t: TestContext, options: EngineOptions = {}): EngineKit {
  const kit = engineKit(t, { scenes: SCENES, ...options });
  kit.engine.start();
  return kit;
}

/** Ends the driver, in good order or by a power cut, and starts another one later, whose wall clock can have jumped. */
export function restartTree(
  t: TestContext,
  { engine, store, clock, folder }: EngineKit,
  {
    awayMs = 0,
    jumpMs = 0,
    orderly = true,
    ...options
  }: EngineOptions & {
    readonly awayMs?: number;
    readonly jumpMs?: number;
    readonly orderly?: boolean;
  },
): EngineKit {
  if (orderly) {
    engine.stop();
    store.close();
  }
  const next = new FakeClock();
  next.jumpWall(clock.wallTime().valueOf() - next.wallTime().valueOf() + awayMs + jumpMs);
  return startTree(t, { folder, clock: next, ...options });
}

export const playingId = ({ engine }: EngineKit): string => engine.state().animation;
