import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  colorDistance,
  mixOklab,
  type Oklab,
  oklabToRgb,
  parseHex,
  relativeLuminance,
  rgbToOklab,
} from '../src/color/color-spaces.ts';
import { PALETTE_NAMES, PALETTES } from '../src/color/named-palettes.ts';
import {
  blurRamp,
  gradient,
  type Palette,
  rampOf,
  ringOf,
  sample,
  swatches,
  tint,
} from '../src/color/palette.ts';
import { CHANNEL_MAX, createFrame } from '../src/frame.ts';

const unit = fc.double({ min: 0, max: 1, noNaN: true });
const below1 = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

function colorsOf({ rgb }: Palette): Oklab[] {
  return Array.from({ length: 256 }, (_, i) =>
    rgbToOklab([rgb[i * 3]! / CHANNEL_MAX, rgb[i * 3 + 1]! / CHANNEL_MAX, rgb[i * 3 + 2]! / CHANNEL_MAX]),
  );
}

describe('colours', () => {
  it('come back from OKLab as they went', () => {
    fc.assert(
      fc.property(unit, unit, unit, (red, green, blue) => {
        const back = oklabToRgb(rgbToOklab([red, green, blue]));
        [red, green, blue].forEach((value, i) => {
          assert.ok(Math.abs(value - back[i]!) < 1e-4);
        });
      }),
    );
  });

  it('have the coordinates that OKLab is known by', () => {
    const near = (lab: Oklab, expected: Oklab) => assert.ok(colorDistance(lab, expected) < 1e-3, `${lab}`);
    near(rgbToOklab([1, 1, 1]), [1, 0, 0]);
    near(rgbToOklab([0, 0, 0]), [0, 0, 0]);
    near(rgbToOklab([1, 0, 0]), [0.628, 0.2249, 0.1258]);
    near(rgbToOklab([0, 0, 1]), [0.452, -0.0324, -0.3115]);
    assert.deepEqual(mixOklab([0, 0, 0], [1, 0.2, -0.4], 0.5), [0.5, 0.1, -0.2]);
  });

  it('are written as #rrggbb and not otherwise', () => {
    assert.deepEqual(parseHex('#ff0033'), [1, 0, 0.2]);
    for (const text of ['', 'ff0033', '#f03', '#FF0033', '#ff00333', 'red']) {
      assert.throws(() => parseHex(text), { name: 'RangeError', message: /#rrggbb/ });
    }
  });
});

describe('every palette', () => {
  for (const name of PALETTE_NAMES) {
    const palette = PALETTES[name];
    const colors = colorsOf(palette);
    const steps = colors.slice(1).map((color, i) => colorDistance(colors[i]!, color));

    it(`${name} has a title, an origin, 256 colours, and none that is dark or grey-brown`, () => {
      assert.match(palette.title, /^[A-Z][a-z ]{2,30}$/);
      assert.match(palette.description, /^[A-Z].{10,110}\.$/);
      assert.equal(palette.rgb.length, 768);
      for (const color of colors) assert.ok(color[0] > 0.42, `lightness ${color[0]}`);
      for (const color of colors) {
        const vivid = Math.hypot(color[1], color[2]) > 0.07 || color[0] > 0.8;
        assert.ok(vivid, `muddy: ${color}`);
      }
    });

    it(`${name} has no seam where it claims to close, and no jump anywhere`, () => {
      const widest = Math.max(...steps);
      assert.ok(widest < 0.08, `${widest}`);
      if (palette.isCyclic) assert.ok(colorDistance(colors[255]!, colors[0]!) <= widest * 1.1);
    });

    it(`${name} is even to the eye, or made of swatches`, () => {
      const usual = steps.toSorted((a, b) => a - b)[128]!;
      // A step across a stop where the way bends cuts the corner, so it may be shorter: there are few stops.
      const shorter = steps.filter((step) => step < usual * 0.9).length;
      const even = Math.max(...steps) < usual * 1.1 && shorter < 10;
      const flat = steps.filter((step) => step === 0).length / steps.length;
      assert.ok(even || flat > 0.7, `steps ${Math.min(...steps)} to ${Math.max(...steps)}, mostly ${usual}`);
    });
  }
});

it('no palette is nearly a copy of another', () => {
  const all = PALETTE_NAMES.map((name) => colorsOf(PALETTES[name]).filter((_, i) => i % 8 === 0));
  const farthest = (from: readonly Oklab[], to: readonly Oklab[]) =>
    Math.max(...from.map((color) => Math.min(...to.map((other) => colorDistance(color, other)))));
  all.forEach((one, i) => {
    all.slice(0, i).forEach((other, j) => {
      const apart = Math.max(farthest(one, other), farthest(other, one));
      assert.ok(apart > 0.06, `${PALETTE_NAMES[i]} and ${PALETTE_NAMES[j]}: ${apart}`);
    });
  });
});

it('there are at least 24 palettes', () => {
  assert.ok(PALETTE_NAMES.length >= 24);
  assert.deepEqual(Object.keys(PALETTES), [...PALETTE_NAMES]);
});

describe('a gradient', () => {
  it('begins and ends with its stops, or closes', () => {
    const open = gradient('Open', ['#ff0000', '#00ff00', '#0000ff']);
    assert.deepEqual([...open.rgb.subarray(0, 3)], [CHANNEL_MAX, 0, 0]);
    assert.deepEqual([...open.rgb.subarray(-3)], [0, 0, CHANNEL_MAX]);
    const closed = gradient('Closed', ['#ff0000', '#0000ff'], true);
    assert.deepEqual([...closed.rgb.subarray(0, 3)], [CHANNEL_MAX, 0, 0]);
    assert.ok(closed.rgb.at(-3)! > closed.rgb.at(-1)!);
  });

  it('may have one stop, or equal ones', () => {
    for (const stops of [['#336699'], ['#336699', '#336699']]) {
      assert.equal(new Set(colorsOf(gradient('Plain', stops)).map(String)).size, 1);
    }
  });
});

it('swatches are pure for most of their width', () => {
  const { rgb } = swatches('Two', ['#ff0000', '#0000ff']);
  assert.deepEqual([...rgb.subarray(60 * 3, 60 * 3 + 3)], [CHANNEL_MAX, 0, 0]);
  assert.deepEqual([...rgb.subarray(190 * 3, 190 * 3 + 3)], [0, 0, CHANNEL_MAX]);
});

describe('a ramp', () => {
  it('shows the palette from end to end; a ring there and back, or around', () => {
    const palette = gradient('Open', ['#000000', '#ffffff']);
    const [ramp, ring] = [rampOf(palette), ringOf(palette)];
    assert.ok(ramp[0] === 0 && ramp.at(-1)! > CHANNEL_MAX * 0.99);
    assert.ok(ring[0]! === 0 && ring.at(-1)! < CHANNEL_MAX * 0.01 && ring[512 * 3]! > CHANNEL_MAX * 0.99);
    const closed = PALETTES.rainbow;
    assert.deepEqual(ringOf(closed), rampOf(closed));
  });

  it('has no sharp edges once it is softened', () => {
    const ramp = rampOf(PALETTES.candy_cane);
    const soft = blurRamp(ramp, 0.1);
    const sharpest = (values: Uint16Array) =>
      values.reduce((most, value, i) => (i < 3 ? 0 : Math.max(most, Math.abs(value - values[i - 3]!))), 0);
    assert.ok(sharpest(soft) < sharpest(ramp));
    assert.deepEqual(
      blurRamp(new Uint16Array(ramp.length).fill(777), 0.1),
      new Uint16Array(ramp.length).fill(777),
    );
    assert.deepEqual(blurRamp(ramp, 0), ramp);
  });

  it('dims without a change of hue, and stays in range', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PALETTE_NAMES), below1, unit, (name, position, level) => {
        const ramp = rampOf(PALETTES[name]);
        const pixel = createFrame(2);
        sample(ramp, position, 1, pixel, 0);
        sample(ramp, position, level, pixel, 3);
        for (const i of [0, 1, 2]) assert.ok(Math.abs(pixel[i]! * level - pixel[i + 3]!) <= 2);
      }),
    );
  });
});

it('a tint goes from one colour to the other and nowhere else', () => {
  const channel = fc.integer({ min: 0, max: CHANNEL_MAX });
  fc.assert(
    fc.property(channel, channel, unit, (from, to, share) => {
      const [frame, color] = [createFrame(1).fill(from), createFrame(1).fill(to)];
      tint(frame, 0, color, share);
      assert.ok(frame.every((value) => Math.abs(value - (from + (to - from) * share)) <= 3));
      frame.fill(from);
      tint(frame, 0, color, 1);
      assert.deepEqual(frame, color);
    }),
  );
});

it('luminance is what WCAG says', () => {
  assert.ok(Math.abs(relativeLuminance([1, 1, 1]) - 1) < 1e-12);
  assert.ok(Math.abs(relativeLuminance([1, 0, 0]) - 0.2126) < 1e-12);
  assert.equal(relativeLuminance([0, 0, 0]), 0);
});
