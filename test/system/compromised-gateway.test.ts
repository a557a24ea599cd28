import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { connectToDriver } from '@garland/protocol/client';
import { PACKAGE_FILE } from './artifacts.ts';
import {
  type AttackSession,
  type AttemptComparison,
  runAttempts,
  SANDBOXED,
  startAttack,
  UNSANDBOXED,
} from './attack/attack-session.ts';
import { isUnsupportedByKernel } from './attack/attempt.ts';
import { printAttempts } from './attack/attempt-table.ts';
import { DENIAL_OF_SERVICE, JOURNAL_FLOOD } from './attack/attempts/denial-of-service.ts';
import { installAttacker } from './attack/install-attacker.ts';
import { Container } from './machine/container.ts';
import { installAndWait } from './machine/install-garland.ts';
import { journalRecords, runOrThrow } from './machine/test-machine.ts';
import { skipUnlessRoot } from './skip-unless-root.ts';

const MIN_CONTROLS = 60;
/** Its unit lets it write 500 in five minutes at one level; journald makes it up to 3.25 times as many, by the room on the disk. */
const MAX_JOURNAL_RECORDS = 1_625;
const MEASURED_MS = 1_500;
/** Of the frames that there were before. */
const MIN_FRAME_SHARE = 0.8;

describe('a compromised gateway', { skip: skipUnlessRoot() }, () => {
  let container: Container;
  let attack: AttackSession | undefined;
  let rows: readonly AttemptComparison[];
  let driver: string;
  const driverOf = (): Promise<string> =>
    runOrThrow(container, 'systemctl show -P MainPID -P NRestarts garland-driver');
  before(async () => {
    container = await Container.boot({ privileged: true });
    await installAndWait(container, PACKAGE_FILE);
    await installAttacker(container);
    driver = await driverOf();
    attack = await startAttack(container);
    rows = await runAttempts(attack);
    printAttempts(rows);
  });
  after(() => {
    // If it did not get that far, the fault is reported at once.
    attack?.end();
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
      rows
        .filter(({ unsandboxed }) => !unsandboxed.succeeded && !isUnsupportedByKernel(unsandboxed))
        .map(({ attempt }) => attempt.title),
      [],
    );
  });

  test(`tries at least ${MIN_CONTROLS} things that would succeed`, () => {
    assert.ok(rows.filter(({ unsandboxed }) => unsandboxed.succeeded).length >= MIN_CONTROLS);
  });

  test('does not disturb the driver', async () => {
    assert.equal(await driverOf(), driver);
  });

  test('floods its own journal alone, and that not for long', async () => {
    const ofDriver = await journalRecords(container, 'garland-driver');
    await attack?.sandboxed.attempt(DENIAL_OF_SERVICE, JOURNAL_FLOOD);
    await attack?.unsandboxed.attempt(DENIAL_OF_SERVICE, JOURNAL_FLOOD);
    assert.deepEqual((await journalRecords(container, 'garland-driver')).slice(0, ofDriver.length), ofDriver);
    const records = async (unit: string): Promise<number> =>
      (await journalRecords(container, unit)).filter(({ event }) => event === 'play').length;
    assert.ok((await records(SANDBOXED.unit)) <= MAX_JOURNAL_RECORDS);
    // The control: an ordinary service may write ten times as many, to the journal of all.
    assert.ok((await records(UNSANDBOXED.unit)) > MAX_JOURNAL_RECORDS);
  });

  describe('does not keep the driver from its frames, nor from its owner, with', () => {
    /** Frames a second, as the owner sees them. */
    async function frameRate(): Promise<number> {
      const client = await connectToDriver(container.path('/run/garland/local.sock'));
      const numbers: number[] = [];
      const start = performance.now();
      for await (const { number } of client.stream(
        'Frames',
        {},
        { signal: AbortSignal.timeout(MEASURED_MS) },
      ))
        numbers.push(number);
      return (1000 * ((numbers.at(-1) ?? 0) - (numbers[0] ?? 0))) / (performance.now() - start);
    }

    for (const abuse of DENIAL_OF_SERVICE.attempts.filter(({ needsOwnKernel: ownKernel }) => !ownKernel))
      test(abuse.title, async () => {
        const client = await connectToDriver(container.path('/run/garland/local.sock'));
        await client.call('Play', { id: 'rainbow' as never });
        let share = 0;
        // This machine may be busy with something else; an abuse that works would work every time.
        for (let attempts = 3; share < MIN_FRAME_SHARE && attempts > 0; attempts--) {
          const before = await frameRate();
          const abused = attack?.sandboxed.attempt(DENIAL_OF_SERVICE, abuse);
          share = (await frameRate()) / before;
          await client.call('Status', {});
          await abused;
        }
        client.close();
        assert.ok(share >= MIN_FRAME_SHARE, `${Math.round(100 * share)} % of the frames`);
        assert.equal(await driverOf(), driver);
      });
  });
});
