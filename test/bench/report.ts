import { BUILT_IN_IDS } from '@garland/animations';
import { type Distribution, distribution } from './measure.ts';
import { PIPELINE, type PixelFigures } from './pixels.ts';
import { multiplesOf, type Recorded } from './recorded.ts';
import type { StripLimitFigures } from './strip-limit.ts';
import type { TokenFigures } from './tokens.ts';
import type { WholePathFigures } from './whole-path.ts';

/** One figure, with what it should stay below where something was promised. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly below?: number;
  /** Against the last recorded run: 1 is the same, 2 twice as dear. */
  readonly ratio?: number;
  readonly detail?: string;
}

const DEAREST_NS = 40;
const MEDIAN_NS = 12;
const PIPELINE_NS = 8;
/** A ratio beyond this is more than chance. */
const SLOWER = 1.25;

/** What others pay for the like: recipes of the field in C++ at -O2, in nanoseconds a pixel. Ours takes half at most. */
const RECIPES: Readonly<Record<string, { readonly like: string; readonly ns: number }>> = {
  rainbow: { like: 'a rainbow fill', ns: 7.4 },
  drifting_noise: { like: 'noise through a palette (20 to 25)', ns: 25 },
  plasma: { like: 'Pride', ns: 24.5 },
};

export function pixelRows(figures: PixelFigures, recorded: Recorded | undefined): Row[] {
  const { nanoseconds } = figures;
  const multiples = multiplesOf(figures);
  const rows = Object.entries(nanoseconds).map(([name, value]): Row => {
    const before = recorded?.multiples[name];
    const ratio = before === undefined ? {} : { ratio: (multiples[name] ?? Number.NaN) / before };
    return { name, value, unit: 'ns/pixel', ...promise(name), ...ratio };
  });
  const { median, worst } = distribution(BUILT_IN_IDS.map((id) => nanoseconds[id] ?? Number.NaN));
  return [
    ...rows,
    { name: 'median of the animations', value: median, unit: 'ns/pixel', below: MEDIAN_NS },
    {
      name: 'dearest animation + pipeline',
      value: worst + (nanoseconds[PIPELINE] ?? Number.NaN),
      unit: 'ns/pixel',
      below: 60,
    },
  ];
}

function promise(name: string): Pick<Row, 'below' | 'detail'> {
  const recipe = RECIPES[name];
  if (recipe) return { below: recipe.ns / 2, detail: `half of ${recipe.like} in C++` };
  if (name === PIPELINE) return { below: PIPELINE_NS };
  return (BUILT_IN_IDS as readonly string[]).includes(name) ? { below: DEAREST_NS } : {};
}

/** A token that was seen before may cost a fifth at most of one that was not. */
const FROM_MEMORY_SHARE = 0.2;

export function tokenRows({ firstTimeUs, fromMemoryUs }: TokenFigures): Row[] {
  return [
    { name: 'a token, the first time', value: firstTimeUs, unit: 'µs' },
    { name: 'a token, from memory', value: fromMemoryUs, unit: 'µs' },
    {
      name: 'from memory / the first time',
      value: fromMemoryUs / firstTimeUs,
      unit: 'ratio',
      below: FROM_MEMORY_SHARE,
    },
  ];
}

export function processRows(path: WholePathFigures, limits: readonly StripLimitFigures[]): Row[] {
  return [
    { name: 'start to first frame', ...spread(path.startToFirstFrameMs) },
    { name: 'request to latched frame', ...spread(path.requestToFrameMs), below: path.tickMs + 3 },
    { name: 'jitter of the loop, p99', ...worstOf(path.jitterIdleMs), below: 1 },
    {
      name: `jitter, ${path.loadPerSecond} requests/s, p99`,
      ...worstOf(path.jitterLoadedMs),
      below: 1,
    },
    { name: 'an empty loop, meanwhile, p99', ...worstOf(path.jitterEmptyMs) },
    ...limits.flatMap(limitRows),
    { name: 'memory of the driver', value: path.driverPssMb, unit: 'MB PSS' },
    { name: 'memory of the gateway', value: path.gatewayPssMb, unit: 'MB PSS' },
    { name: 'memory of both', value: path.driverPssMb + path.gatewayPssMb, unit: 'MB PSS', below: 130 },
  ];
}

function limitRows({
  pixels,
  wireFps,
  framesPerSecond,
  corePercent,
  empty,
  still,
}: StripLimitFigures): Row[] {
  return [
    {
      name: `${pixels} pixels, the dearest`,
      value: corePercent,
      unit: '% core',
      below: 3,
      detail: `${framesPerSecond.toFixed(1)} frames/s; the strip's own limit is ${wireFps.toFixed(1)}`,
    },
    {
      name: `${pixels} pixels, an empty loop`,
      value: empty.corePercent,
      unit: '% core',
      detail: `what this machine takes by itself; its jitter p99 is ${empty.jitterMs.p99.toFixed(2)} ms`,
    },
    {
      name: `${pixels} pixels, standing still`,
      value: still.frames + still.timers,
      unit: 'in 3 s',
      below: 1,
      detail: `frames ${still.frames}, timers ${still.timers}; ${still.corePercent.toFixed(3)} % of a core`,
    },
  ];
}

function spread({ median, p99, worst, samples }: Distribution): Pick<Row, 'value' | 'unit' | 'detail'> {
  return {
    value: median,
    unit: 'ms',
    detail: `median of ${samples}; p99 ${p99.toFixed(2)}, worst ${worst.toFixed(2)}`,
  };
}

function worstOf({ median, p99, worst, samples }: Distribution): Pick<Row, 'value' | 'unit' | 'detail'> {
  return {
    value: p99,
    unit: 'ms',
    detail: `p99 of ${samples}; median ${median.toFixed(2)}, worst ${worst.toFixed(2)}`,
  };
}

export function renderTable(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  const lines = rows.map(({ name, value, unit, below, ratio, detail = '' }) => {
    const figure = `${value.toFixed(2).padStart(9)} ${unit.padEnd(8)}`;
    const verdict = below === undefined ? '' : `${value < below ? 'ok,' : 'OVER'} below ${below.toFixed(1)}`;
    const versus = ratio === undefined ? '' : `×${ratio.toFixed(2)}${ratio > SLOWER ? ' SLOWER' : ''}`;
    return `${name.padEnd(width)} ${figure} ${versus.padEnd(12)} ${verdict.padEnd(15)} ${detail}`.trimEnd();
  });
  return `${lines.join('\n')}\n`;
}
