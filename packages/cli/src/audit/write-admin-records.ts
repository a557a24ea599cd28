import { connect } from 'node:net';
import { ADMIN_IDENTIFIER, type AdminRecord } from './admin-actions.ts';

/** journald accepts within milliseconds, unless it hangs. */
const ACCEPT_TIMEOUT_MS = 5_000;
/**
 * How a stream to journald begins, as sd_journal_stream_fd(3) writes it: identifier, unit, priority (notice), whether lines have
 * priorities of their own, and whether to forward them to syslog, the kernel's log and the console.
 */
const STREAM_HEADER = `${ADMIN_IDENTIFIER}\n\n5\n0\n0\n0\n0\n`;

/**
 * Writes records to the first journal that accepts them. The stream is this process's own, so that journald adds who it is: a
 * helper program could end before journald has looked.
 *
 * @param sockets of journals, such as /run/systemd/journal/stdout
 * @returns false if no journal accepts them
 */
export async function writeAdminRecords(
  sockets: readonly string[],
  records: readonly (AdminRecord & { readonly sudoUser?: string })[],
  timeoutMs: number = ACCEPT_TIMEOUT_MS,
): Promise<boolean> {
  const text = STREAM_HEADER + records.map((record) => `${JSON.stringify(record)}\n`).join('');
  for (const path of sockets) if (await sendToJournal(path, text, timeoutMs)) return true;
  return false;
}

/** journald closes its sending side as soon as it has accepted the connection. */
function sendToJournal(path: string, text: string, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    let isAccepted = false;
    let isFailed = false;
    const socket = connect(path, () => socket.write(text));
    socket.setTimeout(timeoutMs, () => socket.destroy());
    socket.once('end', () => {
      isAccepted = true;
    });
    socket.on('error', () => {
      isFailed = true;
    });
    socket.once('close', () => resolve(isAccepted && !isFailed));
    socket.resume();
  });
}
