import { CHANNEL_MAX, createFrame, type Painter } from '@garland/animations';
import type { Camera } from './camera.ts';
import { colourTable } from './colour-table.ts';
import { COLOURS, GifWriter } from './gif-writer.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Small enough for many on a page, large enough for each light to be seen. */
export const STANDARD_SIZE: Size = { width: 180, height: 252 };
export const STANDARD_FRAME_MS = 80;

export interface Shot {
  readonly camera: Camera;
  /** What comes after the last frame is the first one. */
  readonly paint: Painter;
  readonly frames: number;
  /** How long each is shown; a multiple of 10, as a GIF counts in hundredths of a second. */
  readonly frameMs: number;
}

/** What a strip makes of a frame's values, as the driver is set up unless told otherwise. */
const GAMMA = 2.2;
/** So many of the frames are enough to choose colours by. */
const SAMPLES = 16;

/** Takes the picture of a frame: R, G, B bytes, valid until the next one. */
export function shutter({ camera, paint, frameMs }: Shot): (number: number) => Uint8Array {
  const frame = createFrame(camera.lights);
  const linear = new Float32Array(frame.length);
  return (number) => {
    paint((number * frameMs) / 1000, frame);
    for (let i = 0; i < frame.length; i++) linear[i] = (frame[i]! / CHANNEL_MAX) ** GAMMA;
    return camera.shoot(linear).rgb;
  };
}

/** Films a shot as a GIF. Yields the number of frames that are done, so that whoever waits can be told. */
export function* film(shot: Shot): Generator<number, Uint8Array> {
  const { camera, frames, frameMs } = shot;
  const shoot = shutter(shot);
  const samples: Uint8Array[] = [];
  for (let number = 0; number < frames; number += Math.ceil(frames / SAMPLES)) {
    samples.push(shoot(number).slice());
    yield 0;
  }
  const writer = new GifWriter(camera.width, camera.height, frameMs, colourTable(samples, COLOURS));
  // What a frame leaves as it is depends on what was there before, and before the first frame comes the end.
  for (const sample of samples) writer.prepare(sample);
  for (let number = 0; number < frames; number++) {
    writer.add(shoot(number));
    yield number + 1;
  }
  return writer.finish();
}
