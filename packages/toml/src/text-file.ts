import { readFileSync, statSync } from 'node:fs';

const MAX_FILE_BYTES = 1024 * 1024;

const REASONS: Readonly<Record<string, string>> = {
  ENOTDIR: 'does not exist',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'is not UTF-8 text',
};

/**
 * The text of a regular file of at most a mebibyte, or why there is none, in words that follow the file's name.
 *
 * @param missingReason what to say of a file that is not there
 */
export function readTextFile(
  file: string,
  missingReason = 'does not exist',
): { readonly text: string } | { readonly why: string } {
  try {
    const stats = statSync(file);
    if (!stats.isFile()) return { why: 'is not a file' };
    if (stats.size > MAX_FILE_BYTES) return { why: 'is larger than 1 MiB' };
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file)) };
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    return { why: code === 'ENOENT' ? missingReason : (REASONS[code] ?? message) };
  }
}
