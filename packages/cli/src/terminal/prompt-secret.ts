import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { CliIo } from '../command-line/cli-io.ts';
import { CliError } from '../errors/cli-error.ts';

/**
 * Prompts on standard error for a line that is not echoed. Standard input must be a terminal.
 *
 * @throws {CliError} if it is cancelled with Ctrl-C or Ctrl-D
 */
export async function promptSecret(
  { stdin, stderr }: Pick<CliIo, 'stdin' | 'stderr'>,
  question: string,
): Promise<string> {
  const nullOutput = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: nullOutput, terminal: true });
  // After createInterface, which turns the echo off.
  stderr.write(question);
  const cancelled = new AbortController();
  for (const event of ['SIGINT', 'close']) lines.once(event, () => cancelled.abort());
  try {
    return await lines.question('', { signal: cancelled.signal });
  } catch {
    throw new CliError('failed', 'Cancelled.');
  } finally {
    lines.close();
    stderr.write('\n');
  }
}
