import { readFileSync, statSync } from 'node:fs';

const MAX_FILE_BYTES = 1024 * 1024;

const REASONS: Readonly<Record<string, string>> = {
  ENOTDIR: 'does not exist',
  EACCES: 'is not readable by this user',
  EPERM: 'is not readable by this user',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'is not UTF-8 text',
};

/**
 * The text of a regular file of at most 1 MiB, or the reason why there is none, as a predicate for the file's name.
 *
 * @param missingReason the predicate for a missing file
 */
export function readTextFile(
  file: string,
  missingReason = 'does not exist',
): { readonly text: string } | { readonly reason: string } {
  try {
    const stats = statSync(file);
    if (!stats.isFile()) return { reason: 'is not a file' };
    if (stats.size > MAX_FILE_BYTES) return { reason: 'is larger than 1 MiB' };
    const bytes = readFileSync(file);
    if (isUtf16(bytes)) return { reason: 'is UTF-16 text; save it as UTF-8' };
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    return { reason: code === 'ENOENT' ? missingReason : (REASONS[code] ?? message) };
  }
}

/** As some editors and PowerShell write: with a byte order mark, or with a zero byte in the first character. */
function isUtf16([first, second]: Uint8Array): boolean {
  return (
    (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || first === 0 || second === 0
  );
}
