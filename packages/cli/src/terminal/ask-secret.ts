import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { Failure } from '../failure.ts';

/**
 * Asks on standard error for a line that is not shown while it is typed. Standard input must be a terminal.
 *
 * @throws {Failure} if it is left with Ctrl-C or Ctrl-D
 */
export async function askSecret(question: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  // Only now, because only now what is typed is no longer shown.
  process.stderr.write(question);
  const left = new AbortController();
  for (const way of ['SIGINT', 'close']) lines.once(way, () => left.abort());
  try {
    return await lines.question('', { signal: left.signal });
  } catch {
    throw new Failure('failed', 'Nothing was typed.');
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}
