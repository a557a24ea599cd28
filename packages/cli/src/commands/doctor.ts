import type { Command } from 'commander';
import type { CommandContext } from '../command-line/command-context.ts';
import { garlandCommandHint } from '../command-line/command-hint.ts';
import { defineCommand } from '../command-line/define-command.ts';
import type { FindingLevel } from '../doctor/finding.ts';
import type { CheckResult } from '../doctor/run-checks.ts';
import type { SystemProbe } from '../doctor/system-probe.ts';
import { CliError } from '../errors/cli-error.ts';
import { INSTALLED_PATHS } from '../system/installed-paths.ts';
import { pluralize } from '../text/format-time.ts';
import { toPrintable } from '../text/terminal-text.ts';

interface DoctorOptions {
  readonly strict?: boolean;
}

const LEVEL_MARKS: Readonly<Record<FindingLevel, string>> = {
  ok: 'ok  ',
  warning: '!   ',
  problem: '!!  ',
  unknown: '?   ',
};
const NAME_WIDTH = 16;

export function doctorCommand(): Command {
  return defineCommand<DoctorOptions>(
    'doctor',
    'diagnose problems with this installation',
    async (context, _words, { strict = false }) => {
      const [{ runChecks }, { createSystemProbe }] = await Promise.all([
        import('../doctor/run-checks.ts'),
        import('../doctor/system-probe.ts'),
      ]);
      const probe = createSystemProbe(context.socket, context.io.env);
      if (!isInstalled(probe)) throw notInstalledError();
      const results = await runChecks(probe);
      context.printResult(results, () => formatReport(context, results, probe.isRoot));
      if (results.some(({ level }) => level === 'problem' || (strict && level === 'warning')))
        context.setExitStatus('failed');
    },
  )
    .option('--strict', 'also fail on warnings')
    .addHelpText(
      'after',
      '\nMost checks need root, so run it with sudo. Nothing is changed. The exit code is 1 if there is a problem (!!), or with\n' +
        '--strict a warning (!). Inconclusive checks (?) do not count.',
    );
}

function formatReport({ style }: CommandContext, results: readonly CheckResult[], isRoot: boolean): string {
  const lines = results.flatMap(({ check, level, message, advice }, i) => {
    const name = results[i - 1]?.check === check ? '' : check;
    const line = `${LEVEL_MARKS[level]}${name.padEnd(NAME_WIDTH)}${toPrintable(message)}`;
    const indent = ' '.repeat(LEVEL_MARKS.ok.length + NAME_WIDTH + 2);
    return [level === 'ok' ? line : style.bold(line), ...(advice ? [`${indent}${toPrintable(advice)}`] : [])];
  });
  return [...lines, '', formatSummary(results, isRoot)].join('\n');
}

function formatSummary(results: readonly CheckResult[], isRoot: boolean): string {
  const count = (wanted: FindingLevel): number => results.filter(({ level }) => level === wanted).length;
  const unknowns = count('unknown');
  const parts = [pluralize(count('problem'), 'problem'), pluralize(count('warning'), 'warning')];
  if (results.every(({ level }) => level === 'ok')) return 'No problems found.';
  if (unknowns === 0) return `${parts.join(', ')}.`;
  const inconclusive = isRoot ? 'inconclusive' : unknowns === 1 ? 'check needs root' : 'checks need root';
  return `${parts.join(', ')}, ${unknowns} ${inconclusive}.`;
}

function isInstalled(probe: SystemProbe): boolean {
  try {
    return Boolean(probe.stat(INSTALLED_PATHS.programs[0]));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

function notInstalledError(): CliError {
  return new CliError(
    'failed',
    'The Garland package is not installed on this machine, so there is nothing to check.',
    `To check only a configuration file:  ${garlandCommandHint('check FILE')}`,
  );
}
