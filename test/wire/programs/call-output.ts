// Makes calls on the driver's own output, in any order: node call-output.js '{ "output": …, "steps": […] }'
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';
import type { OutputSettings } from '@garland/led-driver/output/output';
import { runStripThread } from '@garland/led-driver/output/strip-thread';
import { Ws281x } from '@garland/led-driver/output/ws281x';

export type OutputStep = 'open' | 'light' | 'show' | 'close';

export interface CallOutputSettings {
  readonly output: OutputSettings;
  readonly steps: readonly OutputStep[];
}

async function call({ output, steps }: CallOutputSettings): Promise<void> {
  let strip: Ws281x | undefined;
  const rethrow = (error: Error): never => {
    throw error;
  };
  const actions: Readonly<Record<OutputStep, () => unknown>> = {
    async open() {
      strip = await Ws281x.open(output, new URL(import.meta.url), rethrow);
    },
    light: () => strip?.pixels.fill(0xffffff),
    async show() {
      strip?.show();
      while (strip?.isBusy) await sleep(1);
    },
    close: () => strip?.close(),
  };
  for (const step of steps) {
    try {
      await actions[step]();
    } catch (error) {
      process.stdout.write(`${step}: ${error}\n`);
    }
  }
}

if (isMainThread) await call(JSON.parse(process.argv[2] ?? ''));
else await runStripThread();
