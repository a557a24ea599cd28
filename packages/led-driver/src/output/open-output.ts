import { type DriverConfig, unmaskedPixels } from '@garland/driver-config';
import { type Output, OutputError } from './output.ts';
import { acquireOwnerLock } from './owner-lock.ts';
import { PixelMask } from './pixel-mask.ts';
import { Simulator } from './simulator.ts';
import { Ws281x } from './ws281x.ts';

/** The strip's thread runs the program itself, so that the driver can be bundled into a single file. */
const THIS_PROGRAM = process.argv[1] ?? '';

/** A strip that refuses a frame ends the driver with a log record; systemd starts it again. */
function rethrow(error: OutputError): never {
  throw error;
}

/**
 * Opens the output that the configuration names, and no other: hardware that fails is never replaced by a simulator.
 *
 * @throws {OutputError} if it can't be used, or another process uses it
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
  return Ws281x.open(settings, program, rethrow);
}

function acquireOrRefuse(runtimeDir: string): void {
  const pid = acquireOwnerLock(runtimeDir);
  if (pid === undefined) return;
  throw new OutputError(
    'already_open',
    // A driver service stopped alone would be started again by its sockets, at the gateway's next connection.
    `process ${pid} drives the strip; stop it first (the service: sudo systemctl stop 'garland-*')`,
  );
}
