import { BUILT_IN_IDS } from '@garland/animations';
import { type Baseline, toMultiples } from './baseline.ts';
import type { EndToEndResult } from './end-to-end.ts';
import { type Distribution, distribution } from './measure.ts';
import { PIPELINE, type PixelCosts } from './pixels.ts';
import type { RejectionCosts } from './rejection-cost.ts';
import type { StripLimitResult } from './strip-limit.ts';
import type { TokenCosts } from './tokens.ts';

/** A figure, with its promised limit if there is one. */
export interface ReportRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly below?: number;
  /** Relative to the last recorded run: 2 is twice the cost. */
  readonly ratio?: number;
  readonly detail?: string;
}

const MAX_ANIMATION_NS = 40;
const MAX_MEDIAN_NS = 12;
const MAX_PIPELINE_NS = 8;
/** Smaller ratios are noise. */
const SLOWDOWN_RATIO = 1.25;

/** Comparable effects in C++ at -O2, in nanoseconds per pixel. Ours must take at most half of it. */
const CPP_BASELINES: Readonly<Record<string, { readonly like: string; readonly ns: number }>> = {
  rainbow: { like: 'a rainbow fill', ns: 7.4 },
  drifting_noise: { like: 'noise through a palette (20 to 25)', ns: 25 },
  plasma: { like: 'Pride', ns: 24.5 },
};

export function pixelRows(figures: PixelCosts, recorded: Baseline | undefined): ReportRow[] {
  const { nanoseconds } = figures;
  const multiples = toMultiples(figures);
  const rows = Object.entries(nanoseconds).map(([name, value]): ReportRow => {
    const before = recorded?.multiples[name];
    const ratio = before === undefined ? {} : { ratio: (multiples[name] ?? Number.NaN) / before };
    return { name, value, unit: 'ns/pixel', ...limitFor(name), ...ratio };
  });
  const { median, worst } = distribution(BUILT_IN_IDS.map((id) => nanoseconds[id] ?? Number.NaN));
  return [
    ...rows,
    { name: 'median of the animations', value: median, unit: 'ns/pixel', below: MAX_MEDIAN_NS },
    {
      name: 'most expensive animation + pipeline',
      value: worst + (nanoseconds[PIPELINE] ?? Number.NaN),
      unit: 'ns/pixel',
      below: 60,
    },
  ];
}

function limitFor(name: string): Pick<ReportRow, 'below' | 'detail'> {
  const recipe = CPP_BASELINES[name];
  if (recipe) return { below: recipe.ns / 2, detail: `half of ${recipe.like} in C++` };
  if (name === PIPELINE) return { below: MAX_PIPELINE_NS };
  return (BUILT_IN_IDS as readonly string[]).includes(name) ? { below: MAX_ANIMATION_NS } : {};
}

/** The cost of a cached token, as a share of an uncached one. */
const MAX_CACHED_SHARE = 0.2;

export function tokenRows({ uncachedUs, cachedUs }: TokenCosts): ReportRow[] {
  return [
    { name: 'a token, the first time', value: uncachedUs, unit: 'µs' },
    { name: 'a token, from memory', value: cachedUs, unit: 'µs' },
    {
      name: 'from memory / the first time',
      value: cachedUs / uncachedUs,
      unit: 'ratio',
      below: MAX_CACHED_SHARE,
    },
  ];
}

export function processRows(path: EndToEndResult, limits: readonly StripLimitResult[]): ReportRow[] {
  return [
    { name: 'start to first frame', ...medianOf(path.startToFirstFrameMs) },
    { name: 'request to latched frame', ...medianOf(path.requestToFrameMs), below: path.tickMs + 3 },
    { name: 'jitter of the loop, p99', ...p99Of(path.jitterIdleMs), below: 1 },
    {
      name: `jitter, ${path.loadPerSecond} requests/s, p99`,
      ...p99Of(path.jitterLoadedMs),
      below: 1,
    },
    { name: 'an empty loop, meanwhile, p99', ...p99Of(path.jitterEmptyMs) },
    ...limits.flatMap(stripLimitRows),
    { name: 'memory of the driver', value: path.driverPssMb, unit: 'MB PSS' },
    { name: 'memory of the gateway', value: path.gatewayPssMb, unit: 'MB PSS' },
    { name: 'memory of both', value: path.driverPssMb + path.gatewayPssMb, unit: 'MB PSS', below: 130 },
  ];
}

/** Multiple of what Node's own server takes to answer 401. */
const MAX_TIMES_BARE_SERVER = 3;

export function rejectionRows({ microseconds, bareMicroseconds }: RejectionCosts): ReportRow[] {
  return [
    { name: "Node's own server, answering 401", value: bareMicroseconds, unit: 'µs core' },
    ...Object.entries(microseconds).map(([reason, value]) => ({
      name: `refused: ${reason}`,
      value: value / bareMicroseconds,
      unit: 'times',
      below: MAX_TIMES_BARE_SERVER,
      detail: `${value.toFixed(1)} µs of a core a request`,
    })),
  ];
}

function stripLimitRows({
  pixels,
  wireFps,
  framesPerSecond,
  corePercent,
  empty,
  still,
}: StripLimitResult): ReportRow[] {
  return [
    {
      name: `${pixels} pixels, the most expensive`,
      value: corePercent,
      unit: '% core',
      below: 3,
      detail: `${framesPerSecond.toFixed(1)} frames/s; the strip's own limit is ${wireFps.toFixed(1)}`,
    },
    {
      name: `${pixels} pixels, an empty loop`,
      value: empty.corePercent,
      unit: '% core',
      detail: `the machine's own share; its jitter p99 is ${empty.jitterMs.p99.toFixed(2)} ms`,
    },
    {
      name: `${pixels} pixels, still picture`,
      value: still.frames + still.timers,
      unit: 'in 3 s',
      below: 1,
      detail: `frames ${still.frames}, timers ${still.timers}; ${still.corePercent.toFixed(3)} % of a core`,
    },
  ];
}

function medianOf({
  median,
  p99,
  worst,
  samples,
}: Distribution): Pick<ReportRow, 'value' | 'unit' | 'detail'> {
  return {
    value: median,
    unit: 'ms',
    detail: `median of ${samples}; p99 ${p99.toFixed(2)}, worst ${worst.toFixed(2)}`,
  };
}

export function p99Of({
  median,
  p99,
  worst,
  samples,
}: Distribution): Pick<ReportRow, 'value' | 'unit' | 'detail'> {
  return {
    value: p99,
    unit: 'ms',
    detail: `p99 of ${samples}; median ${median.toFixed(2)}, worst ${worst.toFixed(2)}`,
  };
}

export function renderTable(rows: readonly ReportRow[]): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  const lines = rows.map(({ name, value, unit, below, ratio, detail = '' }) => {
    const figure = `${value.toFixed(2).padStart(9)} ${unit.padEnd(8)}`;
    const verdict = below === undefined ? '' : `${value < below ? 'ok,' : 'OVER'} below ${below.toFixed(2)}`;
    const versus =
      ratio === undefined ? '' : `×${ratio.toFixed(2)}${ratio > SLOWDOWN_RATIO ? ' SLOWER' : ''}`;
    return `${name.padEnd(width)} ${figure} ${versus.padEnd(12)} ${verdict.padEnd(15)} ${detail}`.trimEnd();
  });
  return `${lines.join('\n')}\n`;
}
