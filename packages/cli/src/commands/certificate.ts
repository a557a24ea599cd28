import { resolve } from 'node:path';
import { Command } from 'commander';
import { DEFAULT_CLIENTS_FOLDER, makeClientCertificate } from '../certificate/client.ts';
import { factsOf } from '../certificate/facts.ts';
import { gatewayPlace } from '../certificate/gateway.ts';
import { certificateLines } from '../certificate/lines.ts';
import { servedAt } from '../certificate/served.ts';
import { DEFAULT_TLS_FOLDER, TlsFolder } from '../certificate/tls-folder.ts';
import { isSourceOf, useCertificate } from '../certificate/use.ts';
import type { Context } from '../context.ts';
import { wholeNumber } from '../numbers.ts';
import { calendarDay } from '../wording.ts';
import { command } from './command.ts';

interface FolderOption {
  readonly dir: string;
}

export function certificateCommand(): Command {
  const certificate = new Command('certificate').description('what the tree proves itself with, on the web');
  const dir = ['--dir <dir>', 'where certificate and key are', DEFAULT_TLS_FOLDER] as const;
  certificate.addCommand(showCommand().option(...dir), { isDefault: true });
  certificate.addCommand(useCommand().option(...dir));
  certificate.addCommand(clientCommand());
  return certificate;
}

function showCommand(): Command {
  return command<FolderOption>('show', 'the certificate, and whether the gateway serves it', show);
}

async function show(context: Context, _words: readonly string[], { dir }: FolderOption): Promise<void> {
  const folder = new TlsFolder(dir);
  const facts = factsOf(folder.certificate);
  const place = gatewayPlace();
  const served = place && (await servedAt(place).catch(() => undefined));
  const isServed = served && served.fingerprint256 === facts.fingerprint;
  const { source } = folder;
  context.answer({ ...facts, source: source ?? null, served: isServed ?? null }, () =>
    certificateLines(facts, source, isServed),
  );
}

function useCommand(): Command {
  return command<FolderOption & { renewal?: boolean; within: string }>(
    'use <folder>',
    'serve the certificate (fullchain.pem, privkey.pem) of a folder, and its renewals by certbot',
    async (context, [source = ''], { dir, renewal = false, within }) => {
      const folder = new TlsFolder(dir);
      if (renewal && !isSourceOf(folder, source))
        return context.answer({ used: false }, () => `The tree does not use ${source}: nothing to do.`);
      const { certificate, served } = await useCertificate(folder, source, {
        keepNames: renewal,
        servedWithinMs: 1000 * wholeNumber('number of seconds', within, 1, 3_600),
      });
      context.answer({ used: true, served, certificate }, () => {
        const what = `the certificate of ${certificate.names.join(', ')}, good until ${calendarDay(new Date(certificate.notAfter))}`;
        return served ? `The tree serves ${what}.` : `When the gateway is started it serves ${what}.`;
      });
    },
  )
    .option('--renewal', 'only if it is the folder in use already, and for the same names (for certbot)')
    .option('--within <seconds>', 'how long the gateway may take until it serves it', '60');
}

function clientCommand(): Command {
  return command<{ clients: string; out?: string }>(
    'client <name>',
    'make a certificate for a browser, for a gateway that asks its clients for one (tls.client_ca)',
    (context, [name = ''], { clients, out = `${name}.p12` }) => {
      const made = makeClientCertificate(clients, name, resolve(out));
      context.answer(made, () => `${made.file}\npassword: ${made.password}`);
      context.note(
        [
          `Carry the file to the client, open it there with the password, and delete it here: ${made.file}`,
          ...(made.caIsNew
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
