let isPending = false;
let answer = (): void => {
  isPending = true;
};

// SIGHUP ends a process that does not listen, and this one takes a while to start: so listening is all this module does
// when it is loaded.
process.on('SIGHUP', () => answer());

/** Calls `handler` for every SIGHUP from now on, and once for those that came before. */
export function answerHangups(handler: () => void): void {
  answer = handler;
  if (isPending) handler();
  isPending = false;
}
