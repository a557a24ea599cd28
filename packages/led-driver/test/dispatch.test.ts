import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { BUILT_IN_IDS } from '@garland/animations';
import {
  DRIVER_INTERFACE,
  METHOD_NAMES,
  METHODS,
  REPLY_FIELDS,
  ROLES,
  SERVICE_INTERFACE,
} from '@garland/protocol';
import { PRODUCT } from '../src/control/varlink-service.ts';
import { type AnyReply, call, serveRole } from './control-kit.ts';
import { builtInIdsExcept, eventually } from './driver-fixtures.ts';

const UUID = '01234567-89ab-cdef-0123-456789abcdef';
const ALLOWED = ['off', 'snow'] as const;

test('an unknown method is MethodNotFound; on remote it also ends the connection', async (t) => {
  const unknown = [
    'io.garland.Driver.Explode',
    'io.garland.Driver.constructor',
    'io.garland.Driver.play',
    'io.garland.Driver.Play.',
    'io.other.Thing.Do',
    'org.varlink.service.Explode',
    'Play',
    '',
    '__proto__',
  ];
  const localOnly = METHOD_NAMES.filter((name) => !METHODS[name].roles.includes('remote'));
  assert.ok(localOnly.length > 0);
  for (const role of ROLES) {
    const { connect, log } = await serveRole(t, role);
    const foreign = role === 'remote' ? localOnly.map((name) => `${DRIVER_INTERFACE}.${name}`) : [];
    for (const method of [...unknown, ...foreign]) {
      const peer = await connect();
      const text = `${JSON.stringify({ method, more: true })}\0`;
      const [reply] = await peer.ask(text + call('Status'));
      assert.deepEqual(reply, { error: 'org.varlink.service.MethodNotFound', parameters: { method } });
      if (role === 'remote') {
        await peer.end();
        assert.equal(peer.replies.length, 1);
        assert.equal(log.of('connection_closed').at(-1)?.reason, 'method_not_allowed');
      } else {
        await peer.received(2);
        assert.ok(peer.replies[1].parameters.state);
        peer.socket.destroy();
      }
    }
  }
});

test('every method of the table is answered on the sockets that have it', async (t) => {
  const parameters: Record<string, object> = { Play: { id: 'snow' }, SetBrightness: { percent: 50 } };
  for (const role of ROLES) {
    const { connect } = await serveRole(t, role);
    for (const name of METHOD_NAMES.filter((method) => METHODS[method].roles.includes(role))) {
      const peer = await connect();
      const more = METHODS[name].replyMode === 'stream';
      const [reply] = await peer.ask(call(name, parameters[name], more ? { more } : {}));
      assert.equal(reply.error, undefined, `${role} ${name}`);
      assert.deepEqual(Object.keys(reply.parameters), Object.keys(REPLY_FIELDS[name]));
      assert.equal(reply.continues, more ? true : undefined);
      peer.socket.destroy();
    }
  }
});

test('remote can play its allowlist and nothing else, local the whole catalog', async (t) => {
  const [remote, local] = [await serveRole(t, 'remote'), await serveRole(t, 'local')];
  const [gateway, cli] = [await remote.connect(), await local.connect()];
  for (const id of ALLOWED) {
    const [reply] = await gateway.ask(call('Play', { id }));
    assert.equal(reply.parameters.state.animation, id);
    assert.equal(reply.parameters.state.chosenBy, id === 'off' || id === 'snow' ? 'remote' : '');
  }
  for (const id of builtInIdsExcept(...ALLOWED)) {
    const [refused] = await gateway.ask(call('Play', { id, requestId: UUID }));
    assert.deepEqual(refused, { error: 'io.garland.Driver.UnknownAnimation', parameters: { id } });
    assert.deepEqual(remote.log.of('play_rejected').at(-1), {
      event: 'play_rejected',
      role: 'remote',
      id,
      requestId: UUID,
      reason: 'unknown_animation',
    });
    assert.equal((await cli.ask(call('Play', { id })))[0].parameters.state.animation, id);
  }
  assert.equal(remote.engine.state().animation, 'snow');
  const unknown = { error: 'io.garland.Driver.UnknownAnimation', parameters: { id: 'sleigh' } };
  assert.deepEqual((await cli.ask(call('Play', { id: 'sleigh' })))[0], unknown);
});

