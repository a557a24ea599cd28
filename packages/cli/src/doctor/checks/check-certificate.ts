import { createPrivateKey, type X509Certificate } from 'node:crypto';
import { findChainFaults, isSelfSigned, parseCertificates } from '@garland/daemon/certificates';
import { GatewayService } from '../../certificates/gateway-service.ts';
import { INSTALLED_PATHS } from '../../system/installed-paths.ts';
import { formatDuration } from '../../text/format-time.ts';
import { type Finding, ok, problem, unknown, warning } from '../finding.ts';
import type { SystemProbe } from '../system-probe.ts';
import { checkSelfSigned, SELF_SIGNED_ADVICE } from './check-self-signed.ts';

const DAY_MS = 86_400_000;
/** certbot renews 30 days before expiry: with less time left, it has been failing for a while. */
const RENEWAL_OVERDUE_MS = 21 * DAY_MS;
const CA_RENEWAL_ADVICE = 'sudo certbot renew; see /usr/share/doc/garland/certificates.md';

/** The certificate is valid for some time, matches its key, and is the one that is served. */
export async function checkCertificate(probe: SystemProbe): Promise<readonly Finding[]> {
  let chain: readonly [X509Certificate, ...X509Certificate[]];
  try {
    chain = readChain(probe);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES')
      return [unknown(`only root can read ${INSTALLED_PATHS.certificate}`)];
    return [
      problem(
        `${INSTALLED_PATHS.certificate} is not a valid certificate`,
        `for the local network: ${SELF_SIGNED_ADVICE}`,
      ),
    ];
  }
  const [certificate] = chain;
  const findings = [
    checkValidity(probe, certificate),
    checkPrivateKey(probe, certificate),
    ...checkSelfSigned(probe, certificate),
    ...checkChain(probe, chain),
    await checkServedCertificate(probe, certificate),
  ];
  return findings.flatMap((finding) => finding ?? []);
}

function readChain(probe: SystemProbe): readonly [X509Certificate, ...X509Certificate[]] {
  const { values, fault } = parseCertificates(
    Buffer.from(probe.readFile(INSTALLED_PATHS.certificate), 'latin1'),
  );
  if (!values) throw new Error(fault);
  return values;
}

function checkChain(probe: SystemProbe, chain: readonly [X509Certificate, ...X509Certificate[]]): Finding[] {
  const { errors, warnings } = findChainFaults(chain[0], chain, new Date(probe.nowMs));
  return [
    ...errors.map(({ what, cure }) => problem(what, `${cure}; then: sudo garland certificate use FOLDER`)),
    ...warnings.map(({ what, cure }) => warning(what, cure)),
  ];
}

function checkValidity(probe: SystemProbe, certificate: X509Certificate): Finding {
  const isOwn = isSelfSigned(certificate);
  const leftMs = Date.parse(certificate.validTo) - probe.nowMs;
  const advice = isOwn ? SELF_SIGNED_ADVICE : CA_RENEWAL_ADVICE;
  if (Date.parse(certificate.validFrom) > probe.nowMs)
    return problem('the certificate is not valid yet', 'check the clock: timedatectl');
  if (leftMs <= 0) return problem(`the certificate expired ${formatDuration(-leftMs / 1000)} ago`, advice);
  const message = `the certificate is valid for ${formatDuration(leftMs / 1000)}`;
  if (leftMs < RENEWAL_OVERDUE_MS) return warning(message, advice);
  return ok(isOwn ? `${message}; self-signed, SHA-256 ${certificate.fingerprint256}` : message);
}

function checkPrivateKey(probe: SystemProbe, certificate: X509Certificate): Finding | undefined {
  try {
    if (certificate.checkPrivateKey(createPrivateKey(probe.readFile(INSTALLED_PATHS.certificateKey))))
      return undefined;
    return problem(
      'the certificate and its key do not match',
      'install both from the same renewal: sudo garland certificate use FOLDER',
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') return undefined;
    return problem(
      `${INSTALLED_PATHS.certificateKey} is not a valid private key`,
      'install it with its certificate: sudo garland certificate use FOLDER',
    );
  }
}

async function checkServedCertificate(
  probe: SystemProbe,
  certificate: X509Certificate,
): Promise<Finding | undefined> {
  const endpoint = await new GatewayService(probe.runProgram).findEndpoint();
  if (!endpoint) return undefined;
  try {
    const { fingerprint } = await probe.probeGateway(endpoint);
    if (fingerprint === certificate.fingerprint256) return undefined;
    return warning(
      'the gateway serves a different certificate from the one on disk',
      'sudo systemctl restart garland-gateway',
    );
  } catch {
    // Another check reports that it does not respond.
    return undefined;
  }
}
