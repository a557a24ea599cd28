import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';

export interface ScriptedCall {
  readonly method: string;
  readonly parameters: Record<string, unknown>;
}

/** Answers a call with an object, or with bytes as they are, or not at all. */
export type Script = (call: ScriptedCall, socket: Socket) => object | string | undefined;

const ENTRIES = ['off', 'twinkle'].map((id) => ({ id, title: id, kind: 'animation', description: '' }));

/** A driver that misbehaves where its script says so, and answers correctly otherwise. */
export class ScriptedDriver {
  readonly calls: ScriptedCall[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  script: Script;

  private constructor(script: Script) {
    this.script = script;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  static async at(path: string, script: Script = defaultScript): Promise<ScriptedDriver> {
    const driver = new ScriptedDriver(script);
    rmSync(path, { force: true });
    await new Promise<void>((resolve) => driver.#server.listen(path, resolve));
    return driver;
  }

  close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket)).on('error', () => {});
    let pending = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      const messages = (pending + text).split('\0');
      pending = messages.pop() ?? '';
      for (const message of messages) this.#answer(JSON.parse(message), socket);
    });
  }

  #answer({ method, parameters = {} }: ScriptedCall, socket: Socket): void {
    const call = { method: method.replace('io.garland.Driver.', ''), parameters };
    this.calls.push(call);
    const reply = this.script(call, socket);
    if (reply !== undefined) socket.write(typeof reply === 'string' ? reply : `${JSON.stringify(reply)}\0`);
  }
}

export const defaultScript: Script = ({ method, parameters }) => {
  if (method === 'List') return { parameters: { entries: ENTRIES } };
  return { parameters: { state: stateOf(String(parameters.id ?? 'off')) } };
};

/** Does right by everything but calls of this method. */
export function overrideMethod(method: string, script: Script): Script {
  return (call, socket) => (call.method === method ? script(call, socket) : defaultScript(call, socket));
}

function stateOf(animation: string): object {
  return {
    animation,
    title: animation,
    since: '2025-12-01T17:00:00Z',
    chosenBy: 'remote',
    brightness: 80,
    limited: false,
    estimatedMa: 900,
    budgetMa: 2000,
    pixels: 50,
    framesPerSecond: 60,
    output: 'simulator',
  };
}
