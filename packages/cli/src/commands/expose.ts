import { didYouMean } from '@garland/toml';
import type { Command } from 'commander';
import type { CommandContext } from '../command-line/command-context.ts';
import { defineCommand } from '../command-line/define-command.ts';
import { usageError } from '../errors/cli-error.ts';
import { EXPOSURE_NAMES, EXPOSURES, type ExposureName, findExposureName } from '../exposure/address-rules.ts';
import { readAddressRules, writeAddressRules } from '../exposure/gateway-socket-unit.ts';

const CHOICE_LINES: readonly string[] = EXPOSURE_NAMES.map(
  (name) => `garland expose ${name.padEnd(8)}  ${EXPOSURES[name].audience}`,
);

export function exposeCommand(): Command {
  return defineCommand(
    'expose [who]',
    'who may reach the web gateway: lan, internet, both or off',
    (context, [word]) =>
      word === undefined ? showExposure(context) : setExposure(context, parseExposureName(word)),
  ).addHelpText(
    'after',
    `\n${CHOICE_LINES.join('\n')}\n\nWithout a word it says what is so now. To change it takes root.`,
  );
}

function showExposure(context: CommandContext): void {
  const rules = readAddressRules(context.io.env);
  const name = findExposureName(rules);
  context.printResult({ exposure: name ?? null, ...rules }, () =>
    name
      ? `The port is open to ${EXPOSURES[name].audience} (${name}).`
      : `The port has rules of its own.\n  allowed: ${joinOrNone(rules.allow)}\n  denied:  ${joinOrNone(rules.deny)}`,
  );
}

function setExposure(context: CommandContext, name: ExposureName): void {
  const { allow, deny, audience: to } = EXPOSURES[name];
  writeAddressRules({ allow, deny }, context.io.env);
  context.printResult({ exposure: name, allow, deny }, () => `The port is open to ${to} now.`);
}

function parseExposureName(word: string): ExposureName {
  const name = EXPOSURE_NAMES.find((candidate) => candidate === word);
  if (name) return name;
  const guess = didYouMean(word, EXPOSURE_NAMES);
  throw usageError(
    `"${word}" is nobody that the tree could be open to.${guess ? ` Did you mean "${guess}"?` : ''}`,
    ...CHOICE_LINES,
  );
}

function joinOrNone(addresses: readonly string[]): string {
  return addresses.length === 0 ? 'none' : addresses.join(' ');
}
