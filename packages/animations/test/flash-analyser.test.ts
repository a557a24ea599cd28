import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FlashAnalyser, type FlashReport } from '../src/flash/flash-analyser.ts';
import { helixStrip, type Strip, stripFromPoints } from '../src/index.ts';
import { type LinearColor, uv } from './flash-oracle.ts';

const WHITE: LinearColor = [1, 1, 1];
const BLACK: LinearColor = [0, 0, 0];
const RED: LinearColor = [1, 0, 0];
const TREE = helixStrip({ pixels: 40 });

const grey = (level: number): LinearColor => [level, level, level];

/** What a pixel shows at a time. */
type Picture = (timeMs: number, pixel: number) => LinearColor;

interface AnalysisOptions {
  readonly strip?: Strip;
  readonly framesPerSecond?: number;
  readonly durationMs?: number;
  readonly area?: number;
}

function analyse(picture: Picture, showing: AnalysisOptions = {}): FlashReport {
  const { strip = TREE, framesPerSecond = 60, durationMs = 2500, area } = showing;
  const analyser = new FlashAnalyser(strip, area === undefined ? {} : { area });
  const light = new Uint16Array(strip.count * 3);
  for (let frame = 0; (frame * 1000) / framesPerSecond <= durationMs; frame++) {
    const timeMs = (frame * 1000) / framesPerSecond;
    for (let i = 0; i < strip.count; i++) {
      light.set(
        picture(timeMs, i).map((value) => Math.round(value * 65535)),
        i * 3,
      );
    }
    analyser.update(timeMs, light);
  }
  return analyser.report;
}

function flashCounts(picture: Picture, showing?: AnalysisOptions): [general: number, red: number] {
  const { general, red } = analyse(picture, showing);
  return [general.flashes, red.flashes];
}

/** On in the first half of each period. */
const strobe =
  (hertz: number, on: LinearColor = WHITE, off: LinearColor = BLACK): Picture =>
  (timeMs) =>
    Math.floor((timeMs / 1000) * hertz * 2 + 1e-9) % 2 === 0 ? on : off;

/** Each of the lights in turn, for as long. */
const stepThrough =
  (stepMs: number, ...lights: readonly LinearColor[]): Picture =>
  (timeMs) =>
    lights[Math.min(lights.length - 1, Math.floor(timeMs / stepMs + 1e-9))]!;

