import type { Command } from 'commander';
import { GatewayService } from '../certificates/gateway-service.ts';
import type { CommandContext } from '../command-line/command-context.ts';
import { defineCommand } from '../command-line/define-command.ts';
import { suggestionText, usageError } from '../errors/cli-error.ts';
import { EXPOSURE_NAMES, EXPOSURES, type ExposureName, findExposureName } from '../exposure/address-rules.ts';
import { readAddressRules, writeAddressRules } from '../exposure/gateway-socket-unit.ts';
import { programRunner, type RunProgram } from '../system/run-program.ts';

const CHOICE_LINES: readonly string[] = EXPOSURE_NAMES.map(
  (name) => `garland expose ${name.padEnd(8)}  ${EXPOSURES[name].audience}`,
);

export function exposeCommand(): Command {
  return defineCommand(
    'expose [audience]',
    'show or choose who can reach the web gateway: lan, internet, both or off',
    (context, [word]) =>
      word === undefined ? showExposure(context) : setExposure(context, parseExposureName(word)),
  ).addHelpText(
    'after',
    `\n${CHOICE_LINES.join('\n')}\n\nWithout an argument, shows the current setting. Changing it requires root.`,
  );
}

async function showExposure(context: CommandContext): Promise<void> {
  const run = programRunner(context.io.env);
  const rules = await readAddressRules(run);
  const name = findExposureName(rules);
  const port = await portText(run);
  context.printResult({ exposure: name ?? null, ...rules }, () =>
    name
      ? `${port} is open to ${EXPOSURES[name].audience} (${name}).`
      : `${port} has custom address rules.\n  allowed: ${joinOrNone(rules.allow)}\n  denied:  ${joinOrNone(rules.deny)}`,
  );
}

async function setExposure(context: CommandContext, name: ExposureName): Promise<void> {
  const run = programRunner(context.io.env);
  const { allow, deny, audience } = EXPOSURES[name];
  await writeAddressRules({ allow, deny }, run);
  await context.record({ event: 'exposure_changed', exposure: name });
  const port = await portText(run);
  context.printResult({ exposure: name, allow, deny }, () => `${port} is now open to ${audience}.`);
}

function parseExposureName(word: string): ExposureName {
  const name = EXPOSURE_NAMES.find((candidate) => candidate === word);
  if (name) return name;
  throw usageError(
    `unknown audience "${word}"; use one of: ${EXPOSURE_NAMES.join(', ')}.${suggestionText(word, EXPOSURE_NAMES)}`,
    ...CHOICE_LINES,
  );
}

async function portText(run: RunProgram): Promise<string> {
  const endpoint = await new GatewayService(run).findEndpoint();
  return endpoint ? `Port ${endpoint.port}` : "The gateway's port";
}

function joinOrNone(addresses: readonly string[]): string {
  return addresses.length === 0 ? 'none' : addresses.join(' ');
}
