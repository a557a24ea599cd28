import type { Command } from 'commander';
import type { AuditEntry } from '../audit/audit-entry.ts';
import { AUDIT_HEADING, formatAuditLine } from '../audit/audit-line.ts';
import { readAuditLog } from '../audit/audit-log.ts';
import type { CommandContext } from '../command-line/command-context.ts';
import { defineCommand } from '../command-line/define-command.ts';
import { parseWholeNumber } from '../command-line/parse-number.ts';
import { usageError } from '../errors/cli-error.ts';

interface AuditOptions {
  readonly since?: string;
  readonly until?: string;
  readonly who?: string;
  readonly refused?: boolean;
  readonly all?: boolean;
  readonly follow?: boolean;
  readonly lines?: string;
}

const DEFAULT_LINES = 50;
const UNSUCCESSFUL_OUTCOMES: ReadonlySet<AuditEntry['outcome']> = new Set(['refused', 'failed']);

export function auditCommand(): Command {
  return defineCommand<AuditOptions>('audit', 'who did what, from the journal of this machine', printAuditLog)
    .option('--since <time>', 'as journalctl takes it: "today", "-2h", "2026-12-24 18:00"')
    .option('--until <time>', 'the same')
    .option('--who <name>', 'of one token, or "local"')
    .option('--refused', 'only what was refused or failed')
    .option('--all', 'also what the services say of themselves in daily life')
    .option('--follow', 'go on with what happens from now on')
    .option('--lines <n>', `the newest ones, so many; ${DEFAULT_LINES} if no time is given`)
    .addHelpText(
      'after',
      '\n"local" is the garland command on this machine. A line with !! is of something that the web played on the tree,\n' +
        "and that the gateway did not write down: a reason to look closer. See docs/audit.md. With --json it's a line each.",
    );
}

async function printAuditLog(
  context: CommandContext,
  _words: readonly string[],
  options: AuditOptions,
): Promise<void> {
  const { since, until, follow } = options;
  if (follow && until !== undefined)
    throw usageError('--follow has no end, and --until is one.', 'Leave one of them out.');
  const { signal } = context.io.abortOnShutdown();
  const query = {
    since,
    until,
    follow,
    signal,
    env: context.io.env,
    last: parseLineCount(options),
    isWanted: entryFilter(options),
  };
  let printedCount = 0;
  const printEntry = (happening: AuditEntry): void => {
    // Not before there is something below it: what went wrong is no row of the table.
    if (printedCount++ === 0 && !context.json)
      context.printResult(undefined, () => context.style.bold(AUDIT_HEADING));
    context.printResult(toJsonEntry(happening), () => styledLine(context, happening));
  };
  await readAuditLog(query, printEntry);
  if (printedCount === 0 && !follow) context.printNote('Nothing of that is on record.');
}

function parseLineCount({ lines, since }: AuditOptions): number | undefined {
  if (lines !== undefined) return parseWholeNumber('number of lines', lines, 1, 1_000_000);
  return since === undefined ? DEFAULT_LINES : undefined;
}

function entryFilter({ who, refused, all }: AuditOptions): (happening: AuditEntry) => boolean {
  return (happening) =>
    (who === undefined || happening.who === who) &&
    (!refused || UNSUCCESSFUL_OUTCOMES.has(happening.outcome)) &&
    (all || refused || who !== undefined || !happening.isRoutine);
}

function styledLine({ style }: CommandContext, happening: AuditEntry): string {
  const line = formatAuditLine(happening);
  return UNSUCCESSFUL_OUTCOMES.has(happening.outcome) || happening.agreement === 'driver_only'
    ? style.bold(line)
    : line;
}

function toJsonEntry({ atMs, isRoutine: _, ...happening }: AuditEntry): object {
  return { time: new Date(atMs).toISOString(), ...happening };
}
