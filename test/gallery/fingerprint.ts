import { type FilmJob, frameRenderer } from '@garland/viewer/film';

/** A fingerprint has the mean colours of this many fields in this many frames. */
const COLUMNS = 6;
const ROWS = 8;
const SAMPLED_FRAMES = 3;
/** Rounding differs between machines; smaller differences are invisible. */
const TOLERANCE = 3;

/** The R, G, B bytes of each field in each sampled frame, in base64. */
export function fingerprintOf(job: FilmJob): string {
  const renderFrame = frameRenderer(job);
  const samples = Array.from({ length: Math.min(SAMPLED_FRAMES, job.frameCount) }, (_, i) =>
    cellMeans(
      renderFrame(Math.floor((i * job.frameCount) / SAMPLED_FRAMES)),
      job.renderer.width,
      job.renderer.height,
    ),
  );
  return Buffer.concat(samples).toString('base64');
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
