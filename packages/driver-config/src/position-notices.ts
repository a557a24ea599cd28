import type { MeasuredStrip } from '@garland/animations';

const MAX_LISTED_RANGES = 12;

/** Remarks on pixels that are not drawn where they were measured, if there are any. */
export function positionNotices({ outliers, unseen }: Omit<MeasuredStrip, 'strip'>): string[] {
  return [
    ...(outliers.length > 0 ? [`${listPixels(outliers)} measured off the tree; drawn at its edge.`] : []),
    ...(unseen.length > 0 ? [`${listPixels(unseen)} not measured; drawn between the neighbours.`] : []),
  ];
}

/** `Pixels 3, 5-9 (counted from 0)`. */
function listPixels(pixels: readonly number[]): string {
  const starts = pixels.filter((pixel) => !pixels.includes(pixel - 1));
  const ends = pixels.filter((pixel) => !pixels.includes(pixel + 1));
  const ranges = starts.map((start, i) => (start === ends[i] ? `${start}` : `${start}-${ends[i]}`));
  const listed = ranges.slice(0, MAX_LISTED_RANGES).join(', ');
  const inAll = ranges.length > MAX_LISTED_RANGES ? ` …, ${pixels.length} in all` : '';
  return `${pixels.length === 1 ? 'Pixel' : 'Pixels'} ${listed}${inAll} (counted from 0)`;
}
