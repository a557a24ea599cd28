import type { X509Certificate } from 'node:crypto';
import { formatDay, formatDuration, formatRemaining } from '../text/format-time.ts';
import { alignColumns, toPrintable } from '../text/terminal-text.ts';
import type { CertificateInfo } from './certificate-info.ts';

export interface CertificateState {
  readonly source: string | undefined;
  /** Whether this machine created it for itself. */
  readonly isSelfSigned: boolean;
  /** The one that it renewed. */
  readonly replaced: X509Certificate | undefined;
  /** Undefined if the gateway does not respond. */
  readonly isServed: boolean | undefined;
  /** Of the certificate, its chain and its key; sentences. */
  readonly faults: readonly string[];
}

/** A certificate for people to read. */
export function describeCertificate(
  info: CertificateInfo,
  state: CertificateState,
  nowMs: number = Date.now(),
): string {
  const { isServed, faults } = state;
  const issuer = info.selfSigned ? 'itself: clients must be configured to trust it' : info.issuer;
  return alignColumns([
    ['names', toPrintable(info.names.join(', '))],
    ['subject', toPrintable(info.subject ?? 'none, only these names')],
    ['signed by', toPrintable(issuer)],
    ['key', keyText(info.key)],
    ['valid', validityText(info, nowMs)],
    ['origin', originText(state)],
    ...replacedRow(state),
    ['served', isServed === undefined ? 'the gateway does not respond' : servedText(isServed)],
    ['SHA-256', info.fingerprint],
    ...faults.map((fault) => ['problem', toPrintable(fault)]),
  ]).join('\n');
}

function originText({ source, isSelfSigned }: CertificateState): string {
  if (isSelfSigned) return 'created by this machine, which renews it a month before it ends';
  return source ?? 'installed by hand';
}

function replacedRow({ replaced }: CertificateState): string[][] {
  return replaced ? [['replaces', `SHA-256 ${replaced.fingerprint256}`]] : [];
}

function keyText(key: string): string {
  return key.startsWith('RSA') ? `${key}; an EC P-256 key is much less work for a small Pi` : key;
}

function validityText({ notBefore, notAfter }: CertificateInfo, nowMs: number): string {
  const [startMs, endMs] = [Date.parse(notBefore), Date.parse(notAfter)];
  if (startMs > nowMs) return `not before ${notBefore}`;
  if (endMs <= nowMs) return `expired ${formatDuration((nowMs - endMs) / 1000)} ago`;
  return `until ${formatDay(new Date(endMs))}, for another ${formatRemaining((endMs - nowMs) / 1000)}`;
}

function servedText(isServed: boolean): string {
  return isServed ? 'yes' : 'no, another certificate is served:  sudo systemctl restart garland-gateway';
}
