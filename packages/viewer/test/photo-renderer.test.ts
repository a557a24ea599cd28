import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { helixStrip, stripFromPoints } from '@garland/animations';
import fc from 'fast-check';
import { MaterialCanvas } from '../src/core/material-canvas.ts';
import { Glow } from '../src/core/photo/glow.ts';
import { buildPhotoLightMap } from '../src/core/photo/photo-lights.ts';
import { PhotoRenderer } from '../src/core/photo/photo-renderer.ts';
import { toneMap } from '../src/core/photo/tone-mapping.ts';
import { projectStrip } from '../src/core/projection.ts';
import { createRaster, type Raster } from '../src/core/raster.ts';

const WIDTH = 60;
const HEIGHT = 84;

function sum(values: ArrayLike<number>): number {
  return Array.from(values).reduce((all, value) => all + value, 0);
}

describe('a material canvas', () => {
  const red = { ambient: [1, 0, 0], albedo: [0.5, 0, 0] } as const;
  const green = { ambient: [0, 1, 0], albedo: [0, 0.5, 0] } as const;

  it('is filled to its edges, and a fill counts as uncovered', () => {
    const canvas = new MaterialCanvas(3, 2);
    canvas.fill(() => red);
    const { ambient, albedo, coverage } = canvas.resolve();
    for (let dot = 0; dot < 6; dot++) {
      assert.deepEqual([...ambient.subarray(dot * 3, dot * 3 + 3)].map(Math.fround), [1, 0, 0]);
      assert.ok(Math.abs(albedo[dot * 3]! - 0.5) < 1e-6);
      assert.equal(coverage[dot], 0);
    }
  });

  it('has a third of each dot covered by a stroke through it', () => {
    const canvas = new MaterialCanvas(4, 3);
    canvas.fill(() => red);
    canvas.stroke(0, 1.5, 3.99, 1.5, green);
    const { ambient, coverage } = canvas.resolve();
    for (let x = 0; x < 4; x++) {
      assert.ok(Math.abs(coverage[4 + x]! - 1 / 3) < 1e-6);
      assert.ok(Math.abs(ambient[(4 + x) * 3 + 1]! - 1 / 3) < 1e-6);
      assert.equal(coverage[x], 0);
    }
  });

  it('accepts strokes that leave it', () => {
    const canvas = new MaterialCanvas(2, 2);
    canvas.stroke(-50, -50, 50, 50, green);
    assert.ok(canvas.resolve().coverage.every(Number.isFinite));
  });
});

describe('a glow', () => {
  const SIDE = 161;
  const MIDDLE = 80;

  function glowOf(reach: number): Raster {
    const source = createRaster(SIDE, SIDE);
    source.values[(MIDDLE * SIDE + MIDDLE) * 3] = 1000;
    const glow = new Glow(SIDE, SIDE, reach);
    const target = createRaster(SIDE, SIDE);
    glow.blur(source);
    glow.addTo(target, new Float32Array(SIDE * SIDE * 3), 0, 1);
    return target;
  }

  it('preserves light and colour, and has the given deviation', () => {
    for (const reach of [1.3, 2, 3.4, 5, 8, 12, 20]) {
      const { values: rgb } = glowOf(reach);
      let [light, variance] = [0, 0];
      for (let dot = 0; dot < SIDE * SIDE; dot++) {
        light += rgb[dot * 3]!;
        variance += rgb[dot * 3]! * ((dot % SIDE) - MIDDLE) ** 2;
        assert.equal(rgb[dot * 3 + 1]! + rgb[dot * 3 + 2]!, 0);
      }
      assert.ok(Math.abs(light / 1000 - 1) < 0.02, `reach ${reach}: ${light}`);
      const deviation = Math.sqrt(variance / light);
      assert.ok(Math.abs(deviation / reach - 1) < 0.05, `reach ${reach}: ${deviation}`);
    }
  });

  it('lights surfaces by their albedo, and adds bloom everywhere', () => {
    const source = createRaster(20, 20);
    source.values.fill(1);
    const glow = new Glow(20, 20, 2);
    glow.blur(source);
    const at = (10 * 20 + 10) * 3;
    for (const [albedo, lit, bloom, expected] of [
      [0.5, 2, 0, 1],
      [0, 2, 0.25, 0.25],
      [1, 1, 1, 2],
    ] as const) {
      const target = createRaster(20, 20);
      glow.addTo(target, new Float32Array(1200).fill(albedo), lit, bloom);
      assert.ok(Math.abs(target.values[at]! - expected) < 1e-4);
    }
  });
});

describe('tone mapping', () => {
  const light = fc.double({ min: 0, max: 60, noNaN: true });
  const shown = (...colour: readonly number[]): number[] => {
    const rgb = new Uint8Array(3);
    toneMap(Float32Array.from(colour), rgb);
    return [...rgb];
  };

  it('never shows more light darker, and shows no light as black', () => {
    assert.deepEqual(shown(0, 0, 0), [0, 0, 0]);
    fc.assert(
      fc.property(light, light, light, fc.double({ min: 1, max: 4, noNaN: true }), (r, g, b, factor) => {
        const [less, more] = [shown(r, g, b), shown(r * factor, g * factor, b * factor)];
        assert.ok(more.every((value, i) => value >= less[i]!));
      }),
    );
  });

  it('keeps the colour of dim light, and turns very bright light white', () => {
    const [red, green, blue] = shown(0, 0, 0.2);
    assert.ok(blue! > 2 * red! && blue! > 2 * green!);
    assert.ok(shown(0, 0, 50).every((value) => value > 220));
  });
});

