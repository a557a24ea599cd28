import { CHANNEL_MAX, createFrame, type Painter } from '@garland/animations';
import type { PhotoRenderer } from '../core/photo/photo-renderer.ts';
import { buildColorTable } from './color-table.ts';
import { GifWriter, MAX_COLORS } from './gif-writer.ts';

export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** Small enough for many on a page, large enough for each light to be seen. */
export const DEFAULT_GIF_SIZE: ImageSize = { width: 180, height: 252 };
export const DEFAULT_GIF_FRAME_MS = 80;

export interface FilmJob {
  readonly renderer: PhotoRenderer;
  /** What comes after the last frame is the first one. */
  readonly paint: Painter;
  readonly frameCount: number;
  /** How long each is shown; a multiple of 10, as a GIF counts in hundredths of a second. */
  readonly frameMs: number;
}

/** What a strip makes of a frame's values, as the driver is set up unless told otherwise. */
const GAMMA = 2.2;
/** So many of the frames are enough to choose colours by. */
const MAX_COLOR_SAMPLES = 16;

/** Takes the picture of a frame: R, G, B bytes, valid until the next one. */
export function frameRenderer({ renderer, paint, frameMs }: FilmJob): (number: number) => Uint8Array {
  const frame = createFrame(renderer.pixelCount);
  const linear = new Float32Array(frame.length);
  return (number) => {
    paint((number * frameMs) / 1000, frame);
    for (let i = 0; i < frame.length; i++) linear[i] = (frame[i]! / CHANNEL_MAX) ** GAMMA;
    return renderer.render(linear).rgb;
  };
}

/** Films a shot as a GIF. Yields the number of frames that are done, so that whoever waits can be told. */
export function* renderGif(job: FilmJob): Generator<number, Uint8Array> {
  const { renderer, frameCount, frameMs } = job;
  const renderFrame = frameRenderer(job);
  const samples: Uint8Array[] = [];
  for (let number = 0; number < frameCount; number += Math.ceil(frameCount / MAX_COLOR_SAMPLES)) {
    samples.push(renderFrame(number).slice());
    yield 0;
  }
  const writer = new GifWriter(
    renderer.width,
    renderer.height,
    frameMs,
    buildColorTable(samples, MAX_COLORS),
  );
  // What a frame leaves as it is depends on what was there before, and before the first frame comes the end.
  for (const sample of samples) writer.prime(sample);
  for (let number = 0; number < frameCount; number++) {
    writer.addFrame(renderFrame(number));
    yield number + 1;
  }
  return writer.finish();
}
