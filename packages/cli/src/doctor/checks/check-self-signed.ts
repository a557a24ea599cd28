import type { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { notBeforeDate } from '@garland/daemon/certificates';
import { coversHost, isOutdatedSelfSigned, localNames } from '../../certificates/self-signed.ts';
import { CURRENT_LINK, isSelfSignedPair, REPLACED_FILE } from '../../certificates/tls-folder.ts';
import { INSTALLED_PATHS } from '../../system/installed-paths.ts';
import { tryOrUndefined } from '../../system/try-or-undefined.ts';
import { formatDuration } from '../../text/format-time.ts';
import { type Finding, ok, warning } from '../finding.ts';
import type { SystemProbe } from '../system-probe.ts';

export const SELF_SIGNED_ADVICE = 'sudo garland certificate self-signed';
const TRUST_ADVICE = `${SELF_SIGNED_ADVICE}; your devices then have to trust it anew (certificates.md)`;
const CURRENT_PAIR = join(INSTALLED_PATHS.tlsFolder, CURRENT_LINK);
const DAY_MS = 86_400_000;
/** For how long after a renewal a device that refuses the new certificate is explained. */
const NEWS_MS = 30 * DAY_MS;

/** Of the certificate that this machine created for itself: whether it is for this machine's name, and up to date. */
export function checkSelfSigned(probe: SystemProbe, certificate: X509Certificate): Finding[] {
  if (!isSelfSignedPair(tryOrUndefined(() => probe.readLink(CURRENT_PAIR)))) return [];
  const findings = [
    checkNames(probe, certificate),
    isOutdatedSelfSigned(certificate) &&
      warning(
        'the self-signed certificate is from an older version: it is valid for ten years, which iPhones and Macs refuse, and is marked as a CA',
        TRUST_ADVICE,
      ),
    reportRenewal(probe, certificate),
  ];
  return findings.flatMap((finding) => finding || []);
}

function checkNames({ hostName }: SystemProbe, certificate: X509Certificate): Finding | false {
  if (coversHost(certificate, hostName)) return false;
  const [name = ''] = localNames(hostName);
  return warning(
    `the self-signed certificate is not for this machine's name (${name.replace('DNS:', '')}): has the host name changed?`,
    TRUST_ADVICE,
  );
}

function reportRenewal({ nowMs, readFile }: SystemProbe, certificate: X509Certificate): Finding | false {
  const replacedPem = tryOrUndefined(() => readFile(join(CURRENT_PAIR, REPLACED_FILE)));
  const ageMs = nowMs - notBeforeDate(certificate).getTime();
  if (replacedPem === undefined || ageMs > NEWS_MS) return false;
  return ok(
    `the self-signed certificate was renewed ${formatDuration(ageMs / 1000)} ago: devices that trusted the previous one have to trust it anew`,
  );
}
