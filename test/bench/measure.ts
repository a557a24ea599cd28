import { readFileSync } from 'node:fs';

/** Figures of many samples. */
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
  /** Work whose time is told per unit, and how many units one call does. */
  readonly run: () => void;
  readonly units: number;
}

const ROUNDS = 15;
const ROUND_MS = 8;

/**
 * Nanoseconds a unit for each contender. They take turns, so that whatever else the machine does hits all alike. The least
 * of the rounds counts: a machine that does other things can only make a round longer.
 */
export function measureNsPerUnit(contenders: readonly Benchmark[]): Map<string, number> {
  const repeats = contenders.map(calibrateRepeats);
  const rounds = contenders.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    contenders.forEach(({ run, units }, i) => {
      const count = repeats[i] ?? 1;
      const startMs = performance.now();
      for (let n = 0; n < count; n++) run();
      rounds[i]?.push(((performance.now() - startMs) * 1e6) / (count * units));
    });
  }
  return new Map(contenders.map(({ name }, i) => [name, Math.min(...(rounds[i] ?? []))]));
}

/** Warms a contender up, and finds out how often it runs in one round. */
function calibrateRepeats({ run }: Benchmark): number {
  let count = 0;
  const startMs = performance.now();
  while (performance.now() - startMs < 10 * ROUND_MS) {
    run();
    count++;
  }
  return Math.max(1, Math.round(count / 10));
}

/** Proportional set size: what the process would free by ending, shared pages counted in shares. */
export function proportionalSetSizeMb(pid: number): number {
  const [, kilobytes] = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}
