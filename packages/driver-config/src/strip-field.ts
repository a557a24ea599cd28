import {
  boolean,
  describeValue,
  type Field,
  integer,
  number,
  oneOf,
  optional,
  table,
  uniqueListOf,
  withDefault,
} from '@garland/toml';
import { coordinatesFile } from './coordinates-file.ts';
import { MAX_PIXELS, type PixelRange, type StripConfig } from './strip.ts';
import { findStripConflicts } from './strip-conflicts.ts';

/** The keys of the file: with `positions`, `pixels` is optional. */
type RawStrip = Omit<StripConfig, 'pixels'> & { readonly pixels: number | undefined };

const PIXEL_RANGE = 'a pixel, such as 120, or a range, such as "0-4", counted from 0';

const pixelRange: Field<PixelRange> = {
  expects: PIXEL_RANGE,
  read(node, key, report) {
    const range = parsePixelRange(node.value);
    return (
      range ??
      report.add('not_allowed', node.line, key, `must be ${PIXEL_RANGE}, not ${describeValue(node.value)}`)
    );
  },
};

function parsePixelRange(value: unknown): PixelRange | undefined {
  if (!['string', 'number', 'bigint'].includes(typeof value)) return undefined;
  const [, first, last = first] = /^(\d{1,3})(?: *- *(\d{1,3}))?$/.exec(String(value)) ?? [];
  return Number(first) <= Number(last) ? { first: Number(first), last: Number(last) } : undefined;
}

const pixelCount = integer(1, MAX_PIXELS);
const MISSING_PIXELS = `is missing; it must be ${pixelCount.expects}, unless positions names a file`;

/** @param folder the base of a relative name of a coordinates file */
export function stripField(folder: string): Field<StripConfig> {
  const keys = table<RawStrip>({
    pixels: optional(pixelCount),
    leave_out: withDefault(uniqueListOf(pixelRange), []),
    positions: optional(coordinatesFile(folder)),
    layout: optional(oneOf('helix', 'zigzag')),
    turns: optional(number(0.5, 200)),
    rows: optional(integer(1, 200)),
    span: optional(number(0.05, 1, 'turns')),
    height: optional(number(0.01, 10_000)),
    radius: optional(number(0.01, 10_000)),
    start: optional(oneOf('bottom', 'top')),
    clockwise: optional(boolean),
  });
  return {
    expects: keys.expects,
    fallback: 'empty_table',
    read(node, key, report) {
      const before = report.problems.length;
      const keysRead = keys.read(node, key, report);
      const nodes = node.value;
      if (keysRead === undefined || !(nodes instanceof Map)) return undefined;
      if (!nodes.has('pixels') && !nodes.has('positions')) {
        return report.add('missing_key', node.line, `${key}.pixels`, MISSING_PIXELS);
      }
      const count = keysRead.pixels ?? keysRead.positions?.points.length;
      if (count === undefined || report.problems.length > before) return undefined;
      const strip = { ...keysRead, pixels: count };
      for (const { name, code, message } of findStripConflicts(strip)) {
        report.add(code, nodes.get(name)?.line ?? node.line, `${key}.${name}`, message);
      }
      return strip;
    },
  };
}
