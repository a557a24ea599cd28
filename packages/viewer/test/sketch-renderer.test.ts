import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { helixStrip, stripFromPoints } from '@garland/animations';
import fc from 'fast-check';
import { projectStrip } from '../src/core/projection.ts';
import { SketchRenderer } from '../src/core/sketch/sketch-renderer.ts';
import { CaptionedTree } from '../src/terminal/captioned-tree.ts';
import type { TerminalCapabilities } from '../src/terminal/terminal-capabilities.ts';

const size = fc.integer({ min: 1, max: 60 });
const pixels = fc.integer({ min: 1, max: 1000 });
const coordinate = fc.double({ min: -100, max: 100, noNaN: true });
const points = fc.array(fc.record({ x: coordinate, y: coordinate, z: coordinate }), {
  minLength: 1,
  maxLength: 60,
});

describe('a projection', () => {
  it('is finite for every light, strip and size', () => {
    fc.assert(
      fc.property(points, size, size, (places, width, height) => {
        const view = projectStrip(stripFromPoints(places), width, height);
        for (const values of [view.lightX, view.lightY, view.depth]) {
          assert.ok(values.every(Number.isFinite));
        }
        assert.ok(view.depth.every((depth) => depth >= -1e-6 && depth <= 1 + 1e-6));
        assert.ok(view.dotsPerUnit > 0 && Number.isFinite(view.dotsPerUnit));
      }),
      { numRuns: 100 },
    );
  });

  it('has every light of a helix inside the image', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 1000 }),
        fc.integer({ min: 8, max: 300 }),
        fc.integer({ min: 8, max: 200 }),
        (count, width, height) => {
          const { lightX, lightY } = projectStrip(helixStrip({ pixels: count }), width, height);
          assert.ok(lightX.every((x) => x >= 0 && x < width));
          assert.ok(lightY.every((y) => y >= 0 && y < height));
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('a sketch', () => {
  it('is never darker with more light', () => {
    fc.assert(
      fc.property(pixels, size, size, (count, width, height) => {
        const renderer = new SketchRenderer(helixStrip({ pixels: count }), width, height);
        const dark = renderer.render([]).rgb.slice();
        const lit = renderer.render(new Float32Array(count * 3).fill(1)).rgb;
        assert.equal(lit.length, width * height * 3);
        assert.ok(lit.every((value, i) => value >= (dark[i] ?? 0)));
      }),
      { numRuns: 20 },
    );
  });

  it('has the colour of its lights', () => {
    const renderer = new SketchRenderer(helixStrip({ pixels: 50 }), 80, 44);
    const dark = sums(renderer.render([]).rgb);
    const colours = new Uint8Array(150).map((_, i) => (i % 3 === 0 ? 1 : 0));
    const red = sums(renderer.render(colours).rgb);
    assert.ok(red[0] > dark[0] * 1.5);
    assert.equal(red[2], dark[2]);
  });

  it('shows the tree even when all its lights are off', () => {
    const { rgb } = new SketchRenderer(helixStrip({ pixels: 50 }), 80, 44).render([]);
    const middle = (22 * 80 + 40) * 3;
    assert.ok((rgb[middle + 1] ?? 0) > (rgb[middle] ?? 0) + 10, 'dark green');
  });

  it('shows a light in front brighter than one behind', () => {
    const at = (y: number): number => {
      const renderer = new SketchRenderer(
        stripFromPoints([
          { x: 0, y, z: 0 },
          { x: 0, y: 0.01, z: 3 },
        ]),
        60,
        60,
      );
      return sums(renderer.render([0, 1, 0, 0, 0, 0]).rgb)[1];
    };
    assert.ok(at(-0.9) > at(0.9));
  });
});

describe('a captioned tree', () => {
  it('fits any terminal down to one cell, with and without colour', () => {
    const colour = fc.constantFrom('truecolor' as const, '256' as const, 'none' as const);
    fc.assert(
      fc.property(size, size, colour, fc.nat(40), (columns, rows, depth, reserved) => {
        const terminal: TerminalCapabilities = { columns, rows, colorDepth: depth, canAnimate: true };
        const tree = new CaptionedTree(terminal, helixStrip({ pixels: 30 }), 2, reserved);
        const rowsUsed = tree.reserve().length + 1;
        assert.ok(rowsUsed <= Math.max(1, rows - reserved));
        const written = tree.update(new Uint8Array(90).fill(200), ['a line', 'another']);
        assert.doesNotMatch(written, /NaN|undefined/);
        if (columns > 36 && rows - reserved < 6) assert.match(written, /Make.*larger.*Ctrl-C/);
        assert.equal(tree.update(new Uint8Array(90).fill(200), ['a line', 'another']), '');
      }),
      { numRuns: 50 },
    );
  });
});

function sums(rgb: Uint8Array): [number, number, number] {
  const total: [number, number, number] = [0, 0, 0];
  rgb.forEach((value, i) => {
    total[(i % 3) as 0 | 1 | 2] += value;
  });
  return total;
}
