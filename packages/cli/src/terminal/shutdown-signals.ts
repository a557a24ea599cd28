const SHUTDOWN_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A signal that aborts when the process is asked to end, so that everything can be put away in order. */
export function abortOnShutdownSignal(): AbortController {
  const controller = new AbortController();
  for (const name of SHUTDOWN_SIGNALS) process.on(name, () => controller.abort());
  return controller;
}
