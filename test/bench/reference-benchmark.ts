import type { Benchmark } from './measure.ts';

const STEPS = 4096;

/**
 * Work that never changes: a sine table read through a wandering index, multiplied and stored in 16 bits, which is what
 * animations do all day. How long it takes shows how fast the machine is at this moment, so that all else can be given
 * as a multiple of it and compared over days and machines. After a change here, the figures must be recorded again.
 */
export function referenceBenchmark(): Benchmark {
  const sine = Float32Array.from({ length: STEPS }, (_, i) => Math.sin((2 * Math.PI * i) / STEPS));
  const into = new Uint16Array(STEPS);
  let start = 0;
  return {
    name: '(reference)',
    units: STEPS,
    run: () => {
      start = (start + 7) & (STEPS - 1);
      for (let i = 0; i < STEPS; i++) {
        const bent = sine[(i + start) & (STEPS - 1)]!;
        into[i] = 32767 + 32767 * sine[(i * 3 + 200 * bent) & (STEPS - 1)]!;
      }
    },
  };
}
