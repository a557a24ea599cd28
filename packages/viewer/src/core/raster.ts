/** Values of a picture's dots, row by row: `channels` of them for each dot. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly values: Float32Array;
}

export function createRaster(width: number, height: number, channels = 3): Raster {
  return { width, height, channels, values: new Float32Array(width * height * channels) };
}

/** Reduces `source` by a whole factor: each dot of `target`, which is at least as large as needed, is a mean. */
export function downsample(source: Raster, factor: number, target: Raster): void {
  const { width, height, channels, values } = source;
  const reduced = target.values.fill(0);
  const share = 1 / factor ** 2;
  for (let y = 0, from = 0; y < height; y++) {
    const row = Math.floor(y / factor) * target.width;
    for (let x = 0; x < width; x++) {
      const to = (row + Math.floor(x / factor)) * channels;
      for (let channel = 0; channel < channels; channel++, from++)
        reduced[to + channel]! += values[from]! * share;
    }
  }
}