describe('general flashes', () => {
  for (const framesPerSecond of [30, 50, 60, 83, 144, 400]) {
    it(`of a strobe are as many as its hertz, 1 to 10, at ${framesPerSecond} frames a second`, () => {
      for (let hertz = 1; hertz <= 10; hertz++) {
        assert.deepEqual(flashCounts(strobe(hertz), { framesPerSecond }), [hertz, 0], `${hertz} Hz`);
      }
    });
  }

  it('are not counted without changes, or for changes in one direction only', () => {
    assert.deepEqual(
      flashCounts(() => grey(0.5)),
      [0, 0],
    );
    assert.deepEqual(
      flashCounts((timeMs) => grey(timeMs / 2500)),
      [0, 0],
    );
  });

  it('take a change of a tenth of full luminance: 9.9 % is none, 10 % is one', () => {
    for (const base of [0, 0.2, 0.61]) {
      assert.deepEqual(flashCounts(strobe(5, grey(base), grey(base + 0.099))), [0, 0]);
      assert.deepEqual(flashCounts(strobe(5, grey(base), grey(base + 0.1001))), [5, 0], `${base}`);
    }
  });

  it('take a darker state below 0.8: from 0.79 they count, from 0.81 not', () => {
    assert.deepEqual(flashCounts(strobe(5, grey(1), grey(0.79))), [5, 0]);
    assert.deepEqual(flashCounts(strobe(5, grey(1), grey(0.81))), [0, 0]);
  });

  it('are measured in linear light, green brighter than red and red than blue', () => {
    assert.deepEqual(flashCounts(strobe(5, [0, 0.15, 0])), [5, 0]);
    assert.deepEqual(flashCounts(strobe(5, [0, 0.13, 0])), [0, 0]);
    assert.deepEqual(flashCounts(strobe(5, [0.5, 0.2, 0])), [5, 0]);
    assert.deepEqual(flashCounts(strobe(5, [0, 0, 1])), [0, 0]);
  });

  it('may be as gentle as a sine: it is how far the light turns back that counts', () => {
    const wave = (hertz: number, swing: number) => (timeMs: number) =>
      grey(0.4 + swing * Math.sin((timeMs / 1000) * hertz * 2 * Math.PI));
    assert.deepEqual(flashCounts(wave(4, 0.2)), [4, 0]);
    assert.deepEqual(flashCounts(wave(4, 0.049), { durationMs: 9000 }), [0, 0]);
  });

  it('are neither made nor hidden by what wavers in between', () => {
    const wavering =
      (picture: Picture): Picture =>
      (timeMs, pixel) =>
        grey(picture(timeMs, pixel)[0] * 0.6 + (Math.floor(timeMs / 17) % 2) * 0.09);
    assert.deepEqual(flashCounts(wavering(strobe(3))), [3, 0]);
    assert.deepEqual(flashCounts(wavering(strobe(0))), [0, 0]);
  });

  it('creep as well: steps too small to count add up to one that does', () => {
    const stairs = Array.from({ length: 7 }, (_, i) => grey(i * 0.03));
    const upAndDown = [...stairs, ...[...stairs].reverse()];
    assert.deepEqual(flashCounts(stepThrough(30, ...upAndDown)), [1, 0]);
  });

  it('are counted within a second, wherever it begins and both its ends included', () => {
    for (const startMs of [0, 335, 1234.5]) {
      // Four times up and down, the last time at the end of the second or right after it.
      const fourFlashes = (endMs: number): Picture => {
        const turns = [0, 150, 300, 450, 600, 750, 900, endMs];
        return (timeMs) => grey(turns.filter((ms) => startMs + ms <= timeMs).length % 2);
      };
      const framesPerSecond = 2000;
      assert.deepEqual(flashCounts(fourFlashes(1000), { framesPerSecond }), [4, 0]);
      assert.deepEqual(flashCounts(fourFlashes(1000.5), { framesPerSecond }), [3, 0]);
    }
  });

  it('begin in the dark: a tree that comes on and goes off has flashed', () => {
    assert.deepEqual(flashCounts(stepThrough(300, WHITE, BLACK)), [1, 0]);
  });

  it('of one half of the tree count even if the other half does the opposite', () => {
    const halves: Picture = (timeMs, i) =>
      strobe(5, i < 20 ? WHITE : BLACK, i < 20 ? BLACK : WHITE)(timeMs, i);
    const checkered: Picture = (timeMs, i) => strobe(5, grey(i % 2), grey(1 - (i % 2)))(timeMs, i);
    assert.deepEqual(flashCounts(halves), [5, 0]);
    assert.deepEqual(flashCounts(checkered), [5, 0]);
  });

  it('of lights that take turns count for what they are together', () => {
    // Each of four lights in a row flashes twice a second, and in between all are dark.
    const turns: Picture = (timeMs, i) => {
      const step = Math.floor((timeMs / 1000) * 16 + 1e-9);
      return step % 2 === 0 && (step / 2) % 4 === i % 4 ? WHITE : BLACK;
    };
    const { general } = analyse(turns, { area: 0 });
    assert.equal(general.flashes, 8);
    assert.equal(general.share, 1);
  });
});

