import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { helixStrip, zigzagStrip } from '../src/geometry/cone-layouts.ts';
import { measuredStrip } from '../src/geometry/measured-strip.ts';
import type { Point, Strip } from '../src/geometry/strip-geometry.ts';
import { surfaceMetrics } from '../src/geometry/surface-metrics.ts';
import { wrapToHalfTurn } from '../src/math/phase.ts';
import {
  arbitraryPoints,
  assertValidStrip,
  irregularTree,
  realTree,
  skipWithoutRealTree,
} from './points-kit.ts';

const PIXELS = 200;

/** The positions of a strip as measured by a viewer at +x. */
function asMeasuredPoints({ x, y, z, count }: Strip): Point[] {
  return Array.from({ length: count }, (_, i) => ({ x: -y[i]!, y: x[i]!, z: z[i]! }));
}

const helix = helixStrip({ pixels: PIXELS });
const measured = asMeasuredPoints(helix);

/** How far the worst pixel is from where it hangs in the helix, in base radii. */
function maxDeviation({ strip }: { readonly strip: Strip }): number {
  return Math.max(
    ...Array.from(strip.x, (x, i) =>
      Math.hypot(x - helix.x[i]!, strip.y[i]! - helix.y[i]!, strip.z[i]! - helix.z[i]!),
    ),
  );
}

