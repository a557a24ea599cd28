import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { CHAIN_FILE } from '../certificates/certificate-files.ts';
import { type CertificateInfo, readCertificateInfo } from '../certificates/certificate-info.ts';
import { GatewayService } from '../certificates/gateway-service.ts';
import { type InstallResult, installCertificate } from '../certificates/install-certificate.ts';
import { createSelfSigned, isRenewalDue } from '../certificates/self-signed.ts';
import { TlsFolder } from '../certificates/tls-folder.ts';
import type { CommandContext } from '../command-line/command-context.ts';
import { defineCommand } from '../command-line/define-command.ts';
import { programRunner } from '../system/run-program.ts';
import { formatDay } from '../text/format-time.ts';

const NOT_CREATED = 'Not needed; nothing to do.';
const SERVE_TIMEOUT_MS = 60_000;

export function selfSignedCertificateCommand(): Command {
  return defineCommand<{ dir: string; ifNeeded?: boolean }>(
    'self-signed',
    'create a certificate of this machine for itself, for the local network, and use it',
    async (context, _words, { dir, ifNeeded = false }) => {
      const folder = new TlsFolder(dir);
      if (!ifNeeded) return await useNewCertificate(context, folder);
      if (!existsSync(join(dir, CHAIN_FILE))) return createFirst(context, folder);
      if (folder.isSelfSigned && isRenewalDue(folder.certificate))
        return await useNewCertificate(context, folder, { keepsKey: true });
      context.printResult({ used: false }, () => NOT_CREATED);
    },
  ).option('--if-needed', 'only if there is none, or the one that this machine created ends within 30 days');
}

/** Before the first start nothing can be checked. A key without a certificate was put there by the owner. */
function createFirst(context: CommandContext, folder: TlsFolder): void {
  if (folder.hasUnmanagedFiles) {
    context.printNote(`${folder.path} has a key without its certificate; nothing was changed.`);
    return context.printResult({ used: false }, () => NOT_CREATED);
  }
  const pair = createSelfSigned({ hostName: hostname(), env: context.io.env });
  folder.activate(folder.addSelfSigned(pair));
  folder.removeInactivePairs();
  printCertificate(context, { certificate: readCertificateInfo(pair.leaf), served: false, warnings: [] });
}

async function useNewCertificate(
  context: CommandContext,
  folder: TlsFolder,
  { keepsKey = false } = {},
): Promise<void> {
  const { env } = context.io;
  const keyPem = keepsKey
    ? folder.privateKey?.export({ type: 'pkcs8', format: 'pem' }).toString()
    : undefined;
  const result = await installCertificate(folder, createSelfSigned({ hostName: hostname(), keyPem, env }), {
    gateway: new GatewayService(programRunner(env)),
    mustKeepNames: false,
    serveTimeoutMs: SERVE_TIMEOUT_MS,
  });
  const { names, fingerprint } = result.certificate;
  await context.record({
    event: 'certificate_installed',
    names,
    fingerprint,
    source: 'self-signed',
    isRenewal: keepsKey,
  });
  printCertificate(context, result);
  context.printNote(
    'Devices ask again, or refuse the connection, until they trust it. Compare this fingerprint there.',
  );
}

function printCertificate(context: CommandContext, { certificate, served }: InstallResult): void {
  context.printResult({ used: true, served, certificate }, () => describe(certificate));
}

function describe({ names, notAfter, fingerprint }: CertificateInfo): string {
  return `The certificate of ${names.join(', ')} is valid until ${formatDay(new Date(notAfter))}.\nSHA-256 ${fingerprint}`;
}
