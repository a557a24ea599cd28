import { MAX_SPEED_FACTOR, PALETTE_NAMES } from '../src/index.ts';
import { ownFlashCases, testFlashes } from './flash-kit.ts';

/** test/programs/animation-flashes.test.ts watches each palette for longer. */
testFlashes((id) => [
  ...PALETTE_NAMES.map((palette) => ({
    palette,
    layout: 'helix',
    seed: 3,
    speedFactor: MAX_SPEED_FACTOR,
    seconds: 4,
  })),
  ...ownFlashCases(id),
]);
