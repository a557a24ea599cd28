import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { PACKAGE_FILE } from './artifacts.ts';
import { Container } from './machine/container.ts';
import { createToken, GATEWAY_PORT, installAndWait, sendRequest } from './machine/install-garland.ts';
import { allowSourceAddresses, MIN_OPENED, runSlowAttack, type SlowAttack } from './machine/slowhttptest.ts';
import { runOrThrow } from './machine/test-machine.ts';
import { skipUnlessRoot } from './skip-unless-root.ts';

interface AttackMode {
  readonly title: string;
  readonly path: string;
}

const MODES: Readonly<Record<SlowAttack, AttackMode>> = {
  H: { title: 'header fields that never end', path: '/healthz' },
  B: { title: 'bodies that never end', path: '/v1/animations/twinkle' },
  R: { title: 'a range of two thousand ranges', path: '/healthz' },
  X: { title: 'clients that hardly read', path: '/healthz' },
};
/** Each may hold 16 connections: together, all that the gateway has. */
const ATTACKERS: readonly string[] = ['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4'];
const PAUSE_MS = 200;
/** An answer takes some 20 ms. A client that has to wait for an attacker's time-out waits five seconds. */
const MAX_LATENCY_MS = 2000;

/** Node's own server as many write it: it waits for as long as its clients like, and has sixteen connections. */
const UNPROTECTED_SERVER = `const server = require('node:http').createServer(
  { requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 0 },
  (req, res) => req.resume().on('end', () => res.end(Buffer.alloc(1e6))),
);
server.maxConnections = 16;
server.listen(Number(process.argv[2]), '127.0.0.1');
`;
/** Who answers at once, as it does here, has nothing to fear of ranges. */
const UNPROTECTED_PORTS: Readonly<Partial<Record<SlowAttack, number>>> = { H: 9081, B: 9082, X: 9083 };

describe('slowhttptest, from four addresses at once', { skip: skipUnlessRoot() }, () => {
  let container: Container;
  let token: string;
  before(async () => {
    container = await Container.boot();
    // Of all limits, only that of the token which is measured with is not the default.
    await installAndWait(container, PACKAGE_FILE, { requests_per_minute: 1_000_000 });
    token = await createToken(container);
    await allowSourceAddresses(container, ATTACKERS);
  });
  after(() => container.close());

  /** Milliseconds until another client has its answer, repeated until the attack is over. A failure takes for ever. */
  async function timesDuring(attacks: Promise<unknown>): Promise<number[]> {
    const times: number[] = [];
    let isOver = false;
    const over = attacks.finally(() => {
      isOver = true;
    });
    while (!isOver) {
      const startedMs = performance.now();
      const answer = await sendRequest(container, 'GET', '/v1/status', token, MAX_LATENCY_MS).catch(
        () => undefined,
      );
      times.push(answer?.status === 200 ? performance.now() - startedMs : Number.POSITIVE_INFINITY);
      await sleep(PAUSE_MS);
    }
    await over;
    return times;
  }

  for (const [mode, { title, path }] of Object.entries(MODES) as [SlowAttack, AttackMode][])
    test(`${title}: the service stays available to the attackers, and quick for others`, async (t) => {
      const attacks = Promise.all(
        ATTACKERS.map((address) =>
          runSlowAttack(container, mode, `https://${address}:${GATEWAY_PORT}${path}`),
        ),
      );
      const times = await timesDuring(attacks);
      for (const seconds of await attacks) {
        assert.deepEqual(
          seconds.filter(({ available }) => !available),
          [],
        );
        assert.ok((seconds.at(-1)?.opened ?? 0) > MIN_OPENED);
      }
      const slowest = Math.max(...times);
      t.diagnostic(`${times.length} requests, the slowest took ${Math.round(slowest)} ms`);
      assert.ok(slowest < MAX_LATENCY_MS, `${slowest} ms`);
    });

  test('would find a server unavailable that waits for as long as its clients like', async () => {
    writeFileSync(container.path('/root/naive.cjs'), UNPROTECTED_SERVER);
    await Promise.all(
      Object.entries(UNPROTECTED_PORTS).map(async ([mode, port]) => {
        await runOrThrow(container, `systemd-run --unit=naive-${port} node /root/naive.cjs ${port}`);
        await runOrThrow(container, `until ss -Hltn | grep -q :${port}; do sleep 0.1; done`);
        const seconds = await runSlowAttack(container, mode as SlowAttack, `http://127.0.0.1:${port}/`);
        assert.ok(
          seconds.some(({ available }) => !available),
          mode,
        );
      }),
    );
  });
});
