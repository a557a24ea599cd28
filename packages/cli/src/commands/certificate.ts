import { resolve } from 'node:path';
import { Command } from 'commander';
import { readCertificateInfo } from '../certificates/certificate-info.ts';
import { describeCertificate } from '../certificates/describe-certificate.ts';
import { GatewayService } from '../certificates/gateway-service.ts';
import { installCertificate, isCurrentSource } from '../certificates/install-certificate.ts';
import { DEFAULT_CLIENTS_FOLDER, issueClientCertificate } from '../certificates/issue-client-certificate.ts';
import { DEFAULT_TLS_FOLDER, TlsFolder } from '../certificates/tls-folder.ts';
import { probeServedCertificate } from '../certificates/tls-probe.ts';
import type { CommandContext } from '../command-line/command-context.ts';
import { defineCommand } from '../command-line/define-command.ts';
import { parseWholeNumber } from '../command-line/parse-number.ts';
import { formatDay } from '../text/format-time.ts';

interface TlsFolderOption {
  readonly dir: string;
}

export function certificateCommand(): Command {
  const certificate = new Command('certificate').description('what the tree proves itself with, on the web');
  const dir = ['--dir <dir>', 'where certificate and key are', DEFAULT_TLS_FOLDER] as const;
  certificate.addCommand(showCertificateCommand().option(...dir), { isDefault: true });
  certificate.addCommand(useCertificateCommand().option(...dir));
  certificate.addCommand(clientCertificateCommand());
  return certificate;
}

function showCertificateCommand(): Command {
  return defineCommand<TlsFolderOption>(
    'show',
    'the certificate, and whether the gateway serves it',
    showCertificate,
  );
}

async function showCertificate(
  context: CommandContext,
  _words: readonly string[],
  { dir }: TlsFolderOption,
): Promise<void> {
  const folder = new TlsFolder(dir);
  const facts = readCertificateInfo(folder.certificate);
  const place = new GatewayService(context.io.env).findEndpoint();
  const served = place && (await probeServedCertificate(place).catch(() => undefined));
  const isServed = served && served.fingerprint256 === facts.fingerprint;
  const { source } = folder;
  context.printResult({ ...facts, source: source ?? null, served: isServed ?? null }, () =>
    describeCertificate(facts, source, isServed),
  );
}

function useCertificateCommand(): Command {
  return defineCommand<TlsFolderOption & { renewal?: boolean; within: string }>(
    'use <folder>',
    'serve the certificate (fullchain.pem, privkey.pem) of a folder, and its renewals by certbot',
    async (context, [source = ''], { dir, renewal = false, within }) => {
      const folder = new TlsFolder(dir);
      if (renewal && !isCurrentSource(folder, source))
        return context.printResult({ used: false }, () => `The tree does not use ${source}: nothing to do.`);
      const { certificate, served } = await installCertificate(folder, source, {
        gateway: new GatewayService(context.io.env),
        mustKeepNames: renewal,
        serveTimeoutMs: 1000 * parseWholeNumber('number of seconds', within, 1, 3_600),
      });
      context.printResult({ used: true, served, certificate }, () => {
        const what = `the certificate of ${certificate.names.join(', ')}, good until ${formatDay(new Date(certificate.notAfter))}`;
        return served ? `The tree serves ${what}.` : `When the gateway is started it serves ${what}.`;
      });
    },
  )
    .option('--renewal', 'only if it is the folder in use already, and for the same names (for certbot)')
    .option('--within <seconds>', 'how long the gateway may take until it serves it', '60');
}

function clientCertificateCommand(): Command {
  return defineCommand<{ clients: string; out?: string }>(
    'client <name>',
    'make a certificate for a browser, for a gateway that asks its clients for one (tls.client_ca)',
    (context, [name = ''], { clients, out = `${name}.p12` }) => {
      const { workingDirectory, env } = context.io;
      const made = issueClientCertificate(clients, name, resolve(workingDirectory, out), env);
      context.printResult(made, () => `${made.file}\npassword: ${made.password}`);
      context.printNote(
        [
          `Carry the file to the client, open it there with the password, and delete it here: ${made.file}`,
          ...(made.isNewCa
            ? [
                `A CA for it was made: ${made.ca}   To ask all clients for its certificates, set tls.client_ca.`,
              ]
            : []),
        ].join('\n'),
      );
    },
  )
    .option('--clients <dir>', 'where the CA of the clients is', DEFAULT_CLIENTS_FOLDER)
    .option('--out <file>', 'the file to make (default: <name>.p12 in this folder)');
}
