import type { Server } from 'node:http';

const DRAIN_DEADLINE_MS = 5_000;

/** Stops accepting and lets requests in flight finish until a deadline. Returns how many connections were cut off. */
export function drainConnections(server: Server, deadlineMs: number = DRAIN_DEADLINE_MS): Promise<number> {
  return new Promise((resolve) => {
    let aborted = 0;
    const timer = setTimeout(() => {
      server.getConnections((_error, count) => {
        aborted = count ?? 0;
        server.closeAllConnections();
      });
    }, deadlineMs);
    server.close(() => {
      clearTimeout(timer);
      resolve(aborted);
    });
  });
}
