import assert from 'node:assert/strict';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { StartError } from '@garland/daemon';
import { listenAt, prepareListenTargets } from '../src/listen-targets.ts';
import { isRoot, temporaryFolder } from './driver-fixtures.ts';

const NO_DESCRIPTORS: ReadonlyMap<string, number> = new Map();

async function refusalMessage(
  folder: string,
  inherited: ReadonlyMap<string, number> = NO_DESCRIPTORS,
): Promise<string> {
  try {
    await prepareListenTargets(inherited, folder);
  } catch (error) {
    assert.ok(error instanceof StartError, String(error));
    assert.equal(error.exitCode, 73);
    return error.message;
  }
  return '';
}

function newServer(t: TestContext): Server {
  const server = createServer();
  t.after(() => server.close());
  return server;
}

/** A socket file without a listener, as a killed driver leaves it. */
async function leaveStale(path: string): Promise<void> {
  const server = createServer().listen(`${path}.made`);
  await once(server, 'listening');
  // Closing a server removes its path, so the one that stays is another name of the same socket.
  linkSync(`${path}.made`, path);
  server.close();
  await once(server, 'close');
  assert.ok(lstatSync(path).isSocket());
}

function connects(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

test('each socket has its mode from its first moment, whatever the umask', async (t) => {
  for (const umask of [0o000, 0o022, 0o077]) {
    const folder = temporaryFolder(t);
    const before = process.umask(umask);
    t.after(() => process.umask(before));
    const places = await prepareListenTargets(NO_DESCRIPTORS, folder);
    for (const [role, mode] of [
      ['remote', 0o600],
      ['local', 0o660],
      ['root', 0o600],
    ] as const) {
      const ready = listenAt(places.get(role)!)(newServer(t));
      assert.equal(lstatSync(join(folder, `${role}.sock`)).mode & 0o777, mode, 'when it is bound');
      await ready;
      assert.equal(lstatSync(join(folder, `${role}.sock`)).mode & 0o777, mode, 'when it listens');
    }
    assert.equal(process.umask(), umask, 'the umask is as before');
  }
});

test('the runtime directory is made, open to others for passing through only', async (t) => {
  const folder = join(temporaryFolder(t), 'a/b');
  await prepareListenTargets(NO_DESCRIPTORS, folder);
  assert.equal(lstatSync(folder).mode & 0o777, 0o755 & ~process.umask());
});

test('a socket that a killed driver left behind is replaced', async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'remote.sock');
  await leaveStale(path);
  const remote = (await prepareListenTargets(NO_DESCRIPTORS, folder)).get('remote')!;
  assert.equal(existsSync(path), false);
  await listenAt(remote)(newServer(t));
  assert.equal(await connects(path), true);
});

test('a socket with a listener is left alone, and the driver does not start', async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'local.sock');
  const other = newServer(t);
  other.listen(path);
  await once(other, 'listening');
  assert.equal(await refusalMessage(folder), `${path} is in use: another driver is running`);
  assert.equal(await connects(path), true);
});

test('any other file in the way is left alone, and the start refused', async (t) => {
  const obstacles: Record<string, (path: string, folder: string) => void> = {
    file: (path) => writeFileSync(path, 'precious'),
    folder: (path) => mkdirSync(path),
    'link to a file': (path, folder) => {
      writeFileSync(join(folder, 'file'), '');
      symlinkSync(join(folder, 'file'), path);
    },
    'link to nowhere': (path) => symlinkSync('/nowhere/at/all', path),
  };
  for (const [name, put] of Object.entries(obstacles)) {
    const folder = temporaryFolder(t);
    const path = join(folder, 'remote.sock');
    put(path, folder);
    assert.equal(
      await refusalMessage(folder),
      `${path} exists and is not a socket; move it away and start again`,
      name,
    );
    assert.ok(lstatSync(path));
    rmSync(path, { recursive: true });
    assert.equal(await refusalMessage(folder), '');
  }
});

