import { ConfigError, formatProblem } from '@garland/toml';
import type { ServiceName } from '../audit/read-journal.ts';
import { GatewayService } from '../certificates/gateway-service.ts';
import type { SystemProbe } from '../doctor/system-probe.ts';

/** A file that only root can read is not a mistake in the configuration. */
const UNREADABLE = /is not readable by this user$/;
/** The first line of the gateway's answer only introduces the others. */
const INTRODUCTION = /^garland-gateway: /;

/** The mistakes in the configuration of a service and in the files that it names: `FILE:LINE: KEY: what is wrong`. */
export async function configMistakes(probe: SystemProbe, service: ServiceName): Promise<readonly string[]> {
  const lines = service === 'driver' ? driverMistakes(probe) : await gatewayMistakes(probe);
  return lines.filter((line) => probe.isRoot || !UNREADABLE.test(line));
}

function driverMistakes(probe: SystemProbe): readonly string[] {
  try {
    probe.driverConfig();
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((problem) => formatProblem(error.file, problem));
  }
}

/** The gateway's own program checks its file, because its schema is part of the gateway. */
async function gatewayMistakes({ runProgram }: SystemProbe): Promise<readonly string[]> {
  const answer = await new GatewayService(runProgram).findConfigError();
  return (answer ?? '').split('\n').filter((line) => line !== '' && !INTRODUCTION.test(line));
}
