import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { CliIo } from '../command-line/cli-io.ts';
import { CliError } from '../errors/cli-error.ts';

/**
 * Asks on standard error for a line that is not shown while it is typed. Standard input must be a terminal.
 *
 * @throws {CliError} if it is left with Ctrl-C or Ctrl-D
 */
export async function promptSecret(
  { stdin, stderr }: Pick<CliIo, 'stdin' | 'stderr'>,
  question: string,
): Promise<string> {
  const nullOutput = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: nullOutput, terminal: true });
  // Only now, because only now what is typed is no longer shown.
  stderr.write(question);
  const cancelled = new AbortController();
  for (const way of ['SIGINT', 'close']) lines.once(way, () => cancelled.abort());
  try {
    return await lines.question('', { signal: cancelled.signal });
  } catch {
    throw new CliError('failed', 'Nothing was typed.');
  } finally {
    lines.close();
    stderr.write('\n');
  }
}
