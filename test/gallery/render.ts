import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { film, type Shot, STANDARD_FRAME_MS } from '@garland/cli/picture/film';
import { writeWhole } from '@garland/cli/picture/new-file';
import { bestTake } from '@garland/cli/picture/take';
import { looksOf } from './looks.ts';
import { type Entry, sha256Of } from './manifest.ts';
import type { GalleryPicture } from './pictures.ts';

interface Made {
  readonly entry: Entry;
  readonly bytes: number;
  readonly frames: number;
}

/** Makes a picture and its entry. `tell` hears how far it is. */
export function render(
  folder: string,
  { file, prepare }: GalleryPicture,
  tell: (words: string) => void,
): Made {
  tell('looking for the best loop');
  const { subject, camera } = prepare();
  const { loop, paint, frames } = bestTake(subject, STANDARD_FRAME_MS);
  const shot: Shot = { camera, paint, frames, frameMs: STANDARD_FRAME_MS };
  const gif = filmed(shot, (done) => tell(`frame ${done} of ${frames}`));
  mkdirSync(join(folder, dirname(file)), { recursive: true });
  writeWhole(join(folder, file), gif);
  const fromS = rounded(loop.fromS);
  const lengthS = rounded(loop.lengthS);
  return {
    entry: { fromS, lengthS, looks: looksOf(shot), sha256: sha256Of(gif) },
    bytes: gif.length,
    frames,
  };
}

function filmed(shot: Shot, tell: (done: number) => void): Uint8Array {
  const filming = film(shot);
  for (;;) {
    const { done, value } = filming.next();
    if (done) return value;
    tell(value);
  }
}

/** A loop begins and ends on a frame: no more digits than that takes. */
function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