describe('a bulb', () => {
  it('is dimmer on the far side, and there brighter through a gap than through needles', () => {
    const points = { count: 2, x: new Float32Array(2), y: Float32Array.of(-1, 1), z: new Float32Array(2) };
    const view = projectStrip(points, WIDTH, HEIGHT);
    const seen = (cover: number): number[] => {
      const { offsets, weights } = buildPhotoLightMap(view, new Float32Array(WIDTH * HEIGHT).fill(cover));
      return [0, 1].map((light) => sum(weights.subarray(3 * offsets[light]!, 3 * offsets[light + 1]!)));
    };
    const [[front, behindNeedles], [, behindGap]] = [seen(1), seen(0)] as [number[], number[]];
    assert.ok(behindNeedles! < 0.1 * front!);
    assert.ok(behindGap! > 3 * behindNeedles! && behindGap! < front!);
  });
});

describe('a photo', () => {
  const strip = helixStrip({ pixels: 60 });
  const camera = new PhotoRenderer(strip, WIDTH, HEIGHT);
  const photo = (light: (pixel: number) => readonly number[]): Uint8Array =>
    camera.render(Array.from({ length: 60 }, (_, i) => light(i)).flat()).rgb.slice();
  const dark = photo(() => [0, 0, 0]);

  it('shows a dim green tree against a blue night while the lights are off', () => {
    const at = (x: number, y: number) => [0, 1, 2].map((channel) => dark[(y * WIDTH + x) * 3 + channel]!);
    const [tree, sky] = [at(WIDTH / 2, HEIGHT / 2), at(3, 10)];
    assert.ok(tree[1]! > tree[0]! && tree[1]! > tree[2]!);
    assert.ok(sky[2]! > sky[0]! && sky[2]! > sky[1]!);
    assert.ok(Math.max(...dark) < 110);
  });

  it('is never darker anywhere with one more light', () => {
    const level = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(level, { minLength: 60, maxLength: 60 }), fc.nat({ max: 59 }), (levels, more) => {
        const one = photo((i) => [levels[i]!, 0, levels[i]!]);
        const other = photo((i) => [levels[i]!, i === more ? 1 : 0, levels[i]!]);
        assert.ok(other.every((value, i) => value >= one[i]!));
      }),
      { numRuns: 20 },
    );
  });

  it('shows a light at its position, white in the middle and coloured around', () => {
    const { lightX, lightY, depth } = projectStrip(strip, WIDTH, HEIGHT, {
      above: 0.12,
      below: 0.4,
      sides: 1.18,
    });
    const front = depth.indexOf(depth.reduce((a, b) => Math.min(a, b)));
    const lit = photo((i) => (i === front ? [0, 0, 1] : [0, 0, 0]));
    const [x, y] = [Math.floor(lightX[front]!), Math.floor(lightY[front]!)];
    const middle = lit.subarray((y * WIDTH + x) * 3, (y * WIDTH + x) * 3 + 3);
    const beside = lit.subarray((y * WIDTH + x + 3) * 3, (y * WIDTH + x + 3) * 3 + 3);
    assert.ok(middle[2]! > 240 && Math.min(...middle) > 60, `${middle}`);
    assert.ok(beside[2]! > 1.5 * beside[0]! && beside[2]! < middle[2]!, `${beside}`);
  });

  it('lights the snow at its foot', () => {
    const lit = photo(() => [1, 0.5, 0.1]);
    const foot = ((HEIGHT - 6) * WIDTH + WIDTH / 2) * 3;
    assert.ok(lit[foot]! > dark[foot]! + 20);
  });

  it('is the same each time', () => {
    const again = new PhotoRenderer(strip, WIDTH, HEIGHT);
    assert.deepEqual(
      again.render(new Float32Array(180).fill(0.5)).rgb.slice(),
      photo(() => [0.5, 0.5, 0.5]),
    );
  });

  it('works for measured trees of any shape, at any size', () => {
    const coordinate = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: -9, max: 9, noNaN: true }));
    const places = fc.array(fc.record({ x: coordinate, y: coordinate, z: coordinate }), {
      minLength: 1,
      maxLength: 30,
    });
    const size = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(places, size, size, (points, width, height) => {
        const any = new PhotoRenderer(stripFromPoints(points), width, height);
        const unlit = any.render(new Float32Array(points.length * 3)).rgb.slice();
        const lit = any.render(new Float32Array(points.length * 3).fill(1)).rgb;
        assert.ok(lit.every((value, i) => value >= unlit[i]!));
      }),
      { numRuns: 60 },
    );
  });
});
