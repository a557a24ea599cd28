import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ROOT } from '@garland/test-kit/programs';

/** Every user can read the command line of every process, and the shell keeps it. */
const PROGRAM = /(^|[\s`$;|&(])(curl|wget|http|https|openssl|garland|nc)\s/;
const SECRET_ARGUMENTS: readonly RegExp[] = [
  /Bearer\b/,
  /\beyJ/,
  /\bpass:/,
  /--cert[ =]\S*:\S/,
  /--(pass|password|user|proxy-user|token|oauth2-bearer)[ =]/,
  /\s-u\s?\S+:\S/,
];

/** Command lines with a secret, as they would be typed: a backslash at the end continues one. */
function commandsWithSecret(text: string): string[] {
  const lines = text.replaceAll(/\\+\n\s*/g, ' ').split('\n');
  // In a sentence, a command is what stands between backticks.
  const commands = lines.flatMap((line) => [
    line.replaceAll(/`[^`]*`/g, ''),
    ...(line.match(/`[^`]+`/g) ?? []),
  ]);
  return commands.filter(
    (line) => PROGRAM.test(line) && SECRET_ARGUMENTS.some((secret) => secret.test(line)),
  );
}

const DOCUMENTS = execFileSync(
  'git',
  [
    'ls-files',
    '--cached',
    '--others',
    '--exclude-standard',
    '*.md',
    'deploy/debian',
    '*/openapi.yaml',
    '.github',
  ],
  { cwd: ROOT, encoding: 'utf8' },
)
  .trim()
  .split('\n');

describe('no document shows a secret on a command line', () => {
  for (const path of DOCUMENTS)
    test(path, () => assert.deepEqual(commandsWithSecret(readFileSync(join(ROOT, path), 'utf8')), []));
});

test('the control: each of these would be found', () => {
  for (const command of [
    'curl -H "Authorization: Bearer $TOKEN" https://tree.local',
    "curl --cacert a.pem -X POST -H 'Authorization: Bearer TOKEN' \\\n  https://tree.local",
    'curl \\\n -H "Authorization: Bearer $(cat phone.token)" https://tree.local',
    'With curl: `curl --cert-type P12 --cert anna.p12:PASSWORD …`.',
    'openssl pkcs12 -in anna.p12 -passin pass:secret',
    'curl -u anna:secret https://tree.local',
    'wget --password=secret https://tree.local',
    'garland token inspect eyJhbGciOiJFUzI1NiJ9',
    'curl --oauth2-bearer TOKEN https://tree.local',
  ])
    assert.equal(commandsWithSecret(command).length, 1, command);
  for (const text of [
    'curl -H @phone.header https://tree.local',
    'Send a valid token as `Authorization: Bearer TOKEN`.',
    '`--out` writes a header line, `Authorization: Bearer …`. That is what `curl -H @FILE` reads.',
    'cert = "anna.p12:PASSWORD"',
    'curl --config anna.curl -H @phone.header https://tree.local',
  ])
    assert.deepEqual(commandsWithSecret(text), [], text);
});
