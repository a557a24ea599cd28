import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FASTEST } from '../src/animation.ts';
import { linearOf } from '../src/color.ts';
import { createFrame, FULL } from '../src/frame.ts';
import { PALETTE_NAMES, PALETTES, type PaletteName } from '../src/palettes.ts';
import { ANIMATIONS, BUILT_IN_IDS, type BuiltInId } from '../src/registry.ts';
import type { Strip } from '../src/strip.ts';
import { HANGINGS } from './stages.ts';

/*
 * WCAG 2.3.1 and how it is read here. A general flash is a pair of opposing changes in relative luminance of at least 0.1
 * where the darker is below 0.8; a red flash is a pair of opposing changes in which saturated red (R ≥ 0.8 of R + G + B)
 * comes or goes, by more than 20 in 320·(R − G − B). There may be three of each in any second. The standard exempts what
 * covers less than a quarter of a ten-degree field; how much a tree covers depends on where one stands, so we claim no
 * exemption: the limit holds for the mean of the tree, of each eighth of it, and even of every single pixel.
 */
const FLASHES_A_SECOND = 3;
const FRAMES_A_SECOND = 60;
const SECONDS = 12;
const PIXELS = 60;
/** Among them those that once found a flash too many. */
const SEEDS: readonly number[] = [3, 77];
const EIGHTHS = 8;
/** Fewer scattered pixels than these are no area whose mean anybody sees. */
const LEAST_AREA = 4;

const LINEAR = Float64Array.from({ length: FULL + 1 }, (_, value) => linearOf(value / FULL));

/** What is watched for flashes: the least change that counts, and whether one between two measures does. */
interface Kind {
  readonly leastChange: number;
  readonly counts: (low: number, lowIsRed: boolean, high: number, highIsRed: boolean) => boolean;
}

/** Measures relative luminance. */
const GENERAL: Kind = {
  leastChange: 0.1,
  counts: (low, _lowIsRed, high) => high - low >= 0.1 && low < 0.8,
};

/** Measures 320·(R − G − B), and whether it is a saturated red. */
const RED: Kind = {
  leastChange: 20,
  counts: (low, lowIsRed, high, highIsRed) => high - low > 20 && (lowIsRed || highIsRed),
};

/** As many opposing changes within a second are one flash too many. */
const TOO_MANY = 2 * (FLASHES_A_SECOND + 1);

/** Follows many places at once: a plain loop over numbers, as a hundred million of them come by. */
class Watch {
  readonly #kind: Kind;
  readonly #low: Float64Array;
  readonly #high: Float64Array;
  readonly #lowIsRed: Uint8Array;
  readonly #highIsRed: Uint8Array;
  readonly #direction: Int8Array;
  /** When the last changes that count were completed, each opposite to the one before. */
  readonly #changes: number[][];
  /** The most flashes that a place had within a second. */
  readonly most: Uint8Array;

  constructor(kind: Kind, places: number) {
    this.#kind = kind;
    this.#low = new Float64Array(places).fill(Infinity);
    this.#high = new Float64Array(places).fill(-Infinity);
    this.#lowIsRed = new Uint8Array(places);
    this.#highIsRed = new Uint8Array(places);
    this.#direction = new Int8Array(places);
    this.#changes = Array.from({ length: places }, () => []);
    this.most = new Uint8Array(places);
  }

