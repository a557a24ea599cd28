import { createServer } from 'node:net';
import { Failure } from '../failure.ts';

export const LOOPBACK = '127.0.0.1';

/** Finds out before anything is started whether the port is free; for 0, which one is. */
export function freePort(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => reject(explainPort(error, port)));
    probe.listen(port, LOOPBACK, () => {
      const address = probe.address();
      const found = typeof address === 'object' && address !== null ? address.port : port;
      probe.close(() => resolve(found));
    });
  });
}

function explainPort({ code, message }: NodeJS.ErrnoException, port: number): Failure {
  const other = 'Choose another:  npm start -- --port 8225   (0 takes any free one)';
  if (code === 'EADDRINUSE')
    return new Failure('failed', `Port ${port} is in use by another program.`, other);
  if (code === 'EACCES') return new Failure('permission', `Port ${port} is for root only.`, other);
  return new Failure('failed', `Port ${port} can't be used: ${message}.`, other);
}
