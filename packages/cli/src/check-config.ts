import { ConfigError, type ConfigProblem, formatProblem } from '@garland/config';
import { type DriverConfig, readDriverConfig } from '@garland/driver-config';
import { drawConfig } from './config-picture.ts';
import type { Context } from './context.ts';
import { EXIT_CODES } from './exit-code.ts';
import { Failure } from './failure.ts';

/** Sections that no driver's file has, and every gateway's. */
const GATEWAY_SECTIONS: readonly string[] = ['listen', 'tls', 'tokens', 'driver', 'limits'];

/** More than anybody mends before looking again. */
const MOST_SHOWN = 100;

/** Tells all mistakes of a driver's configuration; if there are none, shows what it defines. */
export function checkConfig(context: Context, file: string): void {
  try {
    const config = readDriverConfig(file, process.env);
    context.answer({ file, problems: [], ...summaryOf(config) }, () => drawConfig(context, file, config));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    if (!context.json) throw failureOf(error);
    // What is wrong in the file is the answer to this question, not a failure to answer it.
    context.answer({ file, problems: error.problems }, () => '');
    process.exitCode = EXIT_CODES.failed.code;
  }
}

function failureOf({ file, problems }: ConfigError): Failure {
  const [first] = problems;
  if (first?.code === 'unreadable') return new Failure('failed', `${file} ${first.message}.`);
  const count = problems.length === 1 ? 'a mistake' : `${problems.length} mistakes`;
  const lines = problems.slice(0, MOST_SHOWN).map((problem) => formatProblem(file, problem));
  const rest = problems.length - lines.length;
  const more = rest > 0 ? [`and ${rest} more; --json tells all.`] : [];
  return new Failure('failed', `${file} has ${count}:`, ...lines, ...more, ...adviceOn(file, problems));
}

function adviceOn(file: string, problems: readonly ConfigProblem[]): string[] {
  const strangers = problems.filter(({ code }) => code === 'unknown_key').map(({ key }) => key);
  return strangers.some((key) => GATEWAY_SECTIONS.includes(key))
    ? [`If this is the gateway's file:  garland-gateway --check --config ${file}`]
    : [];
}

/** For programs: what the file defines, with the defaults filled in and times in seconds. */
function summaryOf({ strip, output, light, power, scenes, remote }: DriverConfig): object {
  return {
    strip,
    output,
    light,
    power,
    remote,
    scenes: [...scenes].map(([id, { expiry: ending, ...look }]) => ({
      id,
      ...look,
      ...(ending && { durationS: ending.afterMs / 1000, next: ending.next }),
    })),
  };
}
