import type { TestContext } from 'node:test';
import { ModelPi, type ModelPiOptions } from './model-pi.ts';

/** A machine that ends with the test. */
export async function startModelPi(t: TestContext, options: ModelPiOptions = {}): Promise<ModelPi> {
  const machine = await ModelPi.start(options);
  t.after(() => machine.close());
  return machine;
}
