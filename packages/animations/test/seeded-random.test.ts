import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { lookUp, smoothStep, tabulate } from '../src/math/curve-table.ts';
import { hash, randomArray, randomAt } from '../src/random/seeded-random.ts';
import { createValueNoise, noiseAt, TILE_SIZE, tileColumns } from '../src/random/value-noise.ts';

const below1 = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('random numbers', () => {
  it('depends on its seed and its number alone', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (seed, n) => assert.equal(hash(seed, n), hash(seed, n))),
    );
  });

  it('is 0 or more and below 1, in single precision too', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (seed, n) => {
        const value = Math.fround(randomAt(seed, n));
        assert.ok(value >= 0 && value < 1);
      }),
    );
  });

  it('is spread evenly, and families do not resemble each other', () => {
    const bins = new Array<number>(16).fill(0);
    const [one, other] = [randomArray(1, 16_000), randomArray(2, 16_000)];
    for (const value of one) bins[Math.floor(value * 16)]! += 1;
    for (const bin of bins) assert.ok(bin > 850 && bin < 1150, `${bins}`);
    const together = one.reduce((sum, value, i) => sum + (value - 0.5) * (other[i]! - 0.5), 0) / 16_000;
    assert.ok(Math.abs(together) < 0.005, `${together}`);
  });

  it('can be drawn from a range', () => {
    for (const value of randomArray(3, 1000, -2, 5)) assert.ok(value >= -2 && value < 5);
  });
});

describe('noise', () => {
  const tile = createValueNoise(4);
  const columns = tileColumns(Float32Array.of(0, 0.25, 0.999));

  it('uses the whole of 0 to 1 and nothing else', () => {
    assert.equal(Math.min(...tile), 0);
    assert.equal(Math.max(...tile), 1);
  });

  it('is smooth, and continues where the tile ends', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...columns),
        fc.double({ min: 0, max: 3, noNaN: true }),
        (column, along) => {
          const [here, near] = [noiseAt(tile, column, along), noiseAt(tile, column, along + 0.001)];
          assert.ok(Math.abs(here - near) < 0.03);
          assert.ok(Math.abs(here - noiseAt(tile, column, along + 1)) < 1e-6);
        },
      ),
    );
    const seam = Array.from({ length: TILE_SIZE }, (_, i) =>
      Math.abs(tile[i]! - tile[(TILE_SIZE - 1) * TILE_SIZE + i]!),
    );
    assert.ok(Math.max(...seam) < 0.3);
  });

  it('closes around the tree', () => {
    assert.deepEqual([...columns], [0, (TILE_SIZE / 4) * TILE_SIZE, 0]);
  });
});

describe('a curve', () => {
  it('is looked up close to what it was made from', () => {
    const curve = tabulate((x) => x * x);
    fc.assert(fc.property(below1, (x) => assert.ok(Math.abs(lookUp(curve, x) - x * x) < 0.004)));
  });

  it('has steps that are soft at both ends', () => {
    assert.deepEqual(
      [0, 2, 3, 4, 9].map((x) => smoothStep(2, 4, x)),
      [0, 0, 0.5, 1, 1],
    );
  });
});
