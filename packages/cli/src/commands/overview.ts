import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { CommandContext } from '../command-line/command-context.ts';
import type { Finding } from '../doctor/finding.ts';
import { createSystemProbe } from '../doctor/system-probe.ts';
import { diagnoseService } from '../services/diagnose-service.ts';
import { INSTALLED_PATHS } from '../system/installed-paths.ts';
import { tryOrUndefined } from '../system/try-or-undefined.ts';
import { toPrintable } from '../text/terminal-text.ts';

/** Whether `garland` without a command has something to say other than its help. */
export function hasOverview(): boolean {
  return existsSync(INSTALLED_PATHS.programs[0]);
}

/** `garland` alone: what is wrong, and the next steps. The package prints the same when it is installed. */
export async function printOverview(context: CommandContext): Promise<void> {
  const probe = createSystemProbe(INSTALLED_PATHS.localSocket, context.io.env);
  const findings = await Promise.all([diagnoseService(probe, 'driver'), diagnoseService(probe, 'gateway')]);
  const problems = findings.flat().filter(({ level }) => level === 'problem');
  const fingerprint = readFingerprint();
  context.printResult({ problems, fingerprint }, () =>
    [...problems.flatMap(problemLines), ...nextSteps(fingerprint)].join('\n'),
  );
  if (problems.length > 0) context.setExitStatus('failed');
}

function problemLines({ message, advice }: Finding): string[] {
  return [`!! ${toPrintable(message)}`, `   ${advice ?? ''}`, ''];
}

function readFingerprint(): string | undefined {
  return tryOrUndefined(() => new X509Certificate(readFileSync(INSTALLED_PATHS.certificate)).fingerprint256);
}

function nextSteps(fingerprint: string | undefined): string[] {
  const host = `${hostname().split('.')[0]}.local`;
  return [
    'Garland starts with a simulated tree. Three steps to a real one:',
    '',
    '  1. Describe your strip:',
    '       sudoedit /etc/garland/driver.toml && sudo systemctl restart garland-driver',
    '  2. Create a token, for example for your phone:',
    '       sudo garland token create phone --allow all --status --out phone.header',
    `  3. Try it (on other machines in your network, replace localhost with ${host}):`,
    '       curl --cacert /etc/garland/tls/fullchain.pem -X POST -H @phone.header \\',
    '         https://localhost:8443/v1/animations/twinkle',
    '',
    'To see whether all is well:              sudo garland doctor',
    'To list all commands:                    garland --help',
    'To open it to the internet:              sudo garland expose internet',
    'To use garland without sudo:             sudo usermod -aG garland YOU',
    'The whole story:                         /usr/share/doc/garland/install.md',
    ...(fingerprint === undefined
      ? []
      : ['', "The certificate's SHA-256 fingerprint (garland certificate):", `  ${fingerprint}`]),
  ];
}
