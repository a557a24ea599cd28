// Plays random frames on the driver's own output: node play-output.js SETTINGS
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';
import type { OutputSettings } from '@garland/led-driver/output/output';
import { runStripThread } from '@garland/led-driver/output/strip-thread';
import { Ws281x } from '@garland/led-driver/output/ws281x';
import { RandomFrames } from '../random-frames.ts';

export interface PlayOutputSettings {
  readonly output: OutputSettings;
  readonly seed: number;
  readonly frames: number;
}

async function play({ output, seed, frames }: PlayOutputSettings): Promise<void> {
  const strip = await Ws281x.open(output, new URL(import.meta.url), (error) => {
    throw error;
  });
  const source = new RandomFrames(seed, strip.hasWhite ? 4 : 3);
  for (let i = 0; i < frames; i++) {
    while (strip.isBusy) await sleep(0);
    source.fill(strip.pixels);
    strip.show();
  }
  while (strip.framesShown < frames) await sleep(0);
  strip.close();
}

if (isMainThread) await play(JSON.parse(process.argv[2] ?? ''));
else await runStripThread();
