import { EX_IOERR, EX_NOPERM, EX_UNAVAILABLE } from '@garland/daemon';
import type { OutputConfig } from '@garland/driver-config';

/**
 * Takes finished frames.
 *
 * The contract, to which one suite of tests holds every output:
 * - `pixels` keeps its identity; write into it, then call `show`.
 * - `show` sends the current content of `pixels`, and never blocks. While the frame before still waits for the wire, the
 *   output `isBusy`, and `show` throws an OutputError and sends nothing.
 * - `close` leaves the strip dark and the hardware given back; further calls do nothing.
 * - `show` after `close` throws an OutputError and touches nothing.
 */
export interface Output {
  readonly kind: OutputConfig['kind'];
  /** One word a pixel, 0xWWRRGGBB, linear; the output applies the strip's own colour order. */
  readonly pixels: Uint32Array;
  /** How many more are on the wire and stay dark. They draw current too. */
  readonly maskedPixels: number;
  /** Whether the pixels have a white LED; without one the highest byte of their words stays 0. */
  readonly hasWhite: boolean;
  /** How long a frame takes on the wire. */
  readonly minFrameMs: number;
  readonly isBusy: boolean;
  /** Every frame that was sent has gone to the wire. */
  readonly isIdle: boolean;
  /** How many frames have gone to the wire. */
  readonly framesShown: number;
  show(): void;
  close(): void;
}

export type OutputErrorCode =
  | 'not_root'
  | 'addon_missing'
  | 'already_open'
  | 'init_failed'
  | 'render_failed'
  | 'busy'
  | 'stalled'
  | 'closed';

/** An output that cannot be opened needs a person; one that fails while it is used is opened again. */
const EXIT_CODES: Readonly<Record<OutputErrorCode, number>> = {
  not_root: EX_NOPERM,
  addon_missing: EX_UNAVAILABLE,
  already_open: EX_UNAVAILABLE,
  init_failed: EX_UNAVAILABLE,
  render_failed: EX_IOERR,
  busy: EX_IOERR,
  stalled: EX_IOERR,
  closed: EX_IOERR,
};

export class OutputError extends Error {
  override readonly name = 'OutputError';
  readonly code: OutputErrorCode;

  constructor(code: OutputErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  get exitCode(): number {
    return EXIT_CODES[this.code];
  }
}

/** The strip that an output is opened for. */
export interface OutputSettings extends Omit<OutputConfig, 'kind'> {
  readonly pixels: number;
}
