import type { DriverClient } from '@garland/protocol/client';
import { explainUnreachable } from '../services/explain-unreachable.ts';
import { withConnection } from './with-connection.ts';

/**
 * Opens a connection for one piece of work, and closes it afterwards.
 *
 * @throws {CliError} that says why the driver of this machine does not run, among others
 */
export async function withDriver<T>(path: string, use: (driver: DriverClient) => Promise<T>): Promise<T> {
  try {
    return await withConnection(path, use);
  } catch (error) {
    throw await explainUnreachable(error, path);
  }
}
