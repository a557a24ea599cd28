import { readFileSync } from 'node:fs';
import { parseBearerToken } from '@garland/tokens';
import type { CliIo } from '../command-line/cli-io.ts';
import { garlandCommandHint } from '../command-line/command-hint.ts';
import { CliError, usageError } from '../errors/cli-error.ts';
import { promptSecret } from '../terminal/prompt-secret.ts';

/** Longer input is not a token and is not read further. */
const MAX_INPUT_BYTES = 64 * 1024;
const HEADER_NAME = /^authorization:[ \t]*/i;
/** HTTP ignores these around a header field; text editors and web pages add others. */
const IGNORED_BY_HTTP = /^[ \t\r\n]+|[ \t\r\n]+$/g;

export interface TokenInput {
  readonly token: string;
  /** Invisible characters around the token that were removed, and that a request must not contain: "U+FEFF", for example. */
  readonly removed: readonly string[];
}

/**
 * Reads a token from a file, from standard input, or from a hidden prompt. Never from the command line, which other users can
 * read and the shell remembers. Accepts a whole header line too, in the forms that the gateway accepts.
 */
export async function readTokenInput(source: string | undefined, io: CliIo): Promise<TokenInput> {
  const text = (await readInputText(source, io)).replaceAll(IGNORED_BY_HTTP, '');
  const visible = text.trim();
  const bearer = parseBearerToken(visible.replace(HEADER_NAME, ''));
  return {
    token: 'token' in bearer ? bearer.token : visible,
    removed: [...new Set(text.replace(visible, ''))].map(codePointName),
  };
}

function codePointName(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

async function readInputText(source: string | undefined, io: CliIo): Promise<string> {
  if (source !== undefined && source !== '-') return readTokenTextFile(source);
  return io.stdin.isTTY ? await promptSecret(io, 'Token (hidden): ') : await readAll(io.stdin);
}

function readTokenTextFile(path: string): string {
  try {
    return readFileSync(path, 'utf8').slice(0, MAX_INPUT_BYTES);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (looksLikeToken(path)) throw tokenOnCommandLineError();
    if (code !== 'ENOENT') throw error;
    throw new CliError('failed', `The file ${JSON.stringify(path)} does not exist.`);
  }
}

function looksLikeToken(word: string): boolean {
  return word.length > 60 && word.split('.').length >= 3;
}

/** Does not repeat the token. */
function tokenOnCommandLineError(): CliError {
  return usageError(
    'That is a token, not a file. It is now in your shell history: rotate it.',
    `Pass it on standard input, or paste it at the prompt:  ${garlandCommandHint('token inspect')}`,
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
