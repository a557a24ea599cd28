import { bufferSymbols, hasWhiteLed, SYMBOLS_PER_BIT } from '@garland/driver-config';
import type { OutputSettings } from './output.ts';

/** It also waits for as long as the colours would take at 800 kHz, and for this. */
const PAUSE_MS = 0.3;
const BIT_MS = 0.00125;

type FrameTimingInput = Pick<OutputSettings, 'pixels' | 'color_order' | 'frequency_khz'>;

/**
 * The wire's own limit: the length of the addon's buffer, or of its pause. At 800 kHz, 50 pixels reach 480 frames a
 * second, 300 reach 82, 1000 reach 25.
 *
 * @see ws2811_render in rpi_ws281x/ws2811.c
 */
export function frameDurationMs(input: FrameTimingInput): number {
  const bits = input.pixels * (hasWhiteLed(input) ? 32 : 24);
  return Math.max(bufferSymbols(input) / (input.frequency_khz * SYMBOLS_PER_BIT), bits * BIT_MS + PAUSE_MS);
}
