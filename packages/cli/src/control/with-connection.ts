import { connectToDriver, type DriverClient } from '@garland/protocol/client';

/** Opens a connection for one piece of work, and closes it afterwards. */
export async function withConnection<T>(path: string, use: (driver: DriverClient) => Promise<T>): Promise<T> {
  const driver = await connectToDriver(path);
  try {
    return await use(driver);
  } finally {
    driver.close();
  }
}