test('a link to a socket is not followed', async (t) => {
  const folder = temporaryFolder(t);
  const elsewhere = join(temporaryFolder(t), 'x.sock');
  await leaveStale(elsewhere);
  symlinkSync(elsewhere, join(folder, 'remote.sock'));
  assert.match(await refusalMessage(folder), /is not a socket/);
  assert.ok(lstatSync(elsewhere).isSocket());
});

test('a socket of another user is left alone', { skip: !isRoot && 'only root can make one' }, async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'remote.sock');
  await leaveStale(path);
  chownSync(path, 12345, 12345);
  assert.equal(await refusalMessage(folder), `${path} belongs to another user (uid 12345)`);
  chownSync(path, 0, 0);
  assert.equal(await refusalMessage(folder), '');
});

test('a directory in which others could replace the sockets is refused', async (t) => {
  const folder = temporaryFolder(t);
  for (const mode of [0o777, 0o770, 0o1777, 0o702]) {
    chmodSync(folder, mode);
    assert.match(await refusalMessage(folder), /is writable by other users; run "chmod go-w /);
  }
  for (const mode of [0o700, 0o755, 0o750]) {
    chmodSync(folder, mode);
    assert.equal(await refusalMessage(folder), '');
  }
});

test('a directory of another user is refused', { skip: !isRoot && 'only root can make one' }, async (t) => {
  const folder = temporaryFolder(t);
  chownSync(folder, 12345, 12345);
  assert.equal(await refusalMessage(folder), `${folder} belongs to another user (uid 12345)`);
});

test('a path that is too long for a socket is refused in words, and the longest that fits works', async (t) => {
  const base = temporaryFolder(t);
  const fill = (bytes: number): string =>
    join(base, 'd'.repeat(bytes - base.length - '//remote.sock'.length));
  assert.match(
    await refusalMessage(fill(108)),
    /too long for a socket \(108 bytes, at most 107\); choose a shorter paths\.runtime_dir/,
  );
  const places = await prepareListenTargets(NO_DESCRIPTORS, fill(107));
  await listenAt(places.get('remote')!)(newServer(t));
  assert.equal(await connects(join(fill(107), 'remote.sock')), true);
});

test("a runtime directory that can't be created is a clear error", async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'file'), '');
  assert.match(await refusalMessage(join(folder, 'file/run')), /^can't make the runtime directory: ENOTDIR/);
});

test('a place that was taken since it was found free is an error that names it', async (t) => {
  const folder = temporaryFolder(t);
  const remote = (await prepareListenTargets(NO_DESCRIPTORS, folder)).get('remote')!;
  await listenAt(remote)(newServer(t));
  await assert.rejects(listenAt(remote)(newServer(t)), /can't listen on .*remote\.sock: .*EADDRINUSE/);
});

test('passed sockets are distinguished by name, in any order, among others', async (t) => {
  const folder = join(temporaryFolder(t), 'never-made');
  for (const names of [
    ['remote', 'local'],
    ['local', 'remote'],
    ['other', 'local', 'remote'],
    ['root', 'local', 'remote'],
  ]) {
    const inherited = new Map(names.map((name, i) => [name, 3 + i]));
    const targets = await prepareListenTargets(inherited, folder);
    for (const name of ['remote', 'local', 'root'] as const) {
      const index = names.indexOf(name);
      assert.deepEqual(targets.get(name), index < 0 ? undefined : { fd: 3 + index });
    }
  }
  assert.equal(existsSync(folder), false);
});

test('sockets that were passed under other names are refused, and none is made instead', async (t) => {
  const folder = temporaryFolder(t);
  for (const names of [['garland-remote.socket', 'garland-local.socket'], ['remote'], ['unknown']]) {
    const message = await refusalMessage(folder, new Map(names.map((name, i) => [name, 3 + i])));
    assert.equal(
      message,
      `systemd passed sockets named ${names.join(', ')}, but remote and local are needed (FileDescriptorName=)`,
    );
  }
  assert.equal(existsSync(join(folder, 'local.sock')), false);
});

test('a descriptor that is not a socket is an error that names it', async (t) => {
  await assert.rejects(listenAt({ fd: 0 })(newServer(t)), /can't listen on descriptor 0: /);
});
