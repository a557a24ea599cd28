import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Summary of many samples. */
export interface Distribution {
  readonly median: number;
  readonly p99: number;
  readonly worst: number;
  readonly samples: number;
}

export function distribution(samples: readonly number[]): Distribution {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return { median: at(0.5), p99: at(0.99), worst: sorted.at(-1) ?? Number.NaN, samples: sorted.length };
}

export interface Benchmark {
  readonly name: string;
  /** One call does `units` units of work; the result is the time per unit. */
  readonly run: () => void;
  readonly units: number;
}

const ROUNDS = 15;
const ROUND_MS = 8;

/**
 * Nanoseconds per unit of each benchmark. They take turns, so that other load on the machine affects all alike. The
 * fastest round counts: other load can only make a round slower.
 */
export function measureNsPerUnit(benchmarks: readonly Benchmark[]): Map<string, number> {
  const repeats = benchmarks.map(calibrateRepeats);
  const rounds = benchmarks.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    benchmarks.forEach(({ run, units }, i) => {
      const count = repeats[i] ?? 1;
      const startMs = performance.now();
      for (let n = 0; n < count; n++) run();
      rounds[i]?.push(((performance.now() - startMs) * 1e6) / (count * units));
    });
  }
  return new Map(benchmarks.map(({ name }, i) => [name, Math.min(...(rounds[i] ?? []))]));
}

/** Warms a benchmark up, and returns how often it runs in one round. */
function calibrateRepeats({ run }: Benchmark): number {
  let count = 0;
  const startMs = performance.now();
  while (performance.now() - startMs < 10 * ROUND_MS) {
    run();
    count++;
  }
  return Math.max(1, Math.round(count / 10));
}

/** Proportional set size: each shared page counts as a share for each process that maps it. */
export function proportionalSetSizeMb(pid: number): number {
  const [, kilobytes] = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

/** CPU time of a process. Linux counts it per thread, to the nanosecond. */
export function cpuTimeNs({ pid }: ChildProcess): number {
  return readdirSync(`/proc/${pid}/task`)
    .map((thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]))
    .reduce((sum, ns) => sum + ns, 0);
}
