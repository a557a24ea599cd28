// Plays frames, and puts the second half of the first into each of the others while that is on the wire: node tear.js SETTINGS
import { openSync, readSync, writeSync } from 'node:fs';
import { RandomFrames } from '../frames.ts';
import { addon } from './addon.ts';
import type { PlaySettings } from './play-addon.ts';

/** Where the model lends out memory, and how much of it the addon uses for its control block. */
const POOL = 0x1d000000;
const CONTROL_BLOCK_BYTES = 32;
/** 24 bits of three symbols, for two channels. */
const BYTES_A_PIXEL = 18;

const { init, seed, frames, dir }: PlaySettings & { readonly dir: string } = JSON.parse(
  process.argv[2] ?? '',
);
const [channel] = addon.init(init);
const pixels = channel!.array!;
const source = new RandomFrames(seed, 3);
const memory = openSync(`${dir}/memory`, 'r+');
const half = Buffer.alloc((pixels.length / 2) * BYTES_A_PIXEL);
const halfAt = POOL + CONTROL_BLOCK_BYTES + half.length;

source.fill(pixels);
addon.render();
readSync(memory, half, { position: halfAt });
for (let i = 1; i < frames; i++) {
  source.fill(pixels);
  addon.render();
  writeSync(memory, half, 0, half.length, halfAt);
}
addon.finalize();
