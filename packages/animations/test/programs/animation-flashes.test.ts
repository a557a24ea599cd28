import { MAX_SPEED_FACTOR, PALETTE_NAMES } from '../../src/index.ts';
import { type FlashCase, ownFlashCases, testFlashes } from '../flash-kit.ts';

/** Some of these seeds once gave a flash too many. */
const CASES_FOR_EVERY_PALETTE: readonly Omit<FlashCase, 'palette'>[] = [
  { layout: 'helix', seed: 3, speedFactor: MAX_SPEED_FACTOR, seconds: 12 },
  { layout: 'helix', seed: 77, speedFactor: MAX_SPEED_FACTOR, seconds: 12 },
  { layout: 'helix', seed: 77, speedFactor: 1, seconds: 4 },
  { layout: 'thrown', seed: 5, speedFactor: MAX_SPEED_FACTOR, seconds: 4 },
];

testFlashes((id) => [
  ...PALETTE_NAMES.flatMap((palette) =>
    CASES_FOR_EVERY_PALETTE.map((flashCase) => ({ palette, ...flashCase })),
  ),
  ...ownFlashCases(id),
]);
