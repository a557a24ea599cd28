import { readFileSync } from 'node:fs';
import { garlandCommand } from '../command-hint.ts';
import { Failure, usage } from '../failure.ts';
import { askSecret } from '../terminal/ask-secret.ts';

/** Whatever is longer is no token, and need not be read to its end. */
const MAX_BYTES = 64 * 1024;
const HEADER_LINE = /^(authorization:\s*)?bearer\s+/i;

/**
 * The token to look at: from a file, from standard input, or typed where nobody sees it. Never from the command line, which
 * other users can read and the shell remembers. A whole header line will do, too.
 */
export async function readTokenText(source: string | undefined): Promise<string> {
  const text = await readText(source);
  return text.trim().replace(HEADER_LINE, '');
}

async function readText(source: string | undefined): Promise<string> {
  if (source !== undefined && source !== '-') return readFile(source);
  return process.stdin.isTTY ? await askSecret('Token (it is not shown): ') : await readInput();
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8').slice(0, MAX_BYTES);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (looksLikeToken(path)) throw onCommandLine();
    if (code !== 'ENOENT') throw error;
    throw new Failure('failed', `There is no file ${JSON.stringify(path)}.`);
  }
}

function looksLikeToken(word: string): boolean {
  return word.length > 60 && word.split('.').length >= 3;
}

/** Without repeating it. */
function onCommandLine(): Failure {
  return usage(
    'That is a token, not a file. It now stands in the history of your shell: rotate it.',
    `Give it on standard input, or type it when asked:  ${garlandCommand('token inspect')}`,
  );
}

async function readInput(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    text += chunk;
    if (text.length > MAX_BYTES) break;
  }
  return text.slice(0, MAX_BYTES);
}
