import { connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between the gateway and the real driver, passes everything on, and keeps what the gateway has said. */
export class RecordingProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #said = '';

  private constructor(driverSocket: string) {
    this.#server = createServer((gateway) => {
      const driver = connect(driverSocket);
      for (const socket of [gateway, driver]) this.#keep(socket);
      gateway.on('data', (bytes) => {
        this.#said += bytes.toString('latin1');
      });
      gateway.pipe(driver).pipe(gateway);
    });
  }

  static async at(path: string, driverSocket: string): Promise<RecordingProxy> {
    const proxy = new RecordingProxy(driverSocket);
    await new Promise<void>((resolve) => proxy.#server.listen(path, resolve));
    return proxy;
  }

  /** The calls of that method, whole. */
  calls(method: string): readonly string[] {
    return this.#said.split('\0').filter((message) => message.includes(`"io.garland.Driver.${method}"`));
  }

  close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => {}).on('close', () => this.#sockets.delete(socket));
  }
}
