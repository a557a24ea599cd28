import { columnsOf, printable } from '../terminal/text.ts';
import { calendarDay, durationText, remainingText } from '../wording.ts';
import type { CertificateFacts } from './facts.ts';

/** A certificate for people to read. */
export function certificateLines(
  facts: CertificateFacts,
  source: string | undefined,
  isServed: boolean | undefined,
  nowMs: number = Date.now(),
): string {
  const issuer = facts.selfSigned ? 'itself: clients have to be told of it' : facts.issuer;
  return columnsOf([
    ['for', printable(facts.names.join(', '))],
    ['subject', printable(facts.subject ?? 'none but these names')],
    ['signed by', printable(issuer)],
    ['key', keyText(facts.key)],
    ['valid', validityText(facts, nowMs)],
    ['origin', source ?? 'made or put here by hand'],
    ['served', isServed === undefined ? 'no gateway answers' : servedText(isServed)],
    ['SHA-256', facts.fingerprint],
  ]).join('\n');
}

function keyText(key: string): string {
  return key.startsWith('RSA') ? `${key}; an EC P-256 key is far less work for a small Pi` : key;
}

function validityText({ notBefore, notAfter }: CertificateFacts, nowMs: number): string {
  const [startMs, endMs] = [Date.parse(notBefore), Date.parse(notAfter)];
  if (startMs > nowMs) return `not before ${notBefore}`;
  if (endMs <= nowMs) return `no more: it expired ${durationText((nowMs - endMs) / 1000)} ago`;
  return `until ${calendarDay(new Date(endMs))}, for another ${remainingText((endMs - nowMs) / 1000)}`;
}

function servedText(isServed: boolean): string {
  return isServed ? 'yes' : 'no, another one:  sudo systemctl restart garland-gateway';
}
