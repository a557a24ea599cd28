import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Asks on standard error for a line that is not shown while it is typed. Standard input must be a terminal. */
export async function askSecret(question: string): Promise<string> {
  process.stderr.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  const leave = new AbortController();
  lines.once('SIGINT', () => leave.abort());
  try {
    return await lines.question('', { signal: leave.signal });
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}
