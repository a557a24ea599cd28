import type { TestContext } from 'node:test';
import type { BuiltInId } from '@garland/animations';
import fc from 'fast-check';
import { FULL, replaceAnimation } from './driver-fixtures.ts';

/** A pixel's red, green and blue at a time, 0 to 1. The user decides whether they are perceptual or linear. */
export type StrobePicture = (
  timeS: number,
  pixel: number,
) => readonly [red: number, green: number, blue: number];

type StrobeColor = ReturnType<StrobePicture>;

const BLACK: StrobeColor = [0, 0, 0];
const WHITE: StrobeColor = [1, 1, 1];
const RED: StrobeColor = [1, 0, 0];

const isOn = (hertz: number, timeS: number, phase = 0): boolean =>
  Math.floor(timeS * hertz * 2 + phase) % 2 === 0;

/** Every known way to make a tree flash. */
const STROBE_FACTORIES: Readonly<Record<string, (hertz: number) => StrobePicture>> = {
  white: (hertz) => (timeS) => (isOn(hertz, timeS) ? WHITE : BLACK),
  red: (hertz) => (timeS) => (isOn(hertz, timeS) ? RED : BLACK),
  'dim red': (hertz) => (timeS) => (isOn(hertz, timeS) ? [0.45, 0, 0] : BLACK),
  'red and white': (hertz) => (timeS) => (isOn(hertz, timeS) ? RED : WHITE),
  'red and blue': (hertz) => (timeS) => (isOn(hertz, timeS) ? [0.8, 0, 0] : [0, 0, 1]),
  'opposing halves': (hertz) => (timeS, pixel) => (isOn(hertz, timeS, pixel < 10 ? 0 : 1) ? WHITE : BLACK),
  checkered: (hertz) => (timeS, pixel) => (isOn(hertz, timeS, pixel) ? WHITE : BLACK),
  'a wave': (hertz) => (timeS) => {
    const level = 0.5 + 0.5 * Math.sin(timeS * hertz * 2 * Math.PI);
    return [level, level, level];
  },
  'a slow beat': (hertz) => (timeS) => {
    const level = 0.5 + 0.25 * (Math.sin(timeS * hertz * 6.3) + Math.sin(timeS * (hertz + 0.7) * 6.3));
    return [level, level, level];
  },
  'pixels in turns': (hertz) => (timeS, pixel) =>
    Math.floor(timeS * hertz * 2) % 8 === pixel % 8 ? WHITE : BLACK,
  'pixels out of step': (hertz) => (timeS, pixel) => (isOn(hertz, timeS, pixel * 0.37) ? WHITE : BLACK),
  'red and white out of step': (hertz) => (timeS, pixel) => (isOn(hertz, timeS, pixel * 0.37) ? RED : WHITE),
  'red and white, and others in turns': (hertz) => (timeS, pixel) => {
    if (pixel % 2 === 0) return isOn(hertz, timeS) ? RED : WHITE;
    return isOn(hertz / 2, timeS, pixel * 0.21) ? WHITE : BLACK;
  },
  noise: (hertz) => (timeS, pixel) => {
    const key = Math.imul(Math.floor(timeS * hertz * 2) * 131 + pixel, 0x9e3779b1) >>> 8;
    return [(key & 0xff) / 255, ((key >> 8) & 0xff) / 255, (key >> 16) / 255];
  },
  'just over a tenth': (hertz) => (timeS) => (isOn(hertz, timeS) ? [0.52, 0.52, 0.52] : [0.4, 0.4, 0.4]),
};

export const STROBE_NAMES: readonly string[] = Object.keys(STROBE_FACTORIES);

export function strobe(name: string, hertz: number): StrobePicture {
  return STROBE_FACTORIES[name]!(hertz);
}

export const strobeArbitrary: fc.Arbitrary<StrobePicture> = fc
  .record({
    name: fc.constantFrom(...STROBE_NAMES),
    hertz: fc.oneof(fc.constantFrom(3, 3.4, 3.6, 4, 8, 25), fc.double({ min: 0.3, max: 30, noNaN: true })),
  })
  .map(({ name, hertz }) => strobe(name, hertz));

/** Replaces an animation by a strobe. The result changes its picture. */
export function strobeInsteadOf(t: TestContext, name: BuiltInId): (picture: StrobePicture) => void {
  let picture = strobe('white', 25);
  replaceAnimation(t, name, {
    isStill: false,
    speed: 1,
    prepare: () => (timeS, frame) => {
      for (let i = 0; i < frame.length; i++) frame[i] = picture(timeS, Math.floor(i / 3))[i % 3]! * FULL;
    },
  });
  return (next) => {
    picture = next;
  };
}
