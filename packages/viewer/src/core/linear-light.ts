import { CHANNEL_MAX, type Frame } from '@garland/animations/frame';

/** The driver's default, so that a preview has the colours of the tree. */
const GAMMA = 2.2;

/** The share of full light of a frame's value, 0 to 1. */
export function toLinear(value: number): number {
  return (value / CHANNEL_MAX) ** GAMMA;
}

/** The bytes that the driver would send for this frame at full brightness. */
export function toLinearBytes(frame: Frame): Uint8Array {
  return Uint8Array.from(frame, (value) => Math.round(255 * toLinear(value)));
}
