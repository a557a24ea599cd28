import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Role } from '@garland/protocol';
import { PROGRAMS } from '@garland/test-kit/programs';
import { TestProcess } from '@garland/test-kit/test-process';

export interface SimulatedDriver {
  /** The address of a role's socket, as `varlinkctl` wants it. */
  address(role: Role): string;
  stop(): Promise<void>;
}

/** The real driver with the simulator, in a folder of its own. Resolves once it listens. */
export async function startSimulatedDriver(
  pixels: number,
  allow: readonly string[],
): Promise<SimulatedDriver> {
  const folder = mkdtempSync(join(tmpdir(), 'garland-system-'));
  const config = join(folder, 'driver.toml');
  writeFileSync(
    config,
    `[strip]\npixels = ${pixels}\n[output]\nkind = "simulator"\n[light]\ncrossfade_ms = 0\n` +
      `[remote]\nallow = ${JSON.stringify(allow)}\n` +
      `[paths]\nruntime_dir = ${JSON.stringify(folder)}\nstate_dir = ${JSON.stringify(join(folder, 'state'))}\n`,
  );
  const daemon = new TestProcess([process.execPath, PROGRAMS.driver, '--config', config]);
  await daemon.record('ready');
  return {
    address: (role) => `unix:${join(folder, `${role}.sock`)}`,
    async stop() {
      await daemon.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
