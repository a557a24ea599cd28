import { type DriverConfig, geometryOf, readDriverConfig } from '@garland/driver-config';
import { ConfigError, type ConfigProblem, formatProblem } from '@garland/toml';
import type { CommandContext } from '../command-line/command-context.ts';
import { garlandCommandHint, quoteForShell } from '../command-line/command-hint.ts';
import { CliError } from '../errors/cli-error.ts';
import { renderConfigOverview } from './config-overview.ts';

/** Sections of the gateway's file that the driver's does not have. */
const GATEWAY_SECTIONS: readonly string[] = ['listen', 'tls', 'tokens', 'driver', 'limits'];

/** More than a person fixes before checking again. */
const MAX_SHOWN_PROBLEMS = 100;

/** Lists all errors in a driver's configuration; if there are none, shows its contents. */
export function checkDriverConfig(context: CommandContext, file: string): void {
  try {
    const config = readDriverConfig(file, context.io.env);
    context.printResult({ file, problems: [], ...toConfigSummary(config) }, () =>
      renderConfigOverview(context, file, config),
    );
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    if (!context.json) throw toInvalidConfigError(error);
    // The errors are this command's result, not its failure.
    context.printResult({ file, problems: error.problems }, () => '');
    context.setExitStatus('failed');
  }
}

function toInvalidConfigError({ file, problems }: ConfigError): CliError {
  const [first] = problems;
  if (first?.code === 'unreadable' && first.key === '')
    return new CliError('failed', `${file} ${first.message}.`);
  const count = problems.length === 1 ? 'an error' : `${problems.length} errors`;
  const lines = problems.slice(0, MAX_SHOWN_PROBLEMS).map((problem) => formatProblem(file, problem));
  const rest = problems.length - lines.length;
  const more = rest > 0 ? [`and ${rest} more; --json lists all.`] : [];
  const files = [...new Set(problems.map((problem) => problem.file ?? file))];
  return new CliError(
    'failed',
    `${files.join(' and ')} ${files.length === 1 ? 'has' : 'have'} ${count}:`,
    ...lines,
    ...more,
    ...gatewayFileHint(file, problems),
    ...coordinatesFileHint(file),
  );
}

function gatewayFileHint(file: string, problems: readonly ConfigProblem[]): string[] {
  const unknownKeys = problems.filter(({ code }) => code === 'unknown_key').map(({ key }) => key);
  return unknownKeys.some((key) => GATEWAY_SECTIONS.includes(key))
    ? [`If this is the gateway's file:  garland-gateway --check --config ${file}`]
    : [];
}

function coordinatesFileHint(file: string): string[] {
  return /\.(csv|txt)$/i.test(file)
    ? [
        `If this is a coordinates file:  ${garlandCommandHint(`preview rainbow --positions ${quoteForShell(file)}`)}`,
      ]
    : [];
}

/** For programs: the configuration with its defaults filled in and times in seconds, and the pixels that were placed. */
function toConfigSummary({ strip, output, light, power, scenes, remote }: DriverConfig): object {
  const { outliers, unseen } = geometryOf(strip);
  return {
    strip: { ...strip, ...(strip.positions && { outliers, unseen }) },
    output,
    light,
    power,
    remote,
    scenes: [...scenes].map(([id, { expiry, ...scene }]) => ({
      id,
      ...scene,
      ...(expiry && { durationS: expiry.afterMs / 1000, next: expiry.next }),
    })),
  };
}
