import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linearOf } from '../src/color.ts';
import { createFrame, type Frame, FULL } from '../src/frame.ts';
import { ANIMATIONS } from '../src/registry.ts';
import { helixStrip } from '../src/strip.ts';
import { COMBINATIONS, painterOf } from './stages.ts';

/*
 * WCAG 2.3.1 and how it is read here. A general flash is a pair of opposing changes in relative luminance of at least 0.1
 * where the darker is below 0.8; a red flash is a pair of opposing changes in which saturated red (R ≥ 0.8 of R + G + B)
 * comes or goes, by more than 20 in 320·(R − G − B). There may be three of each in any second. The standard exempts what
 * covers less than a quarter of a ten-degree field; how much a tree covers depends on where one stands, so we claim no
 * exemption: the limit holds for the mean of the tree, of each eighth of it, and even of every single pixel.
 */
const FLASHES_A_SECOND = 3;
const FRAMES_A_SECOND = 60;
const SECONDS = 20;
const PIXELS = 60;
const EIGHTHS = 8;

const LINEAR = Float64Array.from({ length: FULL + 1 }, (_, value) => linearOf(value / FULL));

interface Light {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

/** What is watched for flashes: a number for each light, and whether a change between two of them counts. */
interface Kind {
  readonly measure: (light: Light) => number;
  readonly counts: (from: Light, to: Light) => boolean;
}

const luminance = ({ red, green, blue }: Light) => 0.2126 * red + 0.7152 * green + 0.0722 * blue;
const redness = ({ red, green, blue }: Light) => Math.max(0, 320 * (red - green - blue));
const isSaturatedRed = ({ red, green, blue }: Light) => red > 0 && red >= 0.8 * (red + green + blue);

const GENERAL: Kind = {
  measure: luminance,
  counts: (from, to) =>
    Math.abs(luminance(to) - luminance(from)) >= 0.1 && Math.min(luminance(from), luminance(to)) < 0.8,
};

const RED: Kind = {
  measure: redness,
  counts: (from, to) =>
    Math.abs(redness(to) - redness(from)) > 20 && (isSaturatedRed(from) || isSaturatedRed(to)),
};

/** The times at which a change that counts has been completed, each opposite to the one before. */
function changes(lights: readonly Light[], { measure, counts }: Kind): number[] {
  const found: number[] = [];
  let direction = 0;
  let low = lights[0]!;
  let high = low;
  lights.forEach((light, i) => {
    if (measure(light) < measure(low)) low = light;
    if (measure(light) > measure(high)) high = light;
    const rises = direction <= 0 && counts(low, light) && measure(light) > measure(low);
    const falls = direction >= 0 && counts(high, light) && measure(light) < measure(high);
    if (!rises && !falls) return;
    direction = rises ? 1 : -1;
    low = light;
    high = light;
    found.push(i / FRAMES_A_SECOND);
  });
  return found;
}

function mostFlashesInASecond(lights: readonly Light[], kind: Kind): number {
  const found = changes(lights, kind);
  const within = found.map((time, i) => found.slice(i).filter((later) => later < time + 1).length);
  return Math.floor(Math.max(0, ...within) / 2);
}

function meanOf(frame: Frame, pixels: readonly number[]): Light {
  const mean = (channel: number) =>
    pixels.reduce((sum, i) => sum + LINEAR[frame[i * 3 + channel]!]!, 0) / pixels.length;
  return { red: mean(0), green: mean(1), blue: mean(2) };
}

const { angle, height } = helixStrip({ pixels: PIXELS });
const all = Array.from(angle, (_, i) => i);
const eighthOf = (i: number) => Math.floor(angle[i]! * 4) * 2 + (height[i]! < 0.3 ? 0 : 1);
const PLACES: readonly (readonly number[])[] = [
  all,
  ...Array.from({ length: EIGHTHS }, (_, eighth) => all.filter((i) => eighthOf(i) === eighth)),
  ...all.map((i) => [i]),
].filter((pixels) => pixels.length > 0);

describe('no animation flashes more than three times in any second', () => {
  for (const [id, palette] of COMBINATIONS.filter(([id]) => !ANIMATIONS[id].still)) {
    it(`${id} in ${palette}`, () => {
      const painter = painterOf({ id, palette, pixels: PIXELS, seed: 5 });
      const frame = createFrame(PIXELS);
      const watched = PLACES.map((): Light[] => []);
      for (let tick = 0; tick < SECONDS * FRAMES_A_SECOND; tick++) {
        painter(tick / FRAMES_A_SECOND, frame);
        for (const [i, pixels] of PLACES.entries()) watched[i]!.push(meanOf(frame, pixels));
      }
      for (const [name, kind] of Object.entries({ general: GENERAL, red: RED })) {
        for (const [i, lights] of watched.entries()) {
          const most = mostFlashesInASecond(lights, kind);
          assert.ok(most <= FLASHES_A_SECOND, `${most} ${name} flashes in a second at pixels ${PLACES[i]}`);
        }
      }
    });
  }

  it('and the count is right', () => {
    const blinking = (hertz: number) =>
      Array.from({ length: 120 }, (_, i): Light => {
        const lit = Math.floor((i / FRAMES_A_SECOND) * 2 * hertz) % 2;
        return { red: lit, green: lit, blue: lit };
      });
    assert.equal(mostFlashesInASecond(blinking(0), GENERAL), 0);
    assert.equal(mostFlashesInASecond(blinking(2), GENERAL), 2);
    assert.equal(mostFlashesInASecond(blinking(6), GENERAL), 6);
    assert.equal(mostFlashesInASecond(blinking(6), RED), 0);
  });
});