test('a list names exactly the IDs that the socket can play', async (t) => {
  for (const [role, ids] of [
    ['remote', ALLOWED],
    ['local', BUILT_IN_IDS],
  ] as const) {
    const peer = await (await serveRole(t, role)).connect();
    const [reply] = await peer.ask(call('List'));
    assert.deepEqual(
      reply.parameters.entries.map(({ id }: AnyReply) => id),
      [...ids],
    );
  }
});

test('an allowlist that was narrowed holds for the next call', async (t) => {
  const { connect, catalog } = await serveRole(t, 'remote');
  const peer = await connect();
  assert.ok((await peer.ask(call('Play', { id: 'snow' })))[0].parameters.state);
  catalog.replaceAllowlist(['off']);
  assert.equal((await peer.ask(call('Play', { id: 'snow' })))[0].error, 'io.garland.Driver.UnknownAnimation');
});

test('a wrong parameter is named, and changes nothing', async (t) => {
  const { connect, engine } = await serveRole(t, 'local');
  const peer = await connect();
  const before = engine.state();
  for (const [method, parameters, parameter] of [
    ['Play', undefined, 'id'],
    ['Play', { id: 7 }, 'id'],
    ['Play', { id: 'Snow' }, 'id'],
    ['Play', { id: 'a'.repeat(33) }, 'id'],
    ['Play', { id: ['snow'] }, 'id'],
    ['Play', { id: 'snow', speed: 2 }, 'speed'],
    ['Play', { id: 'snow', ['x'.repeat(100)]: 2 }, 'x'.repeat(40)],
    ['Play', { id: 'snow', requestId: 'hello' }, 'requestId'],
    ['Play', { id: 'snow', requestId: UUID.toUpperCase() }, 'requestId'],
    ['Play', { id: 'snow', requestId: `${UUID}\n` }, 'requestId'],
    ['Play', { id: 'snow', requestId: 5 }, 'requestId'],
    ['SetBrightness', {}, 'percent'],
    ['SetBrightness', { percent: 101 }, 'percent'],
    ['SetBrightness', { percent: -1 }, 'percent'],
    ['SetBrightness', { percent: 1.5 }, 'percent'],
    ['SetBrightness', { percent: '50' }, 'percent'],
    ['Status', { verbose: true }, 'verbose'],
    ['org.varlink.service.GetInfo', { a: 1 }, 'a'],
    ['org.varlink.service.GetInterfaceDescription', {}, 'interface'],
    ['org.varlink.service.GetInterfaceDescription', { interface: 1 }, 'interface'],
  ] as const) {
    const [reply] = await peer.ask(call(method, parameters));
    assert.deepEqual(reply, { error: 'org.varlink.service.InvalidParameter', parameters: { parameter } });
  }
  assert.deepEqual(engine.state(), before);
  assert.ok((await peer.ask(call('Play', { id: 'snow', requestId: UUID })))[0].parameters.state);
  assert.ok((await peer.ask(call('Play', { id: 'off', requestId: null })))[0].parameters.state);
});

test('a stream answers only to a call that asks for more', async (t) => {
  const { connect, listenerCount } = await serveRole(t, 'local');
  const peer = await connect();
  for (const method of ['Watch', 'Frames']) {
    for (const flags of [{}, { more: false }]) {
      const [reply] = await peer.ask(call(method, undefined, flags));
      assert.deepEqual(reply, { error: 'org.varlink.service.ExpectedMore', parameters: {} });
    }
  }
  assert.equal(listenerCount(), 0);
});

test('a oneway call takes effect and gets no reply, and neither does one that is refused', async (t) => {
  const { connect, engine, listenerCount } = await serveRole(t, 'local');
  const peer = await connect();
  const oneway = { oneway: true };
  peer.send(call('Play', { id: 'snow' }, oneway), call('Play', { id: 'sleigh' }, oneway));
  peer.send(call('Explode', {}, oneway), call('Watch', {}, oneway));
  const [reply] = await peer.ask(call('SetBrightness', { percent: 7 }));
  assert.equal(reply.parameters.state.brightness, 7);
  assert.equal(peer.replies.length, 1);
  assert.equal(engine.state().animation, 'snow');
  assert.equal(listenerCount(), 0);
});