describe('a measured strip', () => {
  it("is sound whatever was measured, of the tree's own size, and stands on the ground", () => {
    fc.assert(
      fc.property(arbitraryPoints, (points) => {
        const { strip, outliers } = measuredStrip(points);
        assertValidStrip(strip, points.length);
        assert.ok(strip.x.every((x, i) => Math.hypot(x, strip.y[i]!) <= 1 + 1e-6));
        assert.ok(strip.z.every((z) => z >= 0 && z <= 50 * (1 + 1e-6)));
        assert.ok(outliers.every((pixel) => pixel < points.length));
        assert.ok(outliers.length <= Math.max(points.length < 10 ? 0 : 3, points.length / 5));
      }),
    );
  });

  it('is the same in any unit and wherever the origin is', () => {
    const offsets = fc.double({ min: -100, max: 100, noNaN: true });
    const units = fc.double({ min: 0.01, max: 1000, noNaN: true });
    fc.assert(
      fc.property(units, offsets, offsets, offsets, (unit, dx, dy, dz) => {
        const points = measured.map(({ x, y, z }) => ({
          x: x * unit + dx,
          y: y * unit + dy,
          z: z * unit + dz,
        }));
        const { strip, outliers } = measuredStrip(points);
        assert.deepEqual(outliers, []);
        const same = measuredStrip(measured).strip;
        for (const axis of ['x', 'y', 'z'] as const) {
          assert.ok(strip[axis].every((value, i) => Math.abs(value - same[axis][i]!) < 1e-3 + 1e-4 / unit));
        }
      }),
    );
    assert.ok(maxDeviation(measuredStrip(measured)) < 0.05);
  });

  it('turns the side that was looked at, +x, to who looks now', () => {
    const { strip } = measuredStrip(measured);
    const front = measured.reduce((nearest, { x }, i) => (x > measured[nearest]!.x ? i : nearest), 0);
    assert.ok(strip.y[front]! < -0.9);
    assert.ok(Math.abs(wrapToHalfTurn(strip.angle[front]! - 0.75)) < 0.03);
  });

  it('tolerates one pixel in twenty at any position, and names those that were off the tree', () => {
    const far = fc.record({
      x: fc.double({ min: -1e5, max: 1e5, noNaN: true }),
      y: fc.double({ min: -1e5, max: 1e5, noNaN: true }),
      z: fc.double({ min: -1e5, max: 1e5, noNaN: true }),
    });
    const wild = fc.uniqueArray(fc.nat(PIXELS - 1), { maxLength: PIXELS / 20 });
    fc.assert(
      fc.property(wild, fc.array(far, { minLength: 10, maxLength: 10 }), (pixels, anywhere) => {
        const points = measured.slice();
        pixels.forEach((pixel, i) => {
          points[pixel] = anywhere[i % anywhere.length]!;
        });
        const { strip, outliers } = measuredStrip(points);
        assertValidStrip(strip, PIXELS);
        assert.ok(outliers.every((pixel) => pixels.includes(pixel)));
        const off = pixels.filter((pixel) => Math.hypot(points[pixel]!.x, points[pixel]!.y) > 2);
        assert.ok(off.every((pixel) => outliers.includes(pixel)));
        for (let i = 0; i < PIXELS; i++) {
          if (pixels.includes(i)) continue;
          assert.ok(Math.abs(strip.height[i]! - helix.height[i]!) < 0.3);
          assert.ok(
            helix.radius[i]! < 0.5 || Math.abs(wrapToHalfTurn(strip.angle[i]! - helix.angle[i]!)) < 0.1,
          );
        }
      }),
    );
  });

  it('has pixels that were measured beside it at its edge, at any height', () => {
    const height = fc.double({ min: 0, max: 4, noNaN: true });
    const around = fc.double({ min: 0, max: 2 * Math.PI, noNaN: true });
    const far = fc.double({ min: 1.3, max: 50, noNaN: true });
    fc.assert(
      fc.property(fc.nat(PIXELS - 1), height, around, far, (pixel, z, angle, distance) => {
        const wild = { x: distance * Math.cos(angle), y: distance * Math.sin(angle), z };
        const { strip, outliers } = measuredStrip(measured.with(pixel, wild));
        assert.deepEqual(outliers, [pixel]);
        assert.ok(strip.radius[pixel]! <= 1.1 - 0.94 * strip.height[pixel]!);
      }),
    );
  });

  it('has a pixel at its tip that was measured there with the radius of the base', () => {
    const beside = measured.with(10, { x: 0, y: 0.95, z: helix.z[PIXELS - 1]! });
    const { strip, outliers } = measuredStrip(beside);
    assert.deepEqual(outliers, [10]);
    assert.ok(strip.radius[10]! < 0.15);
    assert.equal(strip.height[10], 1);
  });

  it('of few pixels has one at its edge that was measured anywhere, and no other', () => {
    const count = fc.integer({ min: 10, max: 60 });
    const shape = fc.constantFrom(helixStrip, zigzagStrip);
    const height = fc.double({ min: 0.5, max: 5, noNaN: true });
    fc.assert(
      fc.property(count, shape, height, fc.nat(), (pixels, layOut, tall, number) => {
        const points = asMeasuredPoints(layOut({ pixels, height: tall }));
        assert.deepEqual(measuredStrip(points).outliers, []);
        const pixel = number % pixels;
        const { outliers } = measuredStrip(points.with(pixel, { x: 20, y: -30, z: 40 }));
        assert.deepEqual(outliers, [pixel]);
      }),
    );
  });

  it('has pixels that were not seen between their neighbours on the tree, and names them', () => {
    const hidden = [0, 50, 51, PIXELS - 1];
    const wild = measured.with(49, { x: 90, y: 0, z: measured[49]!.z });
    const { strip, unseen, outliers } = measuredStrip(
      wild.map((point, i) => (hidden.includes(i) ? undefined : point)),
    );
    assert.deepEqual([unseen, outliers], [hidden, [49]]);
    const placeOf = (pixel: number) => [strip.x[pixel]!, strip.y[pixel]!, strip.z[pixel]!];
    assert.deepEqual(placeOf(0), placeOf(1));
    assert.deepEqual(placeOf(PIXELS - 1), placeOf(PIXELS - 2));
    const [before, first, second, after] = [49, 50, 51, 52].map(placeOf);
    for (const axis of [0, 1, 2]) {
      const step = (after![axis]! - before![axis]!) / 3;
      assert.ok(Math.abs(before![axis]! + step - first![axis]!) < 1e-6);
      assert.ok(Math.abs(before![axis]! + 2 * step - second![axis]!) < 1e-6);
    }
  });

  it('has every pixel that was seen at the same place, whichever others were not', () => {
    const some = fc.subarray([...measured.keys()], { maxLength: PIXELS / 50 });
    const whole = measuredStrip(measured).strip;
    fc.assert(
      fc.property(some, (hidden) => {
        const { strip, unseen } = measuredStrip(
          measured.map((point, i) => (hidden.includes(i) ? undefined : point)),
        );
        assert.deepEqual(unseen, hidden);
        for (const pixel of measured.keys()) {
          const distance = Math.hypot(strip.x[pixel]! - whole.x[pixel]!, strip.y[pixel]! - whole.y[pixel]!);
          assert.ok(hidden.includes(pixel) || distance < 0.1, `${pixel}: ${distance}`);
        }
      }),
    );
  });

  it('lies on the front half of the tree if it was measured in a single picture', () => {
    const { strip, outliers } = measuredStrip(measured.map(({ y, z }) => ({ x: 0, y, z })));
    assert.deepEqual(outliers, []);
    const same = measuredStrip(measured).strip;
    for (let i = 0; i < PIXELS; i++) {
      assert.ok(
        Math.abs(strip.x[i]! - same.x[i]!) < 0.15 && Math.abs(strip.height[i]! - same.height[i]!) < 0.01,
      );
      assert.ok(strip.y[i]! <= 0);
      const seenFromFront = same.y[i]! < -0.3;
      assert.ok(!seenFromFront || Math.abs(wrapToHalfTurn(strip.angle[i]! - same.angle[i]!)) < 0.1);
    }
  });

  it('may be a pole, a ring, a single pixel, or all in one place', () => {
    const row = (at: (i: number) => Point) =>
      measuredStrip(Array.from({ length: 60 }, (_, i) => at(i))).strip;
    const pole = row((i) => ({ x: 4, y: 4, z: i }));
    assert.deepEqual([pole.height[59], pole.radius[30], pole.z[59]], [1, 0, 50]);
    const ring = row((i) => ({ x: 9 * Math.cos(i), y: 9 * Math.sin(i), z: 2 }));
    assert.ok(ring.radius.every((radius) => radius > 0.9) && ring.z.every((z) => z === 0));
    assertValidStrip(measuredStrip([{ x: 5, y: 5, z: 5 }]).strip, 1);
    assert.ok(row(() => ({ x: 1, y: 2, z: 3 })).x.every((x) => x === 0));
    assert.ok(row((i) => ({ x: i * 5e-324, y: i * 1e-323, z: 3 })).radius.every((radius) => radius <= 1));
  });

  it('refuses a place that is none, and names it', () => {
    assert.throws(() => measuredStrip([{ x: 0, y: Number.NaN, z: 0 }]), {
      name: 'RangeError',
      message: /^pixel 0: y is NaN/,
    });
    assert.throws(() => measuredStrip([]), /at least one pixel/);
    assert.throws(() => measuredStrip([undefined]), /at least one pixel/);
  });

  it('has the shape of a tree where a tree was measured badly', () => {
    const points = irregularTree(500);
    const { strip, outliers } = measuredStrip(points);
    assert.ok(outliers.length >= 5);
    for (const { x, y, z } of outliers.map((pixel) => points[pixel]!)) {
      assert.ok(Math.hypot(x - 3, y + 2) > 1 || z < 7 || z > 9.5);
    }
    assertTreeShape(strip);
  });

  it('can be a real tree', { skip: skipWithoutRealTree }, () => {
    const { strip, outliers } = measuredStrip(realTree);
    assert.equal(strip.count, 500);
    assert.deepEqual(outliers, []);
    assertTreeShape(strip);
  });
});

function assertTreeShape(strip: Strip): void {
  const { aspectRatio, pixelSpacing } = surfaceMetrics(strip);
  assert.ok(aspectRatio > 1.5 && aspectRatio < 5, `${aspectRatio}`);
  assert.ok(pixelSpacing > 0.08 && pixelSpacing < 0.25, `${pixelSpacing}`);
  const typical = (from: number, to: number) => {
    const radii = strip.radius.filter((_, i) => strip.height[i]! >= from && strip.height[i]! < to);
    return radii.sort()[radii.length >> 1]!;
  };
  assert.ok(typical(0.6, 0.8) < typical(0, 0.3) / 1.5, 'a tree is wider at its foot than farther up');
}
