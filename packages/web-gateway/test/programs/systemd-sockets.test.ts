import assert from 'node:assert/strict';
import { openSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { after, describe, type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { PROGRAMS } from '@garland/test-kit/programs';
import { TestProcess } from '@garland/test-kit/test-process';
import { EXIT } from '../../src/exit-codes.ts';
import { defaultScript, ScriptedDriver } from '../scripted-driver.ts';
import { TestSystem } from '../test-system.ts';

const systems: TestSystem[] = [];
after(async () => {
  for (const each of systems) await each.close();
});

function newSystem(): TestSystem {
  const system = new TestSystem();
  systems.push(system);
  return system;
}

/** Starts the gateway as systemd does: descriptors from 3 on, their names, and the process that they are meant for. */
function startWith(system: TestSystem, fds: readonly number[], names: string, pid = '$$'): TestProcess {
  const script = `LISTEN_PID=${pid} LISTEN_FDS=${fds.length} LISTEN_FDNAMES="${names}" exec "$0" "$@"`;
  system.gateway = new TestProcess(
    ['/bin/sh', '-c', script, process.execPath, PROGRAMS.gateway, '--config', system.gatewayConfig],
    { fds },
  );
  return system.gateway;
}

interface Descriptor {
  readonly fd: number;
  close(): void;
}

async function listener(host = '127.0.0.1'): Promise<Descriptor & { readonly port: number }> {
  const server: Server = createServer().unref();
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as { port: number };
  return { fd: descriptorOf(server), port, close: () => void server.close() };
}

/** A connection that is never read here: its data is for the process that inherits it. */
async function linkTo(path: string): Promise<Descriptor> {
  const socket: Socket = connect({ path });
  socket.unref();
  socket.pause();
  await new Promise((resolve) => socket.once('connect', resolve));
  return { fd: descriptorOf(socket), close: () => void socket.destroy() };
}

function descriptorOf(owner: Server | Socket): number {
  return (owner as unknown as { _handle: { fd: number } })._handle.fd;
}

describe('inherited descriptors', { concurrency: 4 }, () => {
  test('adopts a listener and a link to the driver, by name, and serves', async () => {
    const system = newSystem();
    await system.runDriver();
    const [http, driver] = [await listener(), await linkTo(system.remoteSocket)];
    const gateway = startWith(system, [driver.fd, http.fd], 'driver:http');
    const listening = await gateway.record('listening');
    assert.deepEqual([listening.port, listening.inherited], [http.port, true]);
    http.close();
    driver.close();
    system.port = http.port;
    assert.equal((await system.play('twinkle')).status, 200);
    assert.equal(await gateway.stop(), EXIT.stopped);
  });

  test('the only listener is adopted under any name', async () => {
    const system = newSystem();
    await system.runDriver();
    const http = await listener();
    const gateway = startWith(system, [http.fd], 'garland-gateway.socket');
    assert.equal((await gateway.record('listening')).port, http.port);
    http.close();
  });

  test('when the adopted link to the driver ends, so does the gateway, and says so by its exit code', async () => {
    const system = newSystem();
    await system.runDriver();
    const driver = await linkTo(system.remoteSocket);
    const gateway = startWith(system, [driver.fd], 'driver');
    system.port = Number((await gateway.record('listening')).port);
    driver.close();
    assert.equal((await system.play('twinkle')).status, 200);
    await system.driver?.stop('SIGKILL');
    assert.equal(await gateway.exited, EXIT.driverLinkEnded);
    const events = gateway.records.map(({ event }) => event);
    assert.deepEqual(events.slice(-2), ['driver_disconnected', 'stopped']);
  });

  test('a driver on an adopted link that stops answering: 503 at the deadline, then the exit', async (t) => {
    const system = newSystem();
    const scripted = await ScriptedDriver.at(system.remoteSocket);
    t.after(() => scripted.close());
    const driver = await linkTo(system.remoteSocket);
    const gateway = startWith(system, [driver.fd], 'driver');
    system.port = Number((await gateway.record('listening')).port);
    driver.close();
    scripted.script = () => undefined;
    assert.equal((await system.play('twinkle')).status, 503);
    assert.equal(await gateway.exited, EXIT.driverLinkEnded);
  });

  /** A driver that answers the first call of a gateway only when the test says so. */
  async function slowDriver(system: TestSystem, t: TestContext) {
    const scripted = await ScriptedDriver.at(system.remoteSocket);
    t.after(() => scripted.close());
    const asked = new Promise<() => void>((resolve) => {
      scripted.script = (call, socket) => {
        resolve(() => void socket.write(`${JSON.stringify(defaultScript(call, socket))}\0`));
        return undefined;
      };
    });
    const link = await linkTo(system.remoteSocket);
    const gateway = startWith(system, [link.fd], 'driver');
    const answer = await asked;
    scripted.script = defaultScript;
    link.close();
    return { gateway, answer };
  }

  test('the gateway waits for a driver that is still starting before it listens', async (t) => {
    const system = newSystem();
    const { gateway, answer } = await slowDriver(system, t);
    await delay(200);
    assert.equal(gateway.records.at(-1)?.event, 'keys_loaded');
    answer();
    system.port = Number((await gateway.record('listening')).port);
    assert.equal((await system.play('twinkle')).status, 200);
  });

  test('if the driver takes longer, requests are answered with 503 until it is there', async (t) => {
    const system = newSystem();
    const { gateway, answer } = await slowDriver(system, t);
    system.port = Number((await gateway.record('listening')).port);
    assert.equal((await system.play('twinkle')).status, 503);
    answer();
    await gateway.record('driver_connected');
    assert.equal((await system.play('twinkle')).status, 200);
  });

  test('a signal while it waits for the driver stops it at once', async (t) => {
    const { gateway } = await slowDriver(newSystem(), t);
    assert.equal(await gateway.stop(), EXIT.stopped);
    assert.deepEqual(
      gateway.records.map(({ event }) => event),
      ['starting', 'registry_loaded', 'keys_loaded', 'stopping', 'stopped'],
    );
  });

  test('descriptors that are meant for another process are left alone', async () => {
    const system = newSystem();
    const http = await listener();
    const gateway = startWith(system, [http.fd], 'http', '1');
    const { port, inherited } = await gateway.record('listening');
    assert.notEqual(port, http.port);
    assert.equal(inherited, false);
    http.close();
  });

  test('two listeners are an error', async () => {
    const system = newSystem();
    for (const [names, problem] of [
      ['http:https', /systemd passed more descriptors than one to listen on/],
      ['a:b', /systemd passed more descriptors than one to listen on/],
      ['https:https', /systemd passed two descriptors named "https"/],
    ] as const) {
      const [one, two] = [await listener(), await listener()];
      const gateway = startWith(system, [one.fd, two.fd], names);
      assert.equal(await gateway.exited, EXIT.configuration, names);
      assert.match(gateway.stderr, problem);
      one.close();
      two.close();
    }
  });

  test('plain HTTP on an inherited listener is for loopback only, too', async () => {
    const system = newSystem();
    // Any address stands for one that is reachable; nothing is accepted before the refusal.
    const http = await listener('0.0.0.0');
    const gateway = startWith(system, [http.fd], 'http');
    assert.equal(await gateway.exited, EXIT.configuration);
    assert.match(gateway.stderr, /reachable from outside \(0\.0\.0\.0\).*add \[tls\]/);
    http.close();
  });

  test('a descriptor that is not a socket is an error', async () => {
    const system = newSystem();
    const file = join(system.folder, 'file');
    writeFileSync(file, '');
    const gateway = startWith(system, [openSync(file, 'r')], 'http');
    assert.equal(await gateway.exited, EXIT.listenerUnavailable);
    assert.match(gateway.stderr, /the inherited descriptor 3/);
  });
});
