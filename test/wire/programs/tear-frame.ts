// Plays frames, and puts the second half of the first into each of the others while that is on the wire: node tear.js SETTINGS
import { openSync, readSync, writeSync } from 'node:fs';
import { RandomFrames } from '../random-frames.ts';
import { addon } from './addon.ts';
import type { PlayAddonSettings } from './play-addon.ts';

/** Where the model lends out memory, and how much of it the addon uses for its control block. */
const POOL_ADDRESS = 0x1d000000;
const CONTROL_BLOCK_BYTES = 32;
/** 24 bits of three symbols, for two channels. */
const BYTES_A_PIXEL = 18;

const { init, seed, frames, dir }: PlayAddonSettings & { readonly dir: string } = JSON.parse(
  process.argv[2] ?? '',
);
const [channel] = addon.init(init);
const pixels = channel!.array!;
const source = new RandomFrames(seed, 3);
const memory = openSync(`${dir}/memory`, 'r+');
const halfFrame = Buffer.alloc((pixels.length / 2) * BYTES_A_PIXEL);
const halfAt = POOL_ADDRESS + CONTROL_BLOCK_BYTES + halfFrame.length;

source.fill(pixels);
addon.render();
readSync(memory, halfFrame, { position: halfAt });
for (let i = 1; i < frames; i++) {
  source.fill(pixels);
  addon.render();
  writeSync(memory, halfFrame, 0, halfFrame.length, halfAt);
}
addon.finalize();
