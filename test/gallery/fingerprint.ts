import { type FilmJob, frameRenderer } from '@garland/viewer/film';

/** A picture is told from another by the mean colours of so many fields, at so many moments. */
const COLUMNS = 6;
const ROWS = 8;
const SAMPLED_FRAMES = 3;
/** Sums and sines are rounded differently from machine to machine; less than this nobody sees. */
const TOLERANCE = 3;

/** What a shot looks like, in few words: R, G, B bytes by field and moment, in base64. */
export function fingerprintOf(shot: FilmJob): string {
  const shoot = frameRenderer(shot);
  const moments = Array.from({ length: Math.min(SAMPLED_FRAMES, shot.frameCount) }, (_, i) =>
    cellMeans(
      shoot(Math.floor((i * shot.frameCount) / SAMPLED_FRAMES)),
      shot.renderer.width,
      shot.renderer.height,
    ),
  );
  return Buffer.concat(moments).toString('base64');
}

export function fingerprintsMatch(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one, 'base64'), Buffer.from(other, 'base64')];
  return a.length === b.length && a.every((value, i) => Math.abs(value - b[i]!) <= TOLERANCE);
}

function cellMeans(rgb: Uint8Array, width: number, height: number): Uint8Array {
  const sums = new Float64Array(COLUMNS * ROWS * 3);
  const dots = new Uint32Array(COLUMNS * ROWS);
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.floor((y * ROWS) / height) * COLUMNS;
    for (let x = 0; x < width; x++, at += 3) {
      const field = row + Math.floor((x * COLUMNS) / width);
      dots[field]! += 1;
      for (let channel = 0; channel < 3; channel++) sums[field * 3 + channel]! += rgb[at + channel]!;
    }
  }
  return Uint8Array.from(sums, (sum, i) => Math.round(sum / Math.max(1, dots[Math.floor(i / 3)]!)));
}
