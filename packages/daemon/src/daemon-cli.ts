import { parseArgs } from 'node:util';
import { EX_USAGE, StartError } from './start-error.ts';

/** Actions that every daemon has, highest precedence first. */
const COMMON_ACTIONS = ['help', 'version', 'check'] as const;

export interface DaemonCliOptions<A extends string = never> {
  readonly configFile: string;
  /** Run, or do one action and exit. */
  readonly action: 'run' | (typeof COMMON_ACTIONS)[number] | A;
}

/**
 * Parses a daemon's command line: `--config FILE`, `--check`, `--help`, `--version`, and the daemon's own actions.
 *
 * @throws {StartError} with the usage
 */
export function parseDaemonCli<A extends string = never>(
  args: readonly string[],
  defaultConfigFile: string,
  usage: string,
  ownActions: readonly A[] = [],
): DaemonCliOptions<A> {
  const actions = [...COMMON_ACTIONS, ...ownActions];
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        config: { type: 'string', short: 'c' },
        ...Object.fromEntries(actions.map((name) => [name, { type: 'boolean' } as const])),
        help: { type: 'boolean', short: 'h' },
      },
    });
    const action = actions.find((name) => name in values) ?? 'run';
    return { configFile: values.config ?? defaultConfigFile, action };
  } catch (error) {
    throw new StartError(EX_USAGE, `${(error as Error).message}\n\n${usage}`);
  }
}
