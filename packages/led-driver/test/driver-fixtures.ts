import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ANIMATIONS, type Animation, BUILT_IN_IDS, type BuiltInId } from '@garland/animations';
import type { LightConfig, PowerConfig, Scene } from '@garland/driver-config';
import type { AnimationId } from '@garland/protocol';
import type { EventName, Log } from '../src/log.ts';

/** A folder that is removed after the test. A file that is still being written to it gets time to finish. */
export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'garland-'));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 }));
  return folder;
}

export const isRoot: boolean = process.getuid?.() === 0;

export const LIGHT: LightConfig = {
  brightness: 100,
  frames_per_second: 50,
  gamma: 2.2,
  crossfade_ms: 800,
  crossfade_curve: 'smooth',
  dithering: true,
  color_correction: 'none',
  white_point_k: undefined,
  white_led_k: undefined,
  animation: 'warm_white',
};

export const POWER: PowerConfig = {
  budget_ma: 100_000,
  other_ma: 0,
  red_ma: 16,
  green_ma: 11,
  blue_ma: 15,
  white_ma: 20,
  idle_ma: 1,
  drawn: 'sum',
};

export function id(name: string): AnimationId {
  return name as AnimationId;
}

/** Scenes with the given fields; the others have their defaults. */
export function scenesOf(scenes: Readonly<Record<string, Partial<Scene>>>): ReadonlyMap<string, Scene> {
  const whole = (name: string, scene: Partial<Scene>): Scene => ({
    title: name,
    animation: 'warm_white',
    palette: undefined,
    speed: 1,
    brightness: 100,
    expiry: undefined,
    ...scene,
  });
  return new Map(Object.entries(scenes).map(([name, scene]) => [name, whole(name, scene)]));
}

/** The fields of a scene that ends by itself. */
export function expiresAfter(seconds: number, next: string): Pick<Scene, 'expiry'> {
  return { expiry: { afterMs: seconds * 1000, next } };
}

export interface DriverLogRecord {
  readonly event: EventName;
  readonly [field: string]: unknown;
}

/** A log that keeps its records. */
export function recordingLog(): {
  readonly log: Log;
  readonly records: DriverLogRecord[];
  of(event: EventName): DriverLogRecord[];
} {
  const records: DriverLogRecord[] = [];
  return {
    records,
    log: (event, fields = {}) => records.push({ event, ...fields }),
    of: (event) => records.filter((record) => record.event === event),
  };
}

const ORIGINAL_ANIMATIONS: Readonly<Record<BuiltInId, Animation>> = { ...ANIMATIONS };

/** Replaces parts of an animation until the end of the test. */
export function replaceAnimation(t: TestContext, name: BuiltInId, change: Partial<Animation>): void {
  const animations = ANIMATIONS as Record<BuiltInId, Animation>;
  animations[name] = { ...ORIGINAL_ANIMATIONS[name], ...change };
  t.after(() => {
    animations[name] = ORIGINAL_ANIMATIONS[name];
  });
}

/** A channel at its highest. */
export const FULL = 65535;

/** A still picture of one colour, 16 bits a channel. */
export function solidAnimation(red: number, green: number, blue: number): Partial<Animation> {
  return {
    isStill: true,
    prepare: () => (_timeS, frame) => {
      for (let i = 0; i < frame.length; i += 3) frame.set([red, green, blue], i);
    },
  };
}

/** All built-in IDs but these. */
export function builtInIdsExcept(...names: BuiltInId[]): BuiltInId[] {
  return BUILT_IN_IDS.filter((name) => !names.includes(name));
}

/** Waits in real time until the condition holds. */
export async function eventually(condition: () => boolean, what = 'it'): Promise<void> {
  for (let waitedMs = 0; waitedMs < 5_000; waitedMs += 5) {
    if (condition()) return;
    await sleep(5);
  }
  throw new Error(`${what} did not happen within five seconds`);
}
