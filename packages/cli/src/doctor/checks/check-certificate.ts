import { createPrivateKey, X509Certificate } from 'node:crypto';
import { isSelfSigned } from '../../certificates/certificate-info.ts';
import { INSTALLED_PATHS } from '../../system/installed-paths.ts';
import { formatDuration } from '../../text/format-time.ts';
import { findGatewayPort } from '../find-gateway-port.ts';
import { type Finding, ok, problem, unknown, warning } from '../finding.ts';
import type { SystemProbe } from '../system-probe.ts';

const DAY_MS = 86_400_000;
/** certbot renews 30 days before the end, so that this late it has failed for some time. */
const RENEWAL_OVERDUE_MS = 21 * DAY_MS;
const CA_RENEWAL_ADVICE = 'sudo certbot renew; certificates.md has the rest';
const SELF_SIGNED_RENEWAL_ADVICE = `sudo rm ${INSTALLED_PATHS.certificate} ${INSTALLED_PATHS.certificateKey} && sudo dpkg-reconfigure garland`;

/** A file that is there is left as it is by the package. */
function recreateAdvice({ code }: NodeJS.ErrnoException): string {
  return code === 'ENOENT' ? 'sudo dpkg-reconfigure garland' : SELF_SIGNED_RENEWAL_ADVICE;
}

/** The certificate is good for a while yet, belongs to its key, and is the one that is served. */
export async function checkCertificate(machine: SystemProbe): Promise<readonly Finding[]> {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(machine.readFile(INSTALLED_PATHS.certificate));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES')
      return [unknown(`only root can see ${INSTALLED_PATHS.certificate}`)];
    return [
      problem(
        `${INSTALLED_PATHS.certificate} is no certificate`,
        recreateAdvice(error as NodeJS.ErrnoException),
      ),
    ];
  }
  const findings = [
    checkValidity(machine, certificate),
    checkPrivateKey(machine, certificate),
    await checkServedCertificate(machine, certificate),
  ];
  return findings.flatMap((finding) => finding ?? []);
}

function checkValidity(machine: SystemProbe, certificate: X509Certificate): Finding {
  const isOwn = isSelfSigned(certificate);
  const leftMs = Date.parse(certificate.validTo) - machine.nowMs;
  const advice = isOwn ? SELF_SIGNED_RENEWAL_ADVICE : CA_RENEWAL_ADVICE;
  if (Date.parse(certificate.validFrom) > machine.nowMs)
    return problem('the certificate is not valid yet', 'check the clock: timedatectl');
  if (leftMs <= 0) return problem(`the certificate expired ${formatDuration(-leftMs / 1000)} ago`, advice);
  const message = `the certificate is good for ${formatDuration(leftMs / 1000)}`;
  if (leftMs < RENEWAL_OVERDUE_MS) return warning(message, advice);
  return ok(isOwn ? `${message}; signed by this machine, SHA-256 ${certificate.fingerprint256}` : message);
}

function checkPrivateKey(machine: SystemProbe, certificate: X509Certificate): Finding | undefined {
  try {
    if (certificate.checkPrivateKey(createPrivateKey(machine.readFile(INSTALLED_PATHS.certificateKey))))
      return undefined;
    return problem(
      'the certificate and its key do not belong together',
      'take both of one renewal: sudo garland certificate use FOLDER',
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') return undefined;
    return problem(
      `${INSTALLED_PATHS.certificateKey} is no private key`,
      'take it with its certificate: sudo garland certificate use FOLDER',
    );
  }
}

async function checkServedCertificate(
  machine: SystemProbe,
  certificate: X509Certificate,
): Promise<Finding | undefined> {
  const port = await findGatewayPort(machine);
  if (port === undefined) return undefined;
  try {
    const { fingerprint } = await machine.probeGateway(port);
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
