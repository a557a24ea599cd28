import type { Distribution } from './measure.ts';
import type { PixelFigures } from './pixels.ts';
import type { WholePathFigures } from './whole-path.ts';

/** One figure, with what it should stay below where something was promised. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly below?: number;
  readonly detail?: string;
}

export function targets(pixels: PixelFigures, path: WholePathFigures): Row[] {
  const animations = Object.entries(pixels.animations);
  const dearest = Math.max(...animations.map(([, ns]) => ns));
  return [
    ...animations.map(([id, value]) => ({ name: id, value, unit: 'ns/pixel' })),
    { name: 'output pipeline', value: pixels.pipelineNs, unit: 'ns/pixel', below: 8 },
    { name: 'output pipeline, RGBW', value: pixels.pipelineRgbwNs, unit: 'ns/pixel' },
    { name: 'crossfade', value: pixels.crossfadeNs, unit: 'ns/pixel' },
    { name: 'dearest animation + pipeline', value: dearest + pixels.pipelineNs, unit: 'ns/pixel', below: 60 },
    { name: 'start to first frame', ...spread(path.startToFirstFrameMs) },
    { name: 'request to latched frame', ...spread(path.requestToFrameMs), below: path.tickMs + 3 },
    { name: 'jitter of the loop', ...spread(path.jitterIdleMs) },
    { name: `jitter, ${path.loadPerSecond} requests/s`, ...spread(path.jitterLoadedMs) },
    { name: 'memory of the driver', value: path.driverPssMb, unit: 'MB PSS' },
    { name: 'memory of the gateway', value: path.gatewayPssMb, unit: 'MB PSS' },
    { name: 'memory of both', value: path.driverPssMb + path.gatewayPssMb, unit: 'MB PSS', below: 130 },
  ];
}

function spread({ median, p99, worst, samples }: Distribution): Pick<Row, 'value' | 'unit' | 'detail'> {
  return {
    value: median,
    unit: 'ms',
    detail: `median of ${samples}; p99 ${p99.toFixed(2)}, worst ${worst.toFixed(2)}`,
  };
}

export function renderTable(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  const lines = rows.map(({ name, value, unit, below, detail = '' }) => {
    const figure = `${value.toFixed(2).padStart(9)} ${unit.padEnd(8)}`;
    const verdict = below === undefined ? '' : `${value < below ? 'ok,' : 'OVER'} below ${below.toFixed(1)}`;
    return `${name.padEnd(width)} ${figure}  ${verdict.padEnd(15)} ${detail}`.trimEnd();
  });
  return `${lines.join('\n')}\n`;
}
