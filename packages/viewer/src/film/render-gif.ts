import type { Painter } from '@garland/animations';
import { createFrame } from '@garland/animations/frame';
import { toLinear } from '../core/linear-light.ts';
import type { TreeRenderer } from '../core/tree-renderer.ts';
import { buildColorTable } from './color-table.ts';
import { GifWriter, MAX_COLORS } from './gif-writer.ts';

export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** Small enough for many on a page, large enough to see each light. */
export const DEFAULT_GIF_SIZE: ImageSize = { width: 180, height: 252 };
export const DEFAULT_GIF_FRAME_MS = 80;

export interface FilmJob {
  readonly renderer: TreeRenderer;
  /** Repeats after the last frame. */
  readonly paint: Painter;
  readonly frameCount: number;
  /** How long each frame is shown; a multiple of 10, as a GIF counts in hundredths of a second. */
  readonly frameMs: number;
}

/** This many frames are enough to choose colours by. */
const MAX_COLOR_SAMPLES = 16;

/** Draws a frame by its number: R, G, B bytes, valid until the next call. */
export function frameRenderer({ renderer, paint, frameMs }: FilmJob): (number: number) => Uint8Array {
  const frame = createFrame(renderer.pixelCount);
  const linear = new Float32Array(frame.length);
  return (number) => {
    paint((number * frameMs) / 1000, frame);
    for (let i = 0; i < frame.length; i++) linear[i] = toLinear(frame[i]!);
    return renderer.render(linear).rgb;
  };
}

/** Renders a GIF that repeats for ever. `onProgress` gets the number of finished frames. */
export function renderGif(job: FilmJob, onProgress: (framesDone: number) => void = () => {}): Uint8Array {
  const { renderer, frameCount, frameMs } = job;
  const renderFrame = frameRenderer(job);
  const samples: Uint8Array[] = [];
  for (let number = 0; number < frameCount; number += Math.ceil(frameCount / MAX_COLOR_SAMPLES)) {
    samples.push(renderFrame(number).slice());
    onProgress(0);
  }
  const table = buildColorTable(samples, MAX_COLORS);
  const writer = new GifWriter(renderer.width, renderer.height, frameMs, table);
  // A frame stores only changes, and before the first frame of a loop comes its end.
  for (const sample of samples) writer.prime(sample);
  for (let number = 0; number < frameCount; number++) {
    writer.addFrame(renderFrame(number));
    onProgress(number + 1);
  }
  return writer.finish();
}
