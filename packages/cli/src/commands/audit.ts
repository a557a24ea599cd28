import type { Command } from 'commander';
import type { AuditEntry } from '../audit/audit-entry.ts';
import { readAuditLog } from '../audit/audit-log.ts';
import { AUDIT_HEADING, formatAuditLine } from '../audit/format-audit-line.ts';
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
  return defineCommand<AuditOptions>(
    'audit',
    'show who did what, from the journal of this machine',
    printAuditLog,
  )
    .option('--since <time>', 'from this time on: "today", "-2h", "2026-12-24 18:00"')
    .option('--until <time>', 'up to this time')
    .option('--who <name>', 'only this token name, "local" or "root"')
    .option('--refused', 'only refused and failed requests')
    .option('--all', 'also routine service messages')
    .option('--follow', 'keep printing new entries')
    .option('--lines <n>', `only the newest n entries (default: ${DEFAULT_LINES}, or all with --since)`)
    .addHelpText(
      'after',
      '\n"local" is anyone who uses garland on this machine, "root" who changes tokens, certificate or exposure. A line with !! was played through the web, but the gateway did not\n' +
        'log it: investigate. See audit.md. With --json, prints one object per line.',
    );
}

async function printAuditLog(
  context: CommandContext,
  _words: readonly string[],
  options: AuditOptions,
): Promise<void> {
  const { since, until, follow } = options;
  if (follow && until !== undefined) throw usageError('--follow cannot be combined with --until.');
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
  const printEntry = (entry: AuditEntry): void => {
    // The heading comes with the first entry, so that an error has none.
    if (printedCount++ === 0 && !context.json)
      context.printResult(undefined, () => context.style.bold(AUDIT_HEADING));
    context.printResult(toJsonEntry(entry), () => styledLine(context, entry));
  };
  await readAuditLog(query, printEntry);
  if (printedCount === 0 && !follow) context.printNote('No matching records.');
}

function parseLineCount({ lines, since }: AuditOptions): number | undefined {
  if (lines !== undefined) return parseWholeNumber('number of lines', lines, 1, 1_000_000);
  return since === undefined ? DEFAULT_LINES : undefined;
}

function entryFilter({ who, refused, all }: AuditOptions): (entry: AuditEntry) => boolean {
  return (entry) =>
    (who === undefined || entry.who === who) &&
    (!refused || UNSUCCESSFUL_OUTCOMES.has(entry.outcome)) &&
    (all || refused || who !== undefined || !entry.isRoutine);
}

function styledLine({ style }: CommandContext, entry: AuditEntry): string {
  const line = formatAuditLine(entry);
  return UNSUCCESSFUL_OUTCOMES.has(entry.outcome) || entry.agreement === 'driver_only'
    ? style.bold(line)
    : line;
}

function toJsonEntry({ atMs, isRoutine: _, ...entry }: AuditEntry): object {
  return { time: new Date(atMs).toISOString(), ...entry };
}
