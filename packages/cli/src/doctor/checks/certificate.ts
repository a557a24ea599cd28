import { createPrivateKey, X509Certificate } from 'node:crypto';
import { isSelfSigned } from '../../certificate/facts.ts';
import { durationText } from '../../wording.ts';
import { type Finding, ok, problem, unknown, warning } from '../finding.ts';
import type { Machine } from '../machine.ts';
import { PLACES } from '../places.ts';
import { portOf } from '../port.ts';

const DAY_MS = 86_400_000;
/** certbot renews 30 days before the end, so that this late it has failed for some time. */
const RENEWAL_MS = 21 * DAY_MS;
const RENEW_BY_CA = 'sudo certbot renew; certificates.md has the rest';
const RENEW_BY_HAND = `sudo rm ${PLACES.certificate} ${PLACES.certificateKey} && sudo dpkg-reconfigure garland`;

/** A file that is there is left as it is by the package. */
function renewalOf({ code }: NodeJS.ErrnoException): string {
  return code === 'ENOENT' ? 'sudo dpkg-reconfigure garland' : RENEW_BY_HAND;
}

/** The certificate is good for a while yet, belongs to its key, and is the one that is served. */
export async function checkCertificate(machine: Machine): Promise<readonly Finding[]> {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(machine.read(PLACES.certificate));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES')
      return [unknown(`only root can see ${PLACES.certificate}`)];
    return [problem(`${PLACES.certificate} is no certificate`, renewalOf(error as NodeJS.ErrnoException))];
  }
  const findings = [
    validityOf(machine, certificate),
    keyOf(machine, certificate),
    await servedOf(machine, certificate),
  ];
  return findings.flatMap((finding) => finding ?? []);
}

function validityOf(machine: Machine, certificate: X509Certificate): Finding {
  const own = isSelfSigned(certificate);
  const leftMs = Date.parse(certificate.validTo) - machine.nowMs;
  const advice = own ? RENEW_BY_HAND : RENEW_BY_CA;
  if (Date.parse(certificate.validFrom) > machine.nowMs)
    return problem('the certificate is not valid yet', 'check the clock: timedatectl');
  if (leftMs <= 0) return problem(`the certificate expired ${durationText(-leftMs / 1000)} ago`, advice);
  const told = `the certificate is good for ${durationText(leftMs / 1000)}`;
  if (leftMs < RENEWAL_MS) return warning(told, advice);
  return ok(own ? `${told}; signed by this machine, SHA-256 ${certificate.fingerprint256}` : told);
}

function keyOf(machine: Machine, certificate: X509Certificate): Finding | undefined {
  try {
    if (certificate.checkPrivateKey(createPrivateKey(machine.read(PLACES.certificateKey)))) return undefined;
    return problem(
      'the certificate and its key do not belong together',
      'take both of one renewal: sudo garland certificate use FOLDER',
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') return undefined;
    return problem(
      `${PLACES.certificateKey} is no private key`,
      'take it with its certificate: sudo garland certificate use FOLDER',
    );
  }
}

async function servedOf(machine: Machine, certificate: X509Certificate): Promise<Finding | undefined> {
  const port = await portOf(machine);
  if (port === undefined) return undefined;
  try {
    const { fingerprint } = await machine.askGateway(port);
    if (fingerprint === certificate.fingerprint256) return undefined;
    return warning(
      'the gateway serves another certificate than the one on disk',
      'sudo systemctl restart garland-gateway',
    );
  } catch {
    // That it doesn't answer is told elsewhere.
    return undefined;
  }
}