describe('red flashes', () => {
  it('are those of a saturated red, at any luminance at which it can be recognised', () => {
    assert.deepEqual(flashCounts(strobe(4, RED)), [4, 4]);
    assert.deepEqual(flashCounts(strobe(4, [0.3, 0, 0])), [0, 4]);
    assert.deepEqual(flashCounts(strobe(4, [0.064, 0, 0])), [0, 4]);
    assert.deepEqual(flashCounts(strobe(4, [0.062, 0, 0])), [0, 0]);
  });

  it('take a red that makes up 0.8 of its light', () => {
    assert.deepEqual(flashCounts(strobe(4, [0.8, 0.2, 0])), [4, 4]);
    assert.deepEqual(flashCounts(strobe(4, [0.8, 0.0999, 0.0999])), [4, 4]);
    assert.deepEqual(flashCounts(strobe(4, [0.8, 0.2001, 0])), [4, 0]);
  });

  it('take a change of chromaticity of more than 0.2: pale pink will do, a stronger one will not', () => {
    const pink = (pale: number): LinearColor => [0.3, 0.3 * pale, 0.3 * pale];
    const change = (light: LinearColor) => Math.hypot(uv(light)[0] - uv(RED)[0], uv(light)[1] - uv(RED)[1]);
    const [stronger, paler] = [pink(0.39), pink(0.4)];
    assert.ok(change(stronger) < 0.2 && change(paler) > 0.2);
    assert.equal(flashCounts(strobe(4, RED, stronger))[1], 0);
    assert.equal(flashCounts(strobe(4, RED, paler))[1], 4);
  });

  it('need no change of luminance: red and a blue or a green as bright', () => {
    assert.deepEqual(flashCounts(strobe(4, [0.34, 0, 0], [0, 0, 1])), [0, 4]);
    assert.deepEqual(flashCounts(strobe(4, [1, 0, 0], [0, 0.2973, 0])), [0, 4]);
    assert.deepEqual(flashCounts(strobe(4, [0, 0, 1], [0, 0.1, 0])), [0, 0]);
  });

  it('are not what only grows brighter and dimmer in the same red', () => {
    assert.deepEqual(flashCounts(strobe(4, [0.5, 0, 0], [0.1, 0, 0])), [0, 0]);
    assert.deepEqual(flashCounts(strobe(4, [0.5, 0, 0], [0.02, 0, 0])), [4, 4]);
  });

  it('creep as well', () => {
    const swing = (timeMs: number): LinearColor => {
      const share = 0.5 + 0.5 * Math.sin((timeMs / 1000) * 4 * 2 * Math.PI);
      return [0.3, 0.3 * share, 0.3 * share];
    };
    assert.equal(flashCounts(swing)[1], 4);
  });

  it('are measured from the least red moment to the reddest', () => {
    const orange: LinearColor = [0.8, 0.2, 0];
    const blue: LinearColor = [0, 0, 1];
    const again = (...lights: readonly LinearColor[]) => flashCounts(stepThrough(100, RED, ...lights))[1];
    // From white to orange it is too little; from dark or blue it is not, even if white comes in between.
    assert.equal(again(WHITE, orange, WHITE), 1);
    assert.equal(again(WHITE, BLACK, WHITE, orange, BLACK), 2);
    assert.equal(again(WHITE, blue, WHITE, orange, BLACK), 2);
    // From orange to white it is too little, unless it was redder before.
    assert.equal(flashCounts(stepThrough(100, orange, WHITE))[1], 0);
    assert.equal(flashCounts(stepThrough(100, orange, RED, orange, WHITE))[1], 1);
  });

  it('are not what wavers about the limits of red, of its floor, or of darkness', () => {
    assert.deepEqual(flashCounts(strobe(9, [0.4, 0.101, 0], [0.4, 0.099, 0])), [0, 0]);
    assert.deepEqual(flashCounts(strobe(9, [0.064, 0, 0], [0.06, 0, 0])), [0, 0]);
    assert.deepEqual(flashCounts(strobe(9, [0.033, 0, 0], [0.029, 0, 0])), [0, 0]);
  });
});