test('a oneway call that remote is not allowed to make ends the connection too', async (t) => {
  const { connect, engine } = await serveRole(t, 'remote');
  const peer = await connect();
  peer.send(call('SetBrightness', { percent: 7 }, { oneway: true }));
  await peer.end();
  assert.deepEqual(peer.replies, []);
  assert.equal(engine.state().brightness, 100);
});

test('each socket describes itself, with its own methods and its own IDs', async (t) => {
  for (const role of ROLES) {
    const { connect, catalog } = await serveRole(t, role);
    const peer = await connect();
    const [info] = await peer.ask(call('org.varlink.service.GetInfo'));
    assert.deepEqual(info.parameters, { ...PRODUCT, interfaces: [SERVICE_INTERFACE, DRIVER_INTERFACE] });
    const describe = async (name: string): Promise<AnyReply> =>
      (await peer.ask(call('org.varlink.service.GetInterfaceDescription', { interface: name })))[0];
    assert.match(
      (await describe(SERVICE_INTERFACE)).parameters.description,
      /^# .*\ninterface org\.varlink\.service/,
    );
    const { description } = (await describe(DRIVER_INTERFACE)).parameters;
    const ids = catalog.entries(role).map(({ id }) => id);
    assert.ok(description.includes(`(\n  ${ids.join(',\n  ')}\n)`));
    assert.equal(description.includes('SetBrightness'), role === 'local');
    assert.deepEqual(await describe('io.other'), {
      error: 'org.varlink.service.InterfaceNotFound',
      parameters: { interface: 'io.other' },
    });
  }
});

test('a watcher gets each change, and a slow one the newest', async (t) => {
  const { setBrightness, connect, accepted } = await serveRole(t, 'local');
  const peer = await connect();
  await peer.ask(call('Watch', undefined, { more: true }));
  setBrightness(50);
  await peer.received(2);
  assert.equal(peer.replies[1].parameters.state.brightness, 50);

  peer.socket.pause();
  for (let round = 0; round < 200; round++) {
    for (let percent = 0; percent < 100; percent++) setBrightness(percent);
    await new Promise(setImmediate);
  }
  assert.ok((accepted[0]?.writableLength ?? 0) < 1_000);
  setBrightness(77);
  peer.socket.resume();
  await peer.received(peer.replies.length + 1);
  while (peer.replies.at(-1).parameters.state.brightness !== 77) await peer.received(peer.replies.length + 1);
  assert.ok(peer.replies.length < 2_000);
});

test('plays and brightness changes are logged with their role', async (t) => {
  const { connect, log } = await serveRole(t, 'local');
  const peer = await connect();
  await peer.ask(call('Play', { id: 'snow', requestId: UUID }));
  await peer.ask(call('Play', { id: 'snow' }));
  await peer.ask(call('SetBrightness', { percent: 7 }));
  assert.deepEqual(log.records, [
    { event: 'play', role: 'local', id: 'snow', requestId: UUID },
    { event: 'play', role: 'local', id: 'snow' },
    { event: 'brightness_set', role: 'local', percent: 7 },
  ]);
});

test('Frames streams the pixels as they are shown, starting at once', async (t) => {
  const { setBrightness, connect, engine, simulator, clock } = await serveRole(t, 'local', { pixels: 5 });
  engine.start();
  clock.advance(2_000);
  const peer = await connect();
  const pixels = (reply: AnyReply): number[] => [...Buffer.from(reply.parameters.rgb, 'base64')];
  const shown = (): number[] =>
    [...simulator.shown].flatMap((word) => [word >> 16, (word >> 8) & 255, word & 255]);
  const [first] = await peer.ask(call('Frames', undefined, { more: true }));
  assert.deepEqual(pixels(first), shown());
  setBrightness(20);
  clock.advance(5_000);
  await eventually(() => isDeepStrictEqual(pixels(peer.replies.at(-1)), shown()), 'the last frame');
  assert.equal(clock.pending, 0);
});
