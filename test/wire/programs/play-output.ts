// Plays random frames on the driver's own output: node play-output.js SETTINGS

import type { OutputSettings } from '@garland/led-driver/output/output';
import { Ws281x } from '@garland/led-driver/output/ws281x';
import { RandomFrames } from '../frames.ts';

export interface OutputPlaySettings {
  readonly output: OutputSettings;
  readonly seed: number;
  readonly frames: number;
}

const { output, seed, frames }: OutputPlaySettings = JSON.parse(process.argv[2] ?? '');
const strip = await Ws281x.open(output);
const source = new RandomFrames(seed, 3);
for (let i = 0; i < frames; i++) {
  source.fill(strip.pixels);
  strip.show();
}
strip.close();
