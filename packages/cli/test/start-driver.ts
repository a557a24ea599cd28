import { after, before } from 'node:test';
import { Installation, type InstallationOptions } from '@garland/test-kit/installation';
import type { Cleanup } from '@garland/test-kit/support';

const DEFAULTS: InstallationOptions = { pixels: 20, crossfadeMs: 0 };

/** A real driver of 20 simulated lights until the end of the test. */
export async function startDriver(t: Cleanup, options: InstallationOptions = {}): Promise<Installation> {
  const installation = new Installation({ ...DEFAULTS, ...options });
  t.after(() => installation.close());
  await installation.startDriver();
  return installation;
}

/** The same for all tests of the suite whose description calls this. */
export function driverOfSuite(options: InstallationOptions = {}): Installation {
  const installation = new Installation({ ...DEFAULTS, ...options });
  before(async () => {
    await installation.startDriver();
  });
  after(() => installation.close());
  return installation;
}