describe('the area', () => {
  /** All pixels in one place, so in one field. */
  const cluster = stripFromPoints(Array.from({ length: 100 }, () => ({ x: 0, y: 0, z: 0 })));
  /** Too weak for the mean to reach a tenth. */
  const weak = strobe(5, grey(0.15));
  const some =
    (number: number): Picture =>
    (timeMs, pixel) =>
      pixel < number ? weak(timeMs, pixel) : BLACK;

  it('counts from the first pixel beyond a quarter of a field', () => {
    assert.deepEqual(flashCounts(some(25), { strip: cluster }), [0, 0]);
    assert.deepEqual(flashCounts(some(26), { strip: cluster }), [5, 0]);
  });

  it('is as small as one pixel for who asks for it', () => {
    assert.deepEqual(flashCounts(some(1), { strip: cluster, area: 0 }), [5, 0]);
    assert.deepEqual(flashCounts(some(50), { strip: cluster, area: 0.5 }), [0, 0]);
    assert.deepEqual(flashCounts(some(51), { strip: cluster, area: 0.5 }), [5, 0]);
  });

  it('is that of any field, not of the whole tree', () => {
    const apart = stripFromPoints(Array.from({ length: 100 }, (_, i) => ({ x: i < 60 ? 0 : 1, y: 0, z: 0 })));
    const right =
      (number: number): Picture =>
      (timeMs, pixel) =>
        pixel >= 100 - number ? weak(timeMs, pixel) : BLACK;
    assert.equal(analyse(right(10), { strip: apart }).general.flashes, 0);
    const { flashes, share } = analyse(right(11), { strip: apart }).general;
    assert.deepEqual([flashes, share], [5, 0.11]);
  });

  it('adds up what flashes within the same second, in step or not', () => {
    const outOfStep: Picture = (timeMs, pixel) => (pixel < 26 ? weak(timeMs + pixel * 7, pixel) : BLACK);
    assert.deepEqual(flashCounts(outOfStep, { strip: cluster }), [5, 0]);
    const oneAfterTheOther: Picture = (timeMs, pixel) =>
      pixel < 26 && Math.floor(timeMs / 1500) === 2 * (pixel % 2) ? weak(timeMs, pixel) : BLACK;
    assert.deepEqual(flashCounts(oneAfterTheOther, { strip: cluster, durationMs: 4500 }), [0, 0]);
  });

  it('does not matter to a mean', () => {
    const bright: Picture = (timeMs, pixel) => (pixel < 11 ? strobe(5)(timeMs, pixel) : BLACK);
    assert.deepEqual(flashCounts(bright, { strip: cluster }), [5, 0]);
  });

  it('is an only pixel, if there is no other', () => {
    assert.deepEqual(flashCounts(strobe(5), { strip: helixStrip({ pixels: 1 }) }), [5, 0]);
  });
});

describe('the report', () => {
  it('reports the worst second, where it ended, and how much of the tree flashed', () => {
    // Twice a second all the time; half of the tree six times a second for one second.
    const picture: Picture = (timeMs, pixel) =>
      pixel < 20 && timeMs >= 3000 && timeMs < 4000 ? strobe(6)(timeMs, pixel) : strobe(2)(timeMs, pixel);
    const { general } = analyse(picture, { durationMs: 6000, area: 0 });
    assert.equal(general.flashes, 6);
    assert.equal(general.share, 0.5);
    assert.ok(general.endMs > 3900 && general.endMs <= 4000, `${general.endMs}`);
  });

  it('keeps general and red flashes apart', () => {
    const picture: Picture = (timeMs, pixel) =>
      timeMs < 2000 ? strobe(3)(timeMs, pixel) : strobe(6, [0.3, 0, 0])(timeMs, pixel);
    assert.deepEqual(flashCounts(picture, { durationMs: 5000 }), [3, 6]);
  });

  it('does not count flashes that no strip could show', () => {
    assert.equal(flashCounts(strobe(200), { framesPerSecond: 400 })[0], 63);
  });
});
