import type { Command } from 'commander';
import { auditLine, HEADING } from '../audit/audit-line.ts';
import type { Happening } from '../audit/happening.ts';
import { tellTrail } from '../audit/trail.ts';
import type { Context } from '../context.ts';
import { usage } from '../failure.ts';
import { wholeNumber } from '../numbers.ts';
import { untilAskedToEnd } from '../terminal/signals.ts';
import { command } from './command.ts';

interface Options {
  readonly since?: string;
  readonly until?: string;
  readonly who?: string;
  readonly refused?: boolean;
  readonly all?: boolean;
  readonly follow?: boolean;
  readonly lines?: string;
}

const DEFAULT_LINES = 50;
const NOT_SERVED: ReadonlySet<Happening['outcome']> = new Set(['refused', 'failed']);

export function auditCommand(): Command {
  return command<Options>('audit', 'who did what, from the journal of this machine', audit)
    .option('--since <time>', 'as journalctl takes it: "today", "-2h", "2026-12-24 18:00"')
    .option('--until <time>', 'the same')
    .option('--who <name>', 'of one token, or of the "house"')
    .option('--refused', 'only what was refused or failed')
    .option('--all', 'also what the services say of themselves in daily life')
    .option('--follow', 'go on with what happens from now on')
    .option('--lines <n>', `the newest ones, so many; ${DEFAULT_LINES} if no time is given`)
    .addHelpText(
      'after',
      '\nThe house is who types "garland" on this machine. A line with !! is of something that the web played on the tree,\n' +
        "and that the gateway did not write down: a reason to look closer. See docs/audit.md. With --json it's a line each.",
    );
}

async function audit(context: Context, _words: readonly string[], options: Options): Promise<void> {
  const { since, until, follow } = options;
  if (follow && until !== undefined)
    throw usage('--follow has no end, and --until is one.', 'Leave one of them out.');
  const { signal } = untilAskedToEnd();
  const query = { since, until, follow, signal, last: linesOf(options), wanted: wantedBy(options) };
  let told = 0;
  const tell = (happening: Happening): void => {
    // Not before there is something below it: what went wrong is no row of the table.
    if (told++ === 0 && !context.json) context.answer(undefined, () => context.style.strong(HEADING));
    context.answer(toJson(happening), () => lineOf(context, happening));
  };
  await tellTrail(query, tell);
  if (told === 0 && !follow) context.note('Nothing of that is on record.');
}

function linesOf({ lines, since }: Options): number | undefined {
  if (lines !== undefined) return wholeNumber('number of lines', lines, 1, 1_000_000);
  return since === undefined ? DEFAULT_LINES : undefined;
}

function wantedBy({ who, refused, all }: Options): (happening: Happening) => boolean {
  return (happening) =>
    (who === undefined || happening.who === who) &&
    (!refused || NOT_SERVED.has(happening.outcome)) &&
    (all || refused || who !== undefined || !happening.routine);
}

function lineOf({ style }: Context, happening: Happening): string {
  const line = auditLine(happening);
  return NOT_SERVED.has(happening.outcome) || happening.agreement === 'driver_only'
    ? style.strong(line)
    : line;
}

function toJson({ atMs, routine: _, ...happening }: Happening): object {
  return { time: new Date(atMs).toISOString(), ...happening };
}
