import { readFileSync } from 'node:fs';
import type { Container } from './container.ts';

/** What testssl says about one thing that it looked at. */
export interface TlsFinding {
  readonly id: string;
  readonly severity: string;
  readonly finding: string;
}

/** All that it judges. It would also play three dozen browsers, and take a minute more to say how each connects. */
export const EVERYTHING: readonly string[] = [
  '--protocols',
  '--std',
  '--server-preference',
  '--forward-secrecy',
  '--server-defaults',
  '--headers',
  '--vulnerable',
];

export interface Target {
  readonly name: string;
  readonly port: number;
  readonly path: string;
}

/** Runs testssl against a server in the container, with the CA to trust if there is one. It contacts no other host. */
export async function scanTls(
  container: Container,
  { name, port, path }: Target,
  sections: readonly string[],
  ca?: string,
): Promise<TlsFinding[]> {
  const report = `/root/testssl-${port}.json`;
  const options = [
    ...['--quiet', '--color 0', '--warnings off', '--nodns none', '--ip 127.0.0.1', `--jsonfile ${report}`],
    ...(ca ? [`--add-ca ${ca}`] : []),
    ...sections,
  ].join(' ');
  // What it ends with counts what it found.
  const { stdout, stderr } = await container.run(`testssl ${options} https://${name}:${port}${path}`);
  try {
    return JSON.parse(readFileSync(container.path(report), 'utf8')) as TlsFinding[];
  } catch (error) {
    throw new Error(`testssl did not come to its end:\n${stdout}${stderr}`, { cause: error });
  }
}

const CALM: ReadonlySet<string> = new Set(['OK', 'INFO', 'LOW']);

/** Findings above LOW, and those that are undecided. */
export function findingsAboveLow(findings: readonly TlsFinding[]): TlsFinding[] {
  return findings.filter(({ severity }) => !CALM.has(severity));
}
