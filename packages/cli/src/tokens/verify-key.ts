import { sign, verify } from 'node:crypto';
import { type Stats, statSync } from 'node:fs';
import { indexRegistry } from '@garland/protocol/tokens';
import { Failure } from '../failure.ts';
import { clockTime } from '../wording.ts';
import { type TokenFolder, tokenCommandFor } from './folder.ts';
import { readKeyRing, readSigningKey } from './keys.ts';
import { readRegistry } from './registry.ts';
import { isValid } from './state.ts';

/** One thing that was looked at. */
export interface KeyCheck {
  readonly what: string;
  /** What was found. */
  readonly found: string;
  /** What to do, if it is not as it should be. */
  readonly todo?: string;
}

const PROBE = 'garland token verify-key';
const GROUP_AND_OTHERS = 0o077;
const WRITABLE_BY_OTHERS = 0o022;
const READABLE_BY_ALL = 0o004;

/** Looks whether the gateway will accept what is signed here, and whether nobody else can sign. */
export function verifyKey(folder: TokenFolder): readonly KeyCheck[] {
  const { path, privateFolder, signingKey, publicKey, registry } = folder;
  return [
    pair(folder),
    signature(folder),
    ...[privateFolder, signingKey].flatMap((file) => [owner(file), secrecy(file)]),
    ...[path, publicKey, registry].flatMap((file) => [owner(file), integrity(file)]),
    tokens(folder),
  ];
}

function pair(folder: TokenFolder): KeyCheck {
  return checked('key pair', () => {
    const { kid } = readSigningKey(folder);
    const { keyRetirements } = indexRegistry(readRegistry(folder));
    const kids = [...readKeyRing(folder).keys()];
    if (!kids.includes(kid))
      return {
        found: `${kid} signs, and the public keys are ${kids.join(', ')}`,
        todo: `Restore both from one backup, or make a new pair:  ${tokenCommandFor(folder, 'rotate-key')}`,
      };
    if (keyRetirements.has(kid))
      return {
        found: `${kid} is on its way out`,
        todo: `Make another:  ${tokenCommandFor(folder, 'rotate-key')}`,
      };
    const others = kids
      .filter((other) => other !== kid)
      .map((other) => besides(other, keyRetirements.get(other)));
    return { found: [`${kid} signs`, ...others].join('; ') };
  });
}

/** A key that does not sign. One without an end is left from a rotation that a power cut came between. */
function besides(kid: string, endS: number | undefined): string {
  if (endS === undefined) return `${kid} is still accepted`;
  const endMs = endS * 1000;
  if (endMs <= Date.now()) return `${kid} has retired`;
  return `${kid} is accepted until ${clockTime(new Date(endMs).toISOString())}`;
}

/** Beyond comparing keys: a text that the one signs, the other must accept. */
function signature(folder: TokenFolder): KeyCheck {
  return checked('signature', () => {
    const { kid, privateKey } = readSigningKey(folder);
    const probe = Buffer.from(PROBE);
    const known = readKeyRing(folder).get(kid);
    const accepted = known !== undefined && verify('sha256', probe, known, sign('sha256', probe, privateKey));
    return accepted
      ? { found: 'what it signs is accepted' }
      : { found: 'what it signs is refused', todo: 'See the line before.' };
  });
}

function owner(file: string): KeyCheck {
  return examined('owner', file, ({ uid }) => {
    const isRight = uid === 0 || uid === process.getuid?.();
    const found = `${file} belongs to ${uid === 0 ? 'root' : `user ${uid}`}`;
    return isRight ? { found } : { found, todo: `sudo chown root: ${file}` };
  });
}

function secrecy(file: string): KeyCheck {
  return examined('mode', file, ({ mode }) => {
    const found = `${file} ${octal(mode)}`;
    return (mode & GROUP_AND_OTHERS) === 0
      ? { found }
      : { found: `${found}: others can get at it`, todo: `sudo chmod go= ${file}, and rotate the key` };
  });
}

/** The gateway's user is none of the owner's group. */
function integrity(file: string): KeyCheck {
  return examined('mode', file, ({ mode }) => {
    const found = `${file} ${octal(mode)}`;
    if ((mode & WRITABLE_BY_OTHERS) !== 0)
      return { found: `${found}: others can change it`, todo: `sudo chmod go-w ${file}` };
    if ((mode & READABLE_BY_ALL) === 0)
      return { found: `${found}: the gateway can't read it`, todo: `sudo chmod o+rX ${file}` };
    return { found };
  });
}

function tokens(folder: TokenFolder): KeyCheck {
  return checked('tokens', () => {
    const issued = indexRegistry(readRegistry(folder));
    const ring = readKeyRing(folder);
    const nowS = Date.now() / 1000;
    const valid = [...issued.records.values()].filter((token) => isValid(token, issued, nowS));
    const orphans = valid.filter(({ kid }) => !ring.has(kid)).map(({ sub }) => sub);
    return orphans.length === 0
      ? { found: `${valid.length} valid, each of a key that is here` }
      : { found: `the keys of ${orphans.join(', ')} are gone`, todo: 'Make them anew.' };
  });
}

type Finding = Omit<KeyCheck, 'what'>;

/** What can't be looked at for want of permission ends the command: half an answer would be none. */
function checked(what: string, look: () => Finding): KeyCheck {
  try {
    return { what, ...look() };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { what, found: error.message, todo: error.hints[0] ?? '' };
  }
}

function examined(what: string, file: string, look: (stats: Stats) => Finding): KeyCheck {
  const stats = statSync(file, { throwIfNoEntry: false });
  return { what, ...(stats ? look(stats) : { found: `${file} is missing`, todo: 'See above.' }) };
}

function octal(mode: number): string {
  return (mode & 0o777).toString(8).padStart(4, '0');
}
