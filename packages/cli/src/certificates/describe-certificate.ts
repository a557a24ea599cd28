import { alignColumns, toPrintable } from '../terminal/terminal-text.ts';
import { formatDay, formatDuration, formatRemaining } from '../text/format-time.ts';
import type { CertificateInfo } from './certificate-info.ts';

/** A certificate for people to read. */
export function describeCertificate(
  facts: CertificateInfo,
  source: string | undefined,
  isServed: boolean | undefined,
  nowMs: number = Date.now(),
): string {
  const issuer = facts.selfSigned ? 'itself: clients have to be told of it' : facts.issuer;
  return alignColumns([
    ['for', toPrintable(facts.names.join(', '))],
    ['subject', toPrintable(facts.subject ?? 'none but these names')],
    ['signed by', toPrintable(issuer)],
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

function validityText({ notBefore, notAfter }: CertificateInfo, nowMs: number): string {
  const [startMs, endMs] = [Date.parse(notBefore), Date.parse(notAfter)];
  if (startMs > nowMs) return `not before ${notBefore}`;
  if (endMs <= nowMs) return `no more: it expired ${formatDuration((nowMs - endMs) / 1000)} ago`;
  return `until ${formatDay(new Date(endMs))}, for another ${formatRemaining((endMs - nowMs) / 1000)}`;
}

function servedText(isServed: boolean): string {
  return isServed ? 'yes' : 'no, another one:  sudo systemctl restart garland-gateway';
}
