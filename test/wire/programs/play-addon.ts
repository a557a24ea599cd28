// Plays random frames on the addon, with nothing of ours between: node play-addon.js SETTINGS
import { readFileSync } from 'node:fs';
import { RandomFrames } from '../random-frames.ts';
import type { RawAddon } from './addon.ts';

export interface PlayAddonSettings {
  readonly init: Parameters<RawAddon['init']>[0];
  readonly colors: 3 | 4;
  readonly seed: number;
  readonly frames: number;
  /** Not root, that is. */
  readonly uid?: number;
}

const { init, colors, seed, frames, uid }: PlayAddonSettings = JSON.parse(process.argv[2] ?? '');
if (uid !== undefined) process.setuid?.(uid);
const { addon } = await import('./addon.ts');
const [channel] = addon.init(init);
if (!channel?.array) throw new Error('the addon gave no buffer');
const source = new RandomFrames(seed, colors);
for (let i = 0; i < frames; i++) {
  source.fill(channel.array);
  addon.render();
}
addon.finalize();
const [, loaded = ''] = /(\S+rpi_ws281x\.node)$/m.exec(readFileSync('/proc/self/maps', 'utf8')) ?? [];
process.stdout.write(loaded);
