import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import type { Point, Strip } from '../src/geometry/strip-geometry.ts';
import { randomArray } from '../src/random/seeded-random.ts';

const coordinate = fc.oneof(
  fc.constantFrom(0, -0, 1e-300, 1e6, -1e6),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
);

/** Any points that a coordinates file can have. */
export const arbitraryPoints: fc.Arbitrary<Point[]> = fc.array(
  fc.record({ x: coordinate, y: coordinate, z: coordinate }),
  { minLength: 1, maxLength: 200 },
);

export function assertValidStrip(strip: Strip, count: number): void {
  assert.equal(strip.count, count);
  for (const list of [strip.x, strip.y, strip.z, strip.height, strip.angle, strip.radius, strip.along]) {
    assert.equal(list.length, count);
    assert.ok(list.every(Number.isFinite));
  }
  for (const share of [strip.height, strip.radius, strip.along])
    assert.ok(share.every((v) => v >= 0 && v <= 1));
  assert.ok(strip.angle.every((turns) => turns >= 0 && turns < 1));
}

const UNSEEN_RUN = 5;

/**
 * A tree as cameras see one: branches in and out, pixels in the order of a string that was thrown on, one in fifty a
 * reflection somewhere in the room, runs of pixels that were not seen and got their neighbour's place, off the origin.
 */
export function irregularTree(pixels: number): Point[] {
  const [out, around, up] = [randomArray(1, pixels), randomArray(2, pixels), randomArray(3, pixels)];
  const points: Point[] = [];
  for (let i = 0; i < pixels; i++) {
    const before = points[i - 1];
    const climbed = Math.min(1, Math.max(0, i / pixels + 0.2 * (up[i]! - 0.5)));
    const radius = (1.05 - climbed) * (0.4 + 0.6 * out[i]!);
    const turn = 2 * Math.PI * ((6 * i) / pixels + 0.3 * around[i]!);
    const tree = { x: 3 + radius * Math.cos(turn), y: radius * Math.sin(turn) - 2, z: 7 + 2.5 * climbed };
    const reflection = { x: 20 * around[i]!, y: -9 * out[i]!, z: 30 * up[i]! };
    const unseen = before && i % (8 * UNSEEN_RUN) < UNSEEN_RUN;
    points.push(unseen ? before : i % 50 === 49 ? reflection : tree);
  }
  return points;
}

const DATA_FOLDER =
  process.env.GARLAND_DATA ?? fileURLToPath(new URL('../../../../../shared/data', import.meta.url));
const REAL_TREE_FILE = `${DATA_FOLDER}/coords_2021.csv`;

/** Why tests of a real tree are skipped, if they are. */
export const skipWithoutRealTree: string | false =
  !existsSync(REAL_TREE_FILE) &&
  'needs coords_2021.csv in ../shared/data beside the repository, or where GARLAND_DATA says';

/** A real tree of 500 pixels, measured; none where its file is missing. */
export const realTree: readonly Point[] = skipWithoutRealTree
  ? []
  : readFileSync(REAL_TREE_FILE, 'utf8')
      .replace(/^\uFEFF/, '')
      .trim()
      .split(/\r?\n/)
      .map((row) => {
        const [x, y, z] = row.split(',').map(Number);
        return { x: x!, y: y!, z: z! };
      });
