import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { replaceFile } from '@garland/daemon/write-file';
import { DEFAULT_GIF_FRAME_MS, type FilmJob, findBestClip, renderGif } from '@garland/viewer/film';
import { fingerprintOf } from './fingerprint.ts';
import type { GalleryPicture } from './gallery-pictures.ts';
import { type ManifestEntry, sha256Of } from './manifest.ts';

interface RenderedPicture {
  readonly entry: ManifestEntry;
  readonly bytes: number;
  readonly frames: number;
}

/** Renders a picture and returns its manifest entry. */
export function renderPicture(
  folder: string,
  { file, prepare }: GalleryPicture,
  reportProgress: (words: string) => void,
): RenderedPicture {
  reportProgress('looking for the best loop');
  const { source, renderer } = prepare();
  const { loop, paint, frameCount } = findBestClip(source, DEFAULT_GIF_FRAME_MS);
  const job: FilmJob = { renderer, paint, frameCount, frameMs: DEFAULT_GIF_FRAME_MS };
  const gif = renderGif(job, (done) => reportProgress(`frame ${done} of ${frameCount}`));
  mkdirSync(join(folder, dirname(file)), { recursive: true });
  replaceFile(join(folder, file), gif);
  const fromS = roundToMs(loop.fromS);
  const lengthS = roundToMs(loop.lengthS);
  return {
    entry: { fromS, lengthS, fingerprint: fingerprintOf(job), sha256: sha256Of(gif) },
    bytes: gif.length,
    frames: frameCount,
  };
}

/** Loops begin and end on frames, so milliseconds are exact. */
function roundToMs(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
