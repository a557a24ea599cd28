import { createServer } from 'node:net';
import { CliError } from '../errors/cli-error.ts';

export const LOOPBACK = '127.0.0.1';

/** Checks that the port is free before anything is started. For 0, finds a free one. */
export function findFreePort(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => reject(portError(error, port)));
    probe.listen(port, LOOPBACK, () => {
      const address = probe.address();
      const found = typeof address === 'object' && address !== null ? address.port : port;
      probe.close(() => resolve(found));
    });
  });
}

function portError({ code, message }: NodeJS.ErrnoException, port: number): CliError {
  const other = 'Choose another:  npm start -- --port 8225   (0 takes any free port)';
  if (code === 'EADDRINUSE')
    return new CliError('failed', `Port ${port} is in use by another program.`, other);
  if (code === 'EACCES') return new CliError('permission', `Port ${port} can be used by root only.`, other);
  return new CliError('failed', `Port ${port} cannot be used: ${message}.`, other);
}
