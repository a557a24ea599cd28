import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { connectToDriver } from '@garland/protocol/client';
import { isMissing } from './attack/attempt.ts';
import { ABUSE, FLOOD } from './attack/attempts/abuse.ts';
import { placeAttacker } from './attack/place.ts';
import { beginSiege, besiege, FREE, type Row, SANDBOXED, type Siege } from './attack/siege.ts';
import { printTable } from './attack/table.ts';
import { Container } from './machine/container.ts';
import { installReady } from './machine/garland.ts';
import { journal, must } from './machine/machine.ts';
import { PACKAGE } from './prepare.ts';
import { whyNotHere } from './root.ts';

const LEAST_ATTEMPTS = 60;
/** What its unit lets it write in half a minute; journald makes up to six times as many of it, by the room on the disk. */
const MOST_RECORDS = 6 * 1_000;
const WATCHED_MS = 1_500;
/** Of the frames that there were before. */
const LEAST_SHARE = 0.8;

describe('a gateway in the hands of an attacker', { skip: whyNotHere() }, () => {
  let container: Container;
  let siege: Siege | undefined;
  let rows: readonly Row[];
  let driver: string;
  const driverOf = (): Promise<string> =>
    must(container, 'systemctl show -P MainPID -P NRestarts garland-driver');
  before(async () => {
    container = await Container.boot({ privileged: true });
    await installReady(container, PACKAGE);
    await placeAttacker(container);
    driver = await driverOf();
    siege = await beginSiege(container);
    rows = await besiege(siege);
    printTable(rows);
  });
  after(() => {
    // Where it did not come to that, what went wrong shall be told and not waited for.
    siege?.end();
    return container.close();
  });

  test('gets nothing that it tries', () => {
    assert.deepEqual(
      rows.filter(({ sandboxed }) => sandboxed.succeeded).map(({ attempt }) => attempt.title),
      [],
    );
  });

  test('would get all of it, were there no sandbox', () => {
    assert.deepEqual(
      rows.filter(({ free }) => !free.succeeded && !isMissing(free)).map(({ attempt }) => attempt.title),
      [],
    );
  });

  test(`tries at least ${LEAST_ATTEMPTS} things that would succeed`, () => {
    assert.ok(rows.filter(({ free }) => free.succeeded).length >= LEAST_ATTEMPTS);
  });

  test('does not disturb the driver', async () => {
    assert.equal(await driverOf(), driver);
  });

  test('floods its own journal alone, and that not for long', async () => {
    const ofDriver = await journal(container, 'garland-driver');
    await siege?.sandboxed.attempt(ABUSE, FLOOD);
    await siege?.free.attempt(ABUSE, FLOOD);
    assert.deepEqual((await journal(container, 'garland-driver')).slice(0, ofDriver.length), ofDriver);
    const records = async (unit: string): Promise<number> =>
      (await journal(container, unit)).filter(({ event }) => event === 'play').length;
    assert.ok((await records(SANDBOXED.unit)) <= MOST_RECORDS);
    // The control: an ordinary service may write ten times as many, to the journal of all.
    assert.ok((await records(FREE.unit)) > MOST_RECORDS);
  });

  describe('does not keep the driver from its frames, nor from its owner, with', () => {
    /** Frames a second, as the owner sees them. */
    async function frameRate(): Promise<number> {
      const client = await connectToDriver(container.path('/run/garland/local.sock'));
      const numbers: number[] = [];
      const start = performance.now();
      for await (const { number } of client.stream('Frames', {}, { signal: AbortSignal.timeout(WATCHED_MS) }))
        numbers.push(number);
      return (1000 * ((numbers.at(-1) ?? 0) - (numbers[0] ?? 0))) / (performance.now() - start);
    }

    for (const abuse of ABUSE.attempts.filter(({ ownKernel }) => !ownKernel))
      test(abuse.title, async () => {
        const client = await connectToDriver(container.path('/run/garland/local.sock'));
        await client.call('Play', { id: 'rainbow' as never });
        let share = 0;
        // This machine may be busy with something else; an abuse that works would work every time.
        for (let attempts = 3; share < LEAST_SHARE && attempts > 0; attempts--) {
          const before = await frameRate();
          const abused = siege?.sandboxed.attempt(ABUSE, abuse);
          share = (await frameRate()) / before;
          await client.call('Status', {});
          await abused;
        }
        client.close();
        assert.ok(share >= LEAST_SHARE, `${Math.round(100 * share)} % of the frames`);
        assert.equal(await driverOf(), driver);
      });
  });
});
