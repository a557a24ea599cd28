import { StartError } from '@garland/config';
import { type DriverConfig, litPixels } from '@garland/driver-config';
import { EXIT } from '../exit-codes.ts';
import { LitPixels } from './lit-pixels.ts';
import { type Output, OutputError } from './output.ts';
import { Simulator } from './simulator.ts';
import { Ws281x } from './ws281x.ts';

/** Opens the output that the configuration names, and no other: hardware that fails is never replaced by a simulator. */
export async function openOutput(config: DriverConfig): Promise<Output> {
  const whole = await openWhole(config);
  const lit = litPixels(config.strip);
  return lit ? new LitPixels(whole, lit) : whole;
}

async function openWhole({ strip, output }: DriverConfig): Promise<Output> {
  const { kind, ...rest } = output;
  const settings = { ...rest, pixels: strip.pixels };
  if (kind === 'simulator') return new Simulator(settings);
  try {
    return await Ws281x.open(settings);
  } catch (error) {
    if (!(error instanceof OutputError)) throw error;
    const exitCode = error.code === 'not_root' ? EXIT.notPermitted : EXIT.outputUnavailable;
    throw new StartError(exitCode, error.message, { cause: error });
  }
}
