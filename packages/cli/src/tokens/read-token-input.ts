import { readFileSync } from 'node:fs';
import type { CliIo } from '../command-line/cli-io.ts';
import { garlandCommandHint } from '../command-line/command-hint.ts';
import { CliError, usageError } from '../errors/cli-error.ts';
import { promptSecret } from '../terminal/prompt-secret.ts';

/** Whatever is longer is no token, and need not be read to its end. */
const MAX_INPUT_BYTES = 64 * 1024;
const BEARER_PREFIX = /^(authorization:\s*)?bearer\s+/i;

/**
 * The token to look at: from a file, from standard input, or typed where nobody sees it. Never from the command line, which
 * other users can read and the shell remembers. A whole header line will do, too.
 */
export async function readTokenInput(source: string | undefined, io: CliIo): Promise<string> {
  const text = await readInputText(source, io);
  return text.trim().replace(BEARER_PREFIX, '');
}

async function readInputText(source: string | undefined, io: CliIo): Promise<string> {
  if (source !== undefined && source !== '-') return readTokenTextFile(source);
  return io.stdin.isTTY ? await promptSecret(io, 'Token (it is not shown): ') : await readAll(io.stdin);
}

function readTokenTextFile(path: string): string {
  try {
    return readFileSync(path, 'utf8').slice(0, MAX_INPUT_BYTES);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (looksLikeToken(path)) throw tokenOnCommandLineError();
    if (code !== 'ENOENT') throw error;
    throw new CliError('failed', `There is no file ${JSON.stringify(path)}.`);
  }
}

function looksLikeToken(word: string): boolean {
  return word.length > 60 && word.split('.').length >= 3;
}

/** Without repeating it. */
function tokenOnCommandLineError(): CliError {
  return usageError(
    'That is a token, not a file. It now stands in the history of your shell: rotate it.',
    `Give it on standard input, or type it when asked:  ${garlandCommandHint('token inspect')}`,
  );
}

async function readAll(input: CliIo['stdin']): Promise<string> {
  let text = '';
  for await (const chunk of input.setEncoding('utf8')) {
    text += chunk;
    if (text.length > MAX_INPUT_BYTES) break;
  }
  return text.slice(0, MAX_INPUT_BYTES);
}
