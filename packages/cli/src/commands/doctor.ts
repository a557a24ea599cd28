import type { Command } from 'commander';
import { garlandCommand } from '../command-hint.ts';
import type { Context } from '../context.ts';
import type { Diagnosis } from '../doctor/examine.ts';
import type { Level } from '../doctor/finding.ts';
import type { Machine } from '../doctor/machine.ts';
import { PLACES } from '../doctor/places.ts';
import { EXIT_CODES } from '../exit-code.ts';
import { Failure } from '../failure.ts';
import { printable } from '../terminal/text.ts';
import { command } from './command.ts';

interface Options {
  readonly strict?: boolean;
}

const MARKS: Readonly<Record<Level, string>> = {
  ok: 'ok  ',
  warning: '!   ',
  problem: '!!  ',
  unknown: '?   ',
};
const NAME_WIDTH = 12;

export function doctorCommand(): Command {
  return command<Options>(
    'doctor',
    'what is wrong with this tree, and what to do about it',
    async (context, _words, { strict = false }) => {
      const [{ examine }, { thisMachine }] = await Promise.all([
        import('../doctor/examine.ts'),
        import('../doctor/machine.ts'),
      ]);
      const machine = thisMachine(context.socket);
      if (!isInstalled(machine)) throw notInstalled();
      const diagnoses = await examine(machine);
      context.answer(diagnoses, () => screenOf(context, diagnoses));
      if (diagnoses.some(({ level }) => level === 'problem' || (strict && level === 'warning')))
        process.exitCode = EXIT_CODES.failed.code;
    },
  )
    .option('--strict', 'fail also for what is only a warning')
    .addHelpText(
      'after',
      '\nMost can be seen by root alone, so run it with sudo. Nothing is changed. The exit code is 1 if there is a problem (!!),\n' +
        'with --strict also for a warning (!); what can not be told (?) is neither.',
    );
}

function screenOf({ style }: Context, diagnoses: readonly Diagnosis[]): string {
  const lines = diagnoses.flatMap(({ check, level, what, advice }, i) => {
    const name = diagnoses[i - 1]?.check === check ? '' : check;
    const line = `${MARKS[level]}${name.padEnd(NAME_WIDTH)}${printable(what)}`;
    const indent = ' '.repeat(MARKS.ok.length + NAME_WIDTH + 2);
    return [level === 'ok' ? line : style.strong(line), ...(advice ? [`${indent}${printable(advice)}`] : [])];
  });
  return [...lines, '', summaryOf(diagnoses)].join('\n');
}

function summaryOf(diagnoses: readonly Diagnosis[]): string {
  const count = (wanted: Level): number => diagnoses.filter(({ level }) => level === wanted).length;
  const [problems, warnings, unknowns] = [count('problem'), count('warning'), count('unknown')];
  if (problems + warnings + unknowns === 0) return 'All is well.';
  const unseen = unknowns > 0 ? `, and ${unknowns} that could not be told` : '';
  return `${problems} problem${problems === 1 ? '' : 's'}, ${warnings} warning${warnings === 1 ? '' : 's'}${unseen}.`;
}

function isInstalled(machine: Machine): boolean {
  try {
    return Boolean(machine.stat(PLACES.programs[0]));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

function notInstalled(): Failure {
  return new Failure(
    'failed',
    'The package of Garland is not installed here, so there is nothing to examine.',
    `A configuration alone is checked by:  ${garlandCommand('check FILE')}`,
  );
}
