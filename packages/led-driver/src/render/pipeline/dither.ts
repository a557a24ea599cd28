import { STEP } from './fixed-point.ts';

/**
 * Temporal dithering by error diffusion, as in Fadecandy: the rounding error of each frame is added to the next one, so
 * the mean over time is exact.
 *
 *     sum = duty + error;  sent = ⌊sum⌋ in steps;  error' = sum − sent, truncated to sixteenths of a step, plus half of one
 *
 * The half sixteenth rounds duties to the nearest sixteenth, so every pattern repeats within 16 frames. The mean of *any*
 * 16 frames of an unchanging picture is exact to 1/32 of a step, which is 1/8160 of full light: an effective depth of twelve
 * bits. Nothing slower can appear, such as a blink every few seconds at a level just below a sixteenth.
 *
 * 0 stays 0 and full stays full, since an error is less than a step.
 *
 * Very dim light: below 1/32 of a step a channel is dark, because a lone blink every few seconds would look like a sparkle.
 * From there to the first whole step it is on in some frames and off in others, which shimmers at low frame rates. Turning
 * it off would lose the darkest shades. The flicker is as fast and even as possible, neighbouring pixels and the channels of
 * a pixel are out of phase, and a still picture has none (see `settlingErrors`). FastLED turns dithering off below 100
 * frames a second; here the configuration decides. One step is 0.4 % of full light, a twenty-fifth of the change that counts
 * towards a flash (WCAG 2.3.1).
 */
export interface DitherErrors {
  /** Four bytes a pixel: blue, green, red, white. */
  readonly bytes: Uint8Array;
  /** The same memory, one word a pixel. The byte order does not matter, as it is always the same. */
  readonly words: Int32Array;
}

const HALF_STEP: number = STEP / 2;
const SIXTEENTHS = 0xf0;
const HALF_SIXTEENTH = 0x08;
/** The golden ratio as a share of a turn: the most even spread over any number of pixels (Weyl's sequence). */
const GOLDEN = 0.618034;
/** Eleven sixteenths: its multiples visit every sixteenth in 16 frames, and successive ones are far apart. */
const TURN_PER_FRAME = 0xb0;
/** 1/√2 of a turn: spreads the settling channels evenly, independently of how GOLDEN spreads their errors. */
const SETTLE_ORDER = 181;

/**
 * The initial errors. With equal ones, a tree of one dim colour would blink in unison, so the pixels are spread evenly over
 * a step, and the channels of a pixel are a quarter of a step apart.
 */
export function createDitherErrors(pixels: number): DitherErrors {
  const bytes = Uint8Array.from({ length: pixels * 4 }, (_, i) => {
    const phase = (i >> 2) * GOLDEN + (i & 3) / 4;
    return ((phase * STEP) & SIXTEENTHS) | HALF_SIXTEENTH;
  });
  return { bytes, words: new Int32Array(bytes.buffer) };
}

/**
 * The errors of a frame while a picture becomes still. One channel after another, all over the tree, gets a constant error
 * of half a step, which is rounding to nearest. When all have it, every frame equals the one before, so rendering can stop.
 * Meanwhile the light moves evenly to that of the nearest steps, without a visible jump.
 *
 * @param phases the initial errors; each visits all sixteenths in turn, whatever the picture
 * @param frame counts up
 * @param share of the channels that have settled, in 256ths
 * @param errors receives the errors of this frame
 */
export function settlingErrors(
  phases: DitherErrors,
  frame: number,
  share: number,
  errors: DitherErrors,
): void {
  if (share === STEP) return void errors.bytes.fill(HALF_STEP);
  for (let i = 0; i < phases.bytes.length; i++) {
    const turned = phases.bytes[i]! + frame * TURN_PER_FRAME;
    const isSettled = ((i * SETTLE_ORDER) & 0xff) < share;
    errors.bytes[i] = isSettled ? HALF_STEP : (turned & SIXTEENTHS) | HALF_SIXTEENTH;
  }
}
