import type { HardwareAdvice } from './hardware-advice.ts';
import { type OutputConfig, peripheralOf } from './led-hardware.ts';

/** A bit is three symbols, and the addon's buffer holds four colours, whatever the strip has. */
export const SYMBOLS_PER_BIT = 3;
const SYMBOLS_PER_PIXEL = 4 * 8 * SYMBOLS_PER_BIT;
const RESET_US = 55;
/** The addon fills up to whole pairs of words, and one more. */
const PAIR_SYMBOLS = 64;

/** The size of one transfer, and what it is where spidev does not report it. */
export const SPI_LIMIT_FILE = '/sys/module/spidev/parameters/bufsiz';
const SPI_LIMIT_BYTES = 4096;

export interface StripOnWire extends Pick<OutputConfig, 'gpio' | 'frequency_khz'> {
  readonly pixels: number;
}

/** @see PWM_BYTE_COUNT and PCM_BYTE_COUNT in rpi_ws281x/ws2811.c */
export function bufferSymbols({ pixels, frequency_khz }: Omit<StripOnWire, 'gpio'>): number {
  const resetSymbols = Math.floor((RESET_US * frequency_khz * SYMBOLS_PER_BIT) / 1000);
  const pairs = Math.floor((pixels * SYMBOLS_PER_PIXEL + resetSymbols) / PAIR_SYMBOLS) + 1;
  return pairs * PAIR_SYMBOLS;
}

/**
 * Advice on a strip whose frame is more than SPI takes in one transfer; undefined if it fits.
 *
 * @param limit the content of SPI_LIMIT_FILE, undefined if it can't be read
 */
export function spiBufferAdvice(strip: StripOnWire, limit: string | undefined): HardwareAdvice | undefined {
  if (peripheralOf(strip) !== 'SPI') return undefined;
  const needed = bufferSymbols(strip) / 8;
  const allowed = Number(limit) || SPI_LIMIT_BYTES;
  if (needed <= allowed) return undefined;
  return {
    problem: `${strip.pixels} pixels take ${needed} bytes on SPI (GPIO ${strip.gpio}), and the system allows ${allowed} at a time`,
    fix: `add "spidev.bufsiz=${needed}" to /boot/firmware/cmdline.txt and restart, or use GPIO 18, 12 or 21`,
  };
}
