import { createRequire } from 'node:module';

/** All of rpi-ws281x-native, its traps included. */
export interface RawAddon {
  (pixels: number, options?: Record<string, unknown>): { array: Uint32Array; brightness: number };
  init(options: {
    readonly dma?: number;
    readonly freq?: number;
    readonly channels: readonly Readonly<Record<string, unknown>>[];
  }): { array: Uint32Array | null; brightness: number }[];
  render(): void;
  finalize(): void;
}

/** The one that the driver would load. */
const require = createRequire(import.meta.resolve('@garland/led-driver/main'));
export const addon: RawAddon = require('rpi-ws281x-native') as RawAddon;
