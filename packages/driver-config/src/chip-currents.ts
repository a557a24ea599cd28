import { type ChipModel, hasWhiteLed, type OutputConfig } from './led-hardware.ts';

/** The current of one pixel, in milliamps: of each LED at full duty, and of the dark pixel. */
export interface PixelCurrents {
  readonly red_ma: number;
  readonly green_ma: number;
  readonly blue_ma: number;
  /** For strips with a white LED. */
  readonly white_ma: number;
  readonly idle_ma: number;
  /** Whether a pixel draws the currents of all its LEDs, or has them in series and draws the largest one. */
  readonly drawn: 'sum' | 'largest';
}

/**
 * Upper bounds, by data sheets and measurements: no pixel of these chips should draw more. Many draw less, so the file can
 * set what was measured. docs/hardware.md has the same table.
 */
const CHIP_CURRENTS: Readonly<Record<ChipModel, PixelCurrents>> = {
  ws2811: inParallel(19, 3),
  ws2812b: inParallel(20, 1),
  sk6812: inParallel(20, 1),
  ws2815: { ...inParallel(15, 2.5), drawn: 'largest' },
  gs8208: { ...inParallel(15, 2.5), drawn: 'largest' },
};

/** An SK6812 with a white LED: smaller currents for the other three. */
const RGBW_CURRENTS: PixelCurrents = { ...inParallel(12, 1), white_ma: 20 };

function inParallel(ledMa: number, idleMa: number): PixelCurrents {
  return { red_ma: ledMa, green_ma: ledMa, blue_ma: ledMa, white_ma: 0, idle_ma: idleMa, drawn: 'sum' };
}

export function chipCurrents(output: Pick<OutputConfig, 'chip' | 'color_order'>): PixelCurrents {
  return hasWhiteLed(output) ? RGBW_CURRENTS : CHIP_CURRENTS[output.chip];
}
