import type { TestContext } from 'node:test';
import { Machine, type MachineOptions } from './machine.ts';

/** A machine that ends with the test. */
export async function machineFor(t: TestContext, options: MachineOptions = {}): Promise<Machine> {
  const machine = await Machine.start(options);
  t.after(() => machine.close());
  return machine;
}
