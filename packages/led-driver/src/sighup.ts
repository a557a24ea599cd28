let isPending = false;
let currentHandler = (): void => {
  isPending = true;
};

// Without a listener SIGHUP ends a process, and this one takes a while to start: so this module does nothing but listen.
process.on('SIGHUP', () => currentHandler());

/** Calls `handler` for every SIGHUP from now on, and once for those that came before. */
export function onSighup(handler: () => void): void {
  currentHandler = handler;
  if (isPending) handler();
  isPending = false;
}
