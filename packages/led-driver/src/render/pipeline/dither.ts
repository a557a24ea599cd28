import { STEP } from './fixed-point.ts';

/**
 * Temporal dithering by error diffusion, as in Fadecandy: what a frame rounds away of a duty is added to the next, so that
 * the mean over time is what was meant.
 *
 *     sum = duty + error;  sent = ⌊sum⌋ in steps;  error' = sum − sent, cut to sixteenths of a step, plus half of one
 *
 * The half sixteenth rounds duties to the nearest sixteenth. That makes every pattern repeat within 16 frames: the mean over
 * *any* 16 frames of a picture that does not change is exact to 1/32 of a step, 1/8160 of full light, so twelve bits show
 * of it; and nothing slower can appear, such as the hiccup every few seconds of a level that is almost a sixteenth.
 *
 * 0 stays 0 and full stays full, since an error is less than a step.
 *
 * What this does to very dim light: below 1/32 of a step a channel is dark, rather than blink alone every few seconds, which
 * looks like a sparkle that is not in the picture. Above, up to the first whole step, it is on in some frames and off in the
 * others; to darken that too would lose the evening's last shades, and the mean. It shimmers if frames come slowly. So the
 * flicker is kept as fast and as even as it can be, neighbours never have it together, nor do the channels of a pixel, and
 * a picture that stands still has none (see `restingErrors`). FastLED turns dithering off below 100 frames a second; here
 * the configuration says. One step is 0.4 % of full light, a twenty-fifth of what counts as a change in a flash (WCAG 2.3.1).
 */
export interface DitherErrors {
  /** Four bytes a pixel: blue, green, red, white. */
  readonly bytes: Uint8Array;
  /** The same memory, one word a pixel; which byte is which does not matter, as long as it is always the same. */
  readonly words: Int32Array;
}

const HALF_STEP: number = STEP / 2;
const SIXTEENTHS = 0xf0;
const HALF_SIXTEENTH = 0x08;
/** The golden ratio as a share of a turn: the most even spread over any number of pixels (Weyl's sequence). */
const GOLDEN = 0.618034;
/** Eleven sixteenths: its multiples take every sixteenth in 16 frames, and any few of them lie far apart. */
const TURN_PER_FRAME = 0xb0;
/** 1/√2 of a turn: spreads the channels that come to rest evenly, and not as GOLDEN spreads their errors. */
const SETTLE_ORDER = 181;

/**
 * Where each channel begins. Were they all to begin alike, a tree of one dim colour would blink as one; so the pixels are
 * spread evenly over a step, and the channels of one pixel lie a quarter of a step apart.
 */
export function createDitherErrors(pixels: number): DitherErrors {
  const bytes = Uint8Array.from({ length: pixels * 4 }, (_, i) => {
    const phase = (i >> 2) * GOLDEN + (i & 3) / 4;
    return ((phase * STEP) & SIXTEENTHS) | HALF_SIXTEENTH;
  });
  return { bytes, words: new Int32Array(bytes.buffer) };
}

/**
 * For a picture that comes to rest: one channel after the other, all over the tree, takes half a step for its error and
 * keeps it, which is rounding to nearest. When all have, every frame is like the one before, so no further one is needed.
 * On the way the tree's light goes evenly from what it was to that of the nearest steps, so nothing is seen to jump.
 *
 * @param phases as created; each takes all sixteenths in turn, whatever the picture
 * @param frame counts up
 * @param share of the channels that rest, in 256ths
 * @param errors receives those of this frame
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
