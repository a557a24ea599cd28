import type { OutputConfig } from '@garland/driver-config';

/**
 * What takes finished frames.
 *
 * The contract, which one suite of tests holds every output to:
 * - `pixels` keeps its identity; write into it, then call `show`.
 * - `show` sends what `pixels` holds at that moment; called no sooner than `minFrameMs` after the last, it does not block.
 * - `close` leaves the strip dark and the hardware given back; further calls do nothing.
 * - `show` after `close` throws an OutputError and touches nothing.
 */
export interface Output {
  readonly kind: OutputConfig['kind'];
  /** One word a pixel, 0xWWRRGGBB, linear; the strip's own colour order is the output's business. */
  readonly pixels: Uint32Array;
  /** How many more are on the wire, that nobody writes to. They draw current too. */
  readonly darkPixels: number;
  /** Whether the pixels have a white LED; without one the highest byte of their words stays 0. */
  readonly hasWhite: boolean;
  /** How long a frame takes on the wire. */
  readonly minFrameMs: number;
  show(): void;
  close(): void;
}

export type OutputErrorCode =
  | 'not_root'
  | 'addon_missing'
  | 'already_open'
  | 'init_failed'
  | 'render_failed'
  | 'closed';

export class OutputError extends Error {
  override readonly name = 'OutputError';
  readonly code: OutputErrorCode;

  constructor(code: OutputErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What an output is opened for. */
export interface OutputSettings extends Omit<OutputConfig, 'kind'> {
  readonly pixels: number;
}

const PIXEL_US = 40;
const LATCH_MS = 0.3;

/**
 * The wire's own limit. The addon always sends four bytes a pixel, 32 bits of 1.25 µs, and then the latch: 50 pixels
 * reach some 430 frames a second, 300 reach 81, 1000 reach 25.
 */
export function wireTimeMs(pixels: number): number {
  return (pixels * PIXEL_US) / 1000 + LATCH_MS;
}
