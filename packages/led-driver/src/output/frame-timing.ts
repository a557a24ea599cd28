import { hasWhiteLed } from '@garland/driver-config';
import type { OutputSettings } from './output.ts';

/** A bit is three symbols, and the addon's buffer holds four colours, whatever the strip has. */
const SYMBOLS_PER_BIT = 3;
const SYMBOLS_PER_PIXEL = 4 * 8 * SYMBOLS_PER_BIT;
const RESET_US = 55;
/** The addon fills up to whole pairs of words, and one more. */
const PAIR_SYMBOLS = 64;
/** It also waits for as long as the colours would take at 800 kHz, and for this. */
const PAUSE_MS = 0.3;
const BIT_MS = 0.00125;

type FrameTimingInput = Pick<OutputSettings, 'pixels' | 'color_order' | 'frequency_khz'>;

/** @see PWM_BYTE_COUNT and PCM_BYTE_COUNT in rpi_ws281x/ws2811.c */
function bufferSymbols({ pixels, frequency_khz }: Omit<FrameTimingInput, 'color_order'>): number {
  const resetSymbols = Math.floor((RESET_US * frequency_khz * SYMBOLS_PER_BIT) / 1000);
  const pairs = Math.floor((pixels * SYMBOLS_PER_PIXEL + resetSymbols) / PAIR_SYMBOLS) + 1;
  return pairs * PAIR_SYMBOLS;
}

/** The bytes that SPI transfers for one frame. */
export function spiBytesPerFrame(input: Omit<FrameTimingInput, 'color_order'>): number {
  return bufferSymbols(input) / 8;
}

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
