import type { RunProgram } from '../system/run-program.ts';

/** The state of one unit, as `systemctl show` prints it. */
export type UnitProperties = ReadonlyMap<string, string>;

const PROPERTIES = [
  'Id',
  'LoadState',
  'ActiveState',
  'SubState',
  'UnitFileState',
  'NRestarts',
  'ExecMainStartTimestamp',
  'StatusText',
];

/** The states of these units, in the same order; undefined if systemd gives no answer. */
export async function readUnits(
  run: RunProgram,
  units: readonly string[],
): Promise<readonly UnitProperties[] | undefined> {
  const answer = await run('systemctl', 'show', `--property=${PROPERTIES}`, '--timestamp=unix', ...units);
  if (answer?.exitCode !== 0) return undefined;
  const blocks = answer.stdout.split(/\n\n+/).map(parseBlock);
  const found = units.map((id) => blocks.find((block) => block.get('Id') === id));
  return found.every((unit) => unit !== undefined) ? found : undefined;
}

function parseBlock(block: string): UnitProperties {
  const lines = block.split('\n').filter((line) => line.includes('='));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}
