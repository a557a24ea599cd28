import { resolve } from 'node:path';
import { findPairFaults } from '@garland/daemon/certificates';
import { Command } from 'commander';
import { readCertificateInfo } from '../certificates/certificate-info.ts';
import { readCertificatePair, toSentence } from '../certificates/certificate-pair.ts';
import { describeCertificate } from '../certificates/describe-certificate.ts';
import { GatewayService } from '../certificates/gateway-service.ts';
import { installCertificate, isCurrentSource } from '../certificates/install-certificate.ts';
import { type ClientCertificate, issueClientCertificate } from '../certificates/issue-client-certificate.ts';
import { TlsFolder } from '../certificates/tls-folder.ts';
import { probeServedCertificate } from '../certificates/tls-probe.ts';
import type { CommandContext } from '../command-line/command-context.ts';
import { defineCommand } from '../command-line/define-command.ts';
import { parseWholeNumber } from '../command-line/parse-number.ts';
import { INSTALLED_PATHS } from '../system/installed-paths.ts';
import { programRunner } from '../system/run-program.ts';
import { FOR_ROOT_ONLY_NOTE } from '../system/secret-file.ts';
import { formatDay } from '../text/format-time.ts';
import { selfSignedCertificateCommand } from './self-signed-certificate.ts';

interface TlsFolderOption {
  readonly dir: string;
}

export function certificateCommand(): Command {
  const certificate = new Command('certificate').description('show or replace the HTTPS certificate');
  const dir = ['--dir <dir>', 'folder of certificate and key', INSTALLED_PATHS.tlsFolder] as const;
  certificate.addCommand(showCertificateCommand().option(...dir), { isDefault: true });
  certificate.addCommand(useCertificateCommand().option(...dir));
  certificate.addCommand(selfSignedCertificateCommand().option(...dir));
  certificate.addCommand(clientCertificateCommand());
  return certificate;
}

function showCertificateCommand(): Command {
  return defineCommand<TlsFolderOption>(
    'show',
    'show the certificate, and whether the gateway serves it',
    showCertificate,
  );
}

async function showCertificate(
  context: CommandContext,
  _words: readonly string[],
  { dir }: TlsFolderOption,
): Promise<void> {
  const folder = new TlsFolder(dir);
  const info = readCertificateInfo(folder.certificate);
  const endpoint = await new GatewayService(programRunner(context.io.env)).findEndpoint();
  const served = endpoint && (await probeServedCertificate(endpoint).catch(() => undefined));
  const isServed = served && served.fingerprint256 === info.fingerprint;
  const { source, chain, privateKey, isSelfSigned, replaced } = folder;
  const { errors, warnings } = findPairFaults(chain, privateKey, new Date());
  const faults = [...errors, ...warnings].map(toSentence);
  context.printResult(
    {
      ...info,
      source: source ?? null,
      isSelfSigned,
      replaced: replaced?.fingerprint256 ?? null,
      served: isServed ?? null,
      faults,
    },
    () => describeCertificate(info, { source, isSelfSigned, replaced, isServed, faults }),
  );
}

function useCertificateCommand(): Command {
  return defineCommand<TlsFolderOption & { renewal?: boolean; within: string }>(
    'use <path>',
    'use the certificate in a folder of certbot, acme.sh, lego or Caddy, or in a file, and its renewals by certbot',
    async (context, [source = ''], { dir, renewal = false, within }) => {
      const folder = new TlsFolder(dir);
      if (renewal && !isCurrentSource(folder, source))
        return context.printResult({ used: false }, () => `Not in use: ${source}; nothing to do.`);
      const { certificate, served, warnings } = await installCertificate(
        folder,
        readCertificatePair(source),
        {
          gateway: new GatewayService(programRunner(context.io.env)),
          mustKeepNames: renewal,
          serveTimeoutMs: 1000 * parseWholeNumber('number of seconds', within, 1, 3_600),
        },
      );
      const { names, fingerprint } = certificate;
      const origin = { source: resolve(context.io.workingDirectory, source), isRenewal: renewal };
      await context.record({ event: 'certificate_installed', names, fingerprint, ...origin });
      for (const each of warnings) context.printNote(each);
      context.printResult({ used: true, served, certificate, warnings }, () => {
        const what = `the certificate of ${names.join(', ')}, valid until ${formatDay(new Date(certificate.notAfter))}`;
        return served ? `The gateway serves ${what}.` : `Once started, the gateway serves ${what}.`;
      });
    },
  )
    .option('--renewal', 'only if the folder is already in use, and the names are the same (for certbot)')
    .option('--within <seconds>', 'how long to wait for the gateway to serve it', '60');
}

function clientCertificateCommand(): Command {
  return defineCommand<{ clients: string; out?: string; legacy?: boolean }>(
    'client <name>',
    'create a client certificate, for a gateway that requires them (tls.client_ca)',
    async (context, [name = ''], { clients, out = `${name}.p12`, legacy = false }) => {
      const { workingDirectory, env } = context.io;
      const made = issueClientCertificate({
        clientsFolder: clients,
        name,
        file: resolve(workingDirectory, out),
        encryption: legacy ? 'legacy' : 'modern',
        env,
      });
      await context.record({ event: 'client_certificate_created', client: name, file: made.file });
      context.printResult(made, () => `${made.file}\npassword: ${made.password}`);
      context.printNote(clientCertificateNotes(made).join('\n'));
    },
  )
    .option('--clients <dir>', 'folder of the CA for client certificates', INSTALLED_PATHS.clientsFolder)
    .option('--out <file>', 'the file to create (default: <name>.p12 in the current folder)')
    .option('--legacy', 'for devices before iOS 18, macOS 15 or Windows 10: 3DES and SHA-1 in the file');
}

function clientCertificateNotes({ file, ca, isNewCa, isForRootOnly }: ClientCertificate): string[] {
  return [
    `Copy the file to the client, open it there with the password, then delete it here: ${file}`,
    ...(isForRootOnly ? [FOR_ROOT_ONLY_NOTE] : []),
    ...(isNewCa
      ? [
          `A new CA signs the client certificates: ${ca}   To require them of all clients, set tls.client_ca to it.`,
        ]
      : []),
  ];
}
