import { readDriverConfig } from '@garland/driver-config';
import { openOutput } from './output/open-output.ts';

/**
 * Darkens a strip that was left lit. systemd runs this each time the driver has ended (`ExecStopPost=`). A driver that
 * exited has darkened the strip itself, so there is something to do only after one that was killed.
 *
 * @see systemd.exec(5), "EXIT_CODE"
 * @throws {ConfigError}
 * @throws {OutputError} if the output can't be used, or a driver uses it
 */
export async function blankStrip(configFile: string, env: NodeJS.ProcessEnv): Promise<void> {
  if (env.EXIT_CODE === 'exited') return;
  const output = await openOutput(readDriverConfig(configFile, env));
  output.close();
}
