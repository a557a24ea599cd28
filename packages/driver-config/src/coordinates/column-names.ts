import { isValue } from './cells.ts';

export type Axis = 'x' | 'y' | 'z';

/** Where a row has its values. */
export interface Columns {
  readonly count: number;
  /** The column with the number of the light; undefined if the order of the rows counts. */
  readonly index: number | undefined;
  /** x can be missing: then the map is flat, as seen from the front. */
  readonly axes: readonly AxisColumn[];
}

export interface AxisColumn {
  readonly axis: Axis;
  readonly column: number;
  /** −1 if the column counts in the opposite direction. */
  readonly sign: 1 | -1;
}

/** What the name of a column in a heading says. */
export type ColumnName =
  | { readonly kind: 'index' }
  | { readonly kind: 'axis'; readonly axis: Axis; readonly sign: 1 | -1 }
  | { readonly kind: 'picture' }
  | { readonly kind: 'other' };

/** `x`, `-y`, `z (cm)`, `x_mm`. */
const AXIS = /^([+\u2212-]?) ?([xyz])(?:[ _]?(?:[([].*|mm|cm|m|in|px))?$/i;
/** `u` and `v` are the usual names for a place in a picture. */
const PICTURE_AXIS = /^[+-]?[uv]$/i;
/** `index`, `id`, `led`, `Pixel No.`, `led_index`. */
const INDEX = /^(?:led|pixel|light|lamp|bulb|node)?(?:index|idx|id|i|number|num|nr|no|n|#)?$/;

/** Whether the cells name columns: at least one name, and no value. */
export function isHeading(cells: readonly string[]): boolean {
  const names = cells.filter((cell) => cell !== '');
  return names.length > 0 && names.every((cell) => /^[+\u2212-]?[a-z_#]/i.test(cell) && !isValue(cell));
}

/** @param column from 0; the first column has no name if it is the index of a data frame */
export function readColumnName(name: string, column: number): ColumnName {
  const [, minus, axis] = AXIS.exec(name) ?? [];
  if (axis) {
    const sign = minus === '' || minus === '+' ? 1 : -1;
    return { kind: 'axis', axis: axis.toLowerCase() as Axis, sign };
  }
  if (PICTURE_AXIS.test(name)) return { kind: 'picture' };
  const word = name.toLowerCase().replace(/[ _.-]/g, '');
  if (INDEX.test(word) && (name !== '' || column === 0)) return { kind: 'index' };
  return { kind: 'other' };
}