  see(place: number, tick: number, value: number, isRed: boolean): void {
    const { leastChange, counts } = this.#kind;
    if (value < this.#low[place]!) this.#remember(this.#low, this.#lowIsRed, place, value, isRed);
    if (value > this.#high[place]!) this.#remember(this.#high, this.#highIsRed, place, value, isRed);
    const low = this.#low[place]!;
    const high = this.#high[place]!;
    if (high - low < leastChange) return;
    const direction = this.#direction[place]!;
    const rises = direction <= 0 && value > low && counts(low, this.#lowIsRed[place] === 1, value, isRed);
    const falls = direction >= 0 && value < high && counts(value, isRed, high, this.#highIsRed[place] === 1);
    if (!rises && !falls) return;
    this.#direction[place] = rises ? 1 : -1;
    this.#remember(this.#low, this.#lowIsRed, place, value, isRed);
    this.#remember(this.#high, this.#highIsRed, place, value, isRed);
    this.#count(place, tick);
  }

  #remember(values: Float64Array, reds: Uint8Array, place: number, value: number, isRed: boolean): void {
    values[place] = value;
    reds[place] = isRed ? 1 : 0;
  }

  #count(place: number, tick: number): void {
    const changes = this.#changes[place]!;
    changes.push(tick);
    while (changes[0]! <= tick - FRAMES_A_SECOND || changes.length > TOO_MANY * 2) changes.shift();
    this.most[place] = Math.max(this.most[place]!, Math.floor(changes.length / 2));
  }
}

const MEANS = 1 + EIGHTHS;

/** The mean of the tree, of each eighth, and every single pixel: which of the places before the pixels each belongs to. */
interface Field {
  readonly eighths: Uint8Array;
  /** Of each mean, the pixels. */
  readonly sizes: Float64Array;
}

function fieldOf(strip: Strip): Field {
  const eighths = Uint8Array.from(strip.angle, (turn, i) => {
    return 1 + Math.floor(turn * 4) * 2 + (strip.height[i]! < 0.3 ? 0 : 1);
  });
  const sizes = new Float64Array(MEANS);
  for (const eighth of eighths) {
    sizes[0]! += 1;
    sizes[eighth]! += 1;
  }
  return { eighths, sizes };
}

/** The most flashes within a second, by kind and place. `paint` fills a frame with what is seen at a tick. */
function flashesIn(
  { eighths, sizes }: Field,
  ticks: number,
  paint: (tick: number, frame: Uint16Array) => void,
) {
  const general = new Watch(GENERAL, MEANS + PIXELS);
  const red = new Watch(RED, MEANS + PIXELS);
  const frame = createFrame(PIXELS);
  const sums = new Float64Array(MEANS * 3);
  const see = (place: number, tick: number, r: number, g: number, b: number) => {
    general.see(place, tick, 0.2126 * r + 0.7152 * g + 0.0722 * b, false);
    red.see(place, tick, Math.max(0, 320 * (r - g - b)), r > 0 && r >= 0.8 * (r + g + b));
  };
  for (let tick = 0; tick < ticks; tick++) {
    paint(tick, frame);
    sums.fill(0);
    for (let i = 0; i < PIXELS; i++) {
      const [r, g, b] = [LINEAR[frame[i * 3]!]!, LINEAR[frame[i * 3 + 1]!]!, LINEAR[frame[i * 3 + 2]!]!];
      see(MEANS + i, tick, r, g, b);
      for (let mean = 0; mean <= eighths[i]!; mean += eighths[i]!) {
        sums[mean * 3]! += r;
        sums[mean * 3 + 1]! += g;
        sums[mean * 3 + 2]! += b;
      }
    }
    for (let mean = 0; mean < MEANS; mean++) {
      const size = sizes[mean]!;
      if (size < LEAST_AREA) continue;
      see(mean, tick, sums[mean * 3]! / size, sums[mean * 3 + 1]! / size, sums[mean * 3 + 2]! / size);
    }
  }
  return { general: general.most, red: red.most };
}

type Cast = readonly [PaletteName, seed: number];

/** What once had a flash too many, and chance does not bring up every time. */
const ONCE_FOUND: readonly (readonly [BuiltInId, hanging: string, ...Cast])[] = [
  ['fireworks', 'helix', 'cool_white', 51],
  ['fireworks', 'zigzag', 'rainbow', 56],
  ['sweeping_plane', 'helix', 'embers', 31],
  ['sweeping_plane', 'from_the_top', 'nordic', 31],
];

/** On a helix everything; on strings that hang otherwise, what shows as it is. */
function castsOf(id: BuiltInId, hanging: string): readonly Cast[] {
  const found = ONCE_FOUND.filter(([foundId, where]) => foundId === id && where === hanging);
  const casts: readonly Cast[] =
    hanging === 'helix'
      ? PALETTE_NAMES.flatMap((name) => SEEDS.map((seed): Cast => [name, seed]))
      : [[ANIMATIONS[id].palette, SEEDS[0]!]];
  return [...casts, ...found.map(([, , palette, seed]): Cast => [palette, seed])];
}

function assertNoFlashes(id: BuiltInId, hanging: string): void {
  const { speed, prepare } = ANIMATIONS[id];
  const strip = HANGINGS[hanging]!(PIXELS);
  const field = fieldOf(strip);
  for (const [palette, seed] of castsOf(id, hanging)) {
    const painter = prepare({ strip, palette: PALETTES[palette], seed });
    const found = flashesIn(field, SECONDS * FRAMES_A_SECOND, (tick, frame) =>
      painter((tick / FRAMES_A_SECOND) * speed * FASTEST, frame),
    );
    for (const [kind, most] of Object.entries(found)) {
      const worst = most.indexOf(Math.max(...most));
      const where = worst < MEANS ? `in mean ${worst}` : `at pixel ${worst - MEANS}`;
      const what = `${palette} on ${hanging}: ${most[worst]} ${kind} flashes ${where}`;
      assert.ok(most[worst]! <= FLASHES_A_SECOND, what);
    }
  }
}

describe('no animation flashes more than three times in any second, in any palette, at its fastest', () => {
  for (const id of BUILT_IN_IDS.filter((id) => !ANIMATIONS[id].still)) {
    it(id, () => {
      for (const hanging of Object.keys(HANGINGS)) assertNoFlashes(id, hanging);
    });
  }

  it('and the count is right', () => {
    const anyField = fieldOf(HANGINGS.helix!(PIXELS));
    const blinking = (hertz: number, ...color: readonly number[]) => {
      const { general, red } = flashesIn(anyField, 120, (tick, frame) => {
        const lit = Math.floor((tick / FRAMES_A_SECOND) * 2 * hertz) % 2;
        for (let at = 0; at < frame.length; at++) frame[at] = lit * color[at % 3]!;
      });
      assert.equal(Math.min(...general), Math.max(...general));
      return [general[0], red[0]];
    };
    assert.deepEqual(blinking(0, FULL, FULL, FULL), [0, 0]);
    assert.deepEqual(blinking(2, FULL, FULL, FULL), [2, 0]);
    assert.deepEqual(blinking(6, FULL, FULL, FULL), [6, 0]);
    assert.deepEqual(blinking(4, FULL, 0, 0), [4, 4]);
    assert.deepEqual(blinking(4, FULL / 4, 0, 0), [0, 0]);
  });
});
