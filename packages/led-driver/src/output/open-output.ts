import { StartError } from '@garland/daemon';
import { type DriverConfig, unmaskedPixels } from '@garland/driver-config';
import { EXIT } from '../exit-codes.ts';
import { type Output, OutputError } from './output.ts';
import { acquireOwnerLock } from './owner-lock.ts';
import { PixelMask } from './pixel-mask.ts';
import { Simulator } from './simulator.ts';
import { Ws281x } from './ws281x.ts';

/** Started as a thread, the program serves the strip; so it may be one file, or many. */
const THIS_PROGRAM = process.argv[1] ?? '';

/** A strip that takes no frames is a reason to end: with a record, and to be started afresh. */
function rethrow(error: OutputError): never {
  throw error;
}

/**
 * Opens the output that the configuration names, and no other: hardware that fails is never replaced by a simulator.
 *
 * @throws {StartError} if it can't be used, or another process uses it
 */
export async function openOutput(
  config: DriverConfig,
  program: string | URL = THIS_PROGRAM,
): Promise<Output> {
  const output = await openUnmasked(config, program);
  const wireIndices = unmaskedPixels(config.strip);
  return wireIndices ? new PixelMask(output, wireIndices) : output;
}

async function openUnmasked({ strip, output, paths }: DriverConfig, program: string | URL): Promise<Output> {
  const { kind, ...rest } = output;
  const settings = { ...rest, pixels: strip.pixels };
  if (kind === 'simulator') return new Simulator(settings);
  acquireOrRefuse(paths.runtime_dir);
  try {
    return await Ws281x.open(settings, program, rethrow);
  } catch (error) {
    if (!(error instanceof OutputError)) throw error;
    const exitCode = error.code === 'not_root' ? EXIT.notPermitted : EXIT.outputUnavailable;
    throw new StartError(exitCode, error.message, { cause: error });
  }
}

function acquireOrRefuse(runtimeDir: string): void {
  const pid = acquireOwnerLock(runtimeDir);
  if (pid === undefined) return;
  throw new StartError(
    EXIT.outputUnavailable,
    // Stopped alone, the service would be back with the gateway's next connection: its sockets start it.
    `process ${pid} drives the strip; stop it first (the service: sudo systemctl stop 'garland-*')`,
  );
}
