import { didYouMean } from '@garland/config';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { EXPOSURE_NAMES, EXPOSURES, type ExposureName, nameOf } from '../exposure/rules.ts';
import { readRules, writeRules } from '../exposure/socket-unit.ts';
import { usage } from '../failure.ts';
import { command } from './command.ts';

const CHOICES: readonly string[] = EXPOSURE_NAMES.map(
  (name) => `garland expose ${name.padEnd(8)}  ${EXPOSURES[name].to}`,
);

export function exposeCommand(): Command {
  return command(
    'expose [who]',
    'who may reach the web gateway: lan, internet, both or off',
    (context, [word]) => (word === undefined ? tell(context) : expose(context, exposureNamed(word))),
  ).addHelpText(
    'after',
    `\n${CHOICES.join('\n')}\n\nWithout a word it says what is so now. To change it takes root.`,
  );
}

function tell(context: Context): void {
  const rules = readRules();
  const name = nameOf(rules);
  context.answer({ exposure: name ?? null, ...rules }, () =>
    name
      ? `The port is open to ${EXPOSURES[name].to} (${name}).`
      : `The port has rules of its own.\n  allowed: ${listed(rules.allow)}\n  denied:  ${listed(rules.deny)}`,
  );
}

function expose(context: Context, name: ExposureName): void {
  const { allow, deny, to } = EXPOSURES[name];
  writeRules({ allow, deny });
  context.answer({ exposure: name, allow, deny }, () => `The port is open to ${to} now.`);
}

function exposureNamed(word: string): ExposureName {
  const name = EXPOSURE_NAMES.find((candidate) => candidate === word);
  if (name) return name;
  const guess = didYouMean(word, EXPOSURE_NAMES);
  throw usage(
    `"${word}" is nobody that the tree could be open to.${guess ? ` Did you mean "${guess}"?` : ''}`,
    ...CHOICES,
  );
}

function listed(addresses: readonly string[]): string {
  return addresses.length === 0 ? 'none' : addresses.join(' ');
}
