let isPending = false;
let currentHandler = (): void => {
  isPending = true;
};

// SIGHUP ends a process that does not listen, and this one takes a while to start: so listening is all this module does
// when it is loaded.
process.on('SIGHUP', () => currentHandler());

/** Calls `handler` for every SIGHUP from now on, and once for those that came before. */
export function onSighup(handler: () => void): void {
  currentHandler = handler;
  if (isPending) handler();
  isPending = false;
}
