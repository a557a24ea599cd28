import { type Stats, statSync } from 'node:fs';
import { buildTimeS } from '@garland/daemon';
import { indexRegistry, isTokenValid, type TokenRecord } from '@garland/tokens';
import { hasValidSignature, signToken } from '@garland/tokens/signature';
import { quoteForShell } from '../command-line/command-hint.ts';
import { CliError } from '../errors/cli-error.ts';
import { formatClockTime } from '../text/format-time.ts';
import { readRegistry } from './registry-file.ts';
import { readKeyRing, readSigningKey } from './signing-key-file.ts';
import { type TokenFolder, tokenCommandHint } from './token-folder.ts';

/** The result of one check. */
export interface KeyCheck {
  readonly subject: string;
  readonly found: string;
  /** How to fix it; undefined if all is well. */
  readonly advice?: string;
}

const PROBE_NAME = 'verify-key';
/** Not in the registry, and expired in any case. */
const PROBE_RECORD: Omit<TokenRecord, 'kid'> = {
  jti: PROBE_NAME,
  sub: PROBE_NAME,
  scope: 'status',
  iat: 0,
  exp: 1,
};
const GROUP_AND_OTHERS = 0o077;
const WRITABLE_BY_OTHERS = 0o022;
const READABLE_BY_ALL = 0o004;

/** Checks that the gateway accepts tokens signed here, and that no other user can sign. */
export function verifySigningKey(folder: TokenFolder): readonly KeyCheck[] {
  const { path, privateFolder, signingKey, publicKey, registry } = folder;
  return [
    checkKeyPair(folder),
    checkSignature(folder),
    ...[privateFolder, signingKey].flatMap((file) => [checkOwner(file), checkSecrecy(file, folder)]),
    ...[path, publicKey, registry].flatMap((file) => [checkOwner(file), checkIntegrity(file)]),
    checkTokenKeys(folder),
  ];
}

function checkKeyPair(folder: TokenFolder): KeyCheck {
  return runCheck('key pair', () => {
    const { kid } = readSigningKey(folder);
    const { keyRetirements } = indexRegistry(readRegistry(folder));
    const kids = [...readKeyRing(folder).keys()];
    if (!kids.includes(kid))
      return {
        found: `${kid} signs, but the public keys are ${kids.join(', ')}`,
        advice: `Restore both from one backup, or create a new pair:  ${tokenCommandHint(folder, 'rotate-key')}`,
      };
    if (keyRetirements.has(kid))
      return {
        found: `${kid} is being retired`,
        advice: `Create a new one:  ${tokenCommandHint(folder, 'rotate-key')}`,
      };
    const others = kids
      .filter((other) => other !== kid)
      .map((other) => describeOtherKey(other, keyRetirements.get(other)));
    return { found: [`${kid} signs`, ...others].join('; ') };
  });
}

/** A key that does not sign. One without an end is left from an interrupted rotation. */
function describeOtherKey(kid: string, endS: number | undefined): string {
  if (endS === undefined) return `${kid} is still accepted`;
  const endMs = endS * 1000;
  if (endMs <= Date.now()) return `${kid} is retired`;
  return `${kid} is accepted until ${formatClockTime(endMs)}`;
}

/** Signs a token and verifies it as the gateway does, which proves more than comparing the keys. */
function checkSignature(folder: TokenFolder): KeyCheck {
  return runCheck('signature', () => {
    const key = readSigningKey(folder);
    const known = readKeyRing(folder).get(key.kid);
    const token = signToken({ ...PROBE_RECORD, kid: key.kid }, PROBE_NAME, key);
    return known && hasValidSignature(token, known)
      ? { found: 'its signatures are accepted' }
      : { found: 'its signatures are refused', advice: 'See the previous line.' };
  });
}

function checkOwner(file: string): KeyCheck {
  return checkFile('owner', file, ({ uid }) => {
    const isRight = uid === 0 || uid === process.getuid?.();
    const found = `${file} belongs to ${uid === 0 ? 'root' : `user ${uid}`}`;
    return isRight ? { found } : { found, advice: `sudo chown root: ${quoteForShell(file)}` };
  });
}

function checkSecrecy(file: string, folder: TokenFolder): KeyCheck {
  return checkFile('mode', file, ({ mode }) => {
    const found = `${file} ${formatMode(mode)}`;
    return (mode & GROUP_AND_OTHERS) === 0
      ? { found }
      : {
          found: `${found}: readable by others`,
          advice: `sudo chmod go= ${quoteForShell(file)} && ${tokenCommandHint(folder, 'rotate-key')}`,
        };
  });
}

/** The gateway's user is neither the owner nor in its group. */
function checkIntegrity(file: string): KeyCheck {
  return checkFile('mode', file, ({ mode }) => {
    const found = `${file} ${formatMode(mode)}`;
    if ((mode & WRITABLE_BY_OTHERS) !== 0)
      return { found: `${found}: writable by others`, advice: `sudo chmod go-w ${quoteForShell(file)}` };
    if ((mode & READABLE_BY_ALL) === 0)
      return {
        found: `${found}: the gateway cannot read it`,
        advice: `sudo chmod o+rX ${quoteForShell(file)}`,
      };
    return { found };
  });
}

function checkTokenKeys(folder: TokenFolder): KeyCheck {
  return runCheck('tokens', () => {
    const issued = indexRegistry(readRegistry(folder), buildTimeS());
    const ring = readKeyRing(folder);
    const nowS = Date.now() / 1000;
    const valid = [...issued.records.values()].filter((token) => isTokenValid(token, issued, nowS));
    const orphans = valid.filter(({ kid }) => !ring.has(kid)).map(({ sub }) => sub);
    return orphans.length === 0
      ? { found: `${valid.length} valid, all signed by a known key` }
      : { found: `the keys of ${orphans.join(', ')} are missing`, advice: 'Create these tokens again.' };
  });
}

type KeyCheckResult = Omit<KeyCheck, 'subject'>;

/** A missing permission ends the command, because half an answer would be misleading. */
function runCheck(subject: string, check: () => KeyCheckResult): KeyCheck {
  try {
    return { subject, ...check() };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return { subject, found: error.message, advice: error.hints[0] ?? '' };
  }
}

function checkFile(subject: string, file: string, check: (stats: Stats) => KeyCheckResult): KeyCheck {
  const stats = statSync(file, { throwIfNoEntry: false });
  return { subject, ...(stats ? check(stats) : { found: `${file} is missing`, advice: 'See above.' }) };
}

function formatMode(mode: number): string {
  return (mode & 0o777).toString(8).padStart(4, '0');
}
