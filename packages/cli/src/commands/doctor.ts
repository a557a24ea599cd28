import type { Command } from 'commander';
import type { CommandContext } from '../command-line/command-context.ts';
import { garlandCommandHint } from '../command-line/command-hint.ts';
import { defineCommand } from '../command-line/define-command.ts';
import type { FindingLevel } from '../doctor/finding.ts';
import type { CheckResult } from '../doctor/run-checks.ts';
import type { SystemProbe } from '../doctor/system-probe.ts';
import { CliError } from '../errors/cli-error.ts';
import { INSTALLED_PATHS } from '../system/installed-paths.ts';
import { toPrintable } from '../terminal/terminal-text.ts';

interface DoctorOptions {
  readonly strict?: boolean;
}

const LEVEL_MARKS: Readonly<Record<FindingLevel, string>> = {
  ok: 'ok  ',
  warning: '!   ',
  problem: '!!  ',
  unknown: '?   ',
};
const NAME_WIDTH = 12;

export function doctorCommand(): Command {
  return defineCommand<DoctorOptions>(
    'doctor',
    'what is wrong with this tree, and what to do about it',
    async (context, _words, { strict = false }) => {
      const [{ runChecks: examine }, { createSystemProbe: thisMachine }] = await Promise.all([
        import('../doctor/run-checks.ts'),
        import('../doctor/system-probe.ts'),
      ]);
      const machine = thisMachine(context.socket, context.io.env);
      if (!isInstalled(machine)) throw notInstalledError();
      const diagnoses = await examine(machine);
      context.printResult(diagnoses, () => formatReport(context, diagnoses));
      if (diagnoses.some(({ level }) => level === 'problem' || (strict && level === 'warning')))
        context.setExitStatus('failed');
    },
  )
    .option('--strict', 'fail also for what is only a warning')
    .addHelpText(
      'after',
      '\nMost can be seen by root alone, so run it with sudo. Nothing is changed. The exit code is 1 if there is a problem (!!),\n' +
        'with --strict also for a warning (!); what can not be told (?) is neither.',
    );
}

function formatReport({ style }: CommandContext, diagnoses: readonly CheckResult[]): string {
  const lines = diagnoses.flatMap(({ check, level, message, advice }, i) => {
    const name = diagnoses[i - 1]?.check === check ? '' : check;
    const line = `${LEVEL_MARKS[level]}${name.padEnd(NAME_WIDTH)}${toPrintable(message)}`;
    const indent = ' '.repeat(LEVEL_MARKS.ok.length + NAME_WIDTH + 2);
    return [level === 'ok' ? line : style.bold(line), ...(advice ? [`${indent}${toPrintable(advice)}`] : [])];
  });
  return [...lines, '', formatSummary(diagnoses)].join('\n');
}

function formatSummary(diagnoses: readonly CheckResult[]): string {
  const count = (wanted: FindingLevel): number => diagnoses.filter(({ level }) => level === wanted).length;
  const [problems, warnings, unknowns] = [count('problem'), count('warning'), count('unknown')];
  if (problems + warnings + unknowns === 0) return 'All is well.';
  const unseen = unknowns > 0 ? `, and ${unknowns} that could not be told` : '';
  return `${problems} problem${problems === 1 ? '' : 's'}, ${warnings} warning${warnings === 1 ? '' : 's'}${unseen}.`;
}

function isInstalled(machine: SystemProbe): boolean {
  try {
    return Boolean(machine.stat(INSTALLED_PATHS.programs[0]));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

function notInstalledError(): CliError {
  return new CliError(
    'failed',
    'The package of Garland is not installed here, so there is nothing to examine.',
    `A configuration alone is checked by:  ${garlandCommandHint('check FILE')}`,
  );
}
