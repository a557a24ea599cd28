import type { StreamOpener } from './dispatch.ts';

/**
 * Sends the replies of a stream. A slow reader gets the newest reply once it has caught up, and never the ones between.
 *
 * @param send calls `whenSent` once the reply has left
 * @returns ends the stream
 */
export function startReplyStream(
  open: StreamOpener,
  send: (message: object, whenSent: () => void) => void,
): () => void {
  let newest: object | undefined;
  let isSending = false;
  let hasEnded = false;
  const flush = (): void => {
    if (!newest || isSending || hasEnded) return;
    isSending = true;
    send({ parameters: newest, continues: true }, () => {
      isSending = false;
      flush();
    });
    newest = undefined;
  };
  const close = open((reply) => {
    newest = reply;
    flush();
  });
  return () => {
    hasEnded = true;
    close();
  };
}
