/** Fixed point: 1.0 as a 15-bit factor, so that its product with a 16-bit value stays a 31-bit integer. */
export const UNITY: number = 1 << 15;

/**
 * A duty, the share of time that an LED is on, has 16 bits: the high byte is the step that is sent to the strip, the low
 * byte a fraction of a step. The full duty is 255 whole steps, so adding less than a step to a duty never overflows.
 */
export const STEP = 256;
export const FULL_DUTY: number = 255 * STEP;
