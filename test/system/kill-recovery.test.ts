import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectToDriver, type DriverClient } from '@garland/protocol/client';
import { isLitFrame, waitForFrame } from '../support/frames.ts';
import { PACKAGE_FILE } from './artifacts.ts';
import { AcknowledgedPlayer } from './machine/acknowledged-player.ts';
import { BackgroundLoad, EXPECTED_OUTCOMES } from './machine/background-load.ts';
import { Container } from './machine/container.ts';
import { createToken, installAndWait, waitUntilReady } from './machine/install-garland.ts';
import { runOrThrow } from './machine/test-machine.ts';
import { skipUnlessRoot } from './skip-unless-root.ts';

const KILLS = 50;
const UNITS = ['garland-driver', 'garland-gateway'] as const;
const LONGEST_WAIT_MS = 300;
/** What the flash guard waits for, counted from the start of the new driver: see docs/safety.md. */
const LIT_AGAIN_MS = 1_000;
/** Before that the old one's strip is darkened. Each of the two is a Node that starts, and reads as much code again. */
const NODE_STARTS_PER_RECOVERY = 4;

describe(`killed ${KILLS} times, at random and under load`, { skip: skipUnlessRoot() }, () => {
  let container: Container;
  let load: BackgroundLoad;
  let commander: AcknowledgedPlayer;
  const darkMs: number[] = [];
  const nodeMs: number[] = [];
  /** What showed after a kill and was neither the last acknowledged command nor one that came later. */
  const lost: string[] = [];
  before(async () => {
    container = await Container.boot();
    await installAndWait(container, PACKAGE_FILE);
    const token = await createToken(container);
    load = new BackgroundLoad(container, token, 3);
    commander = new AcknowledgedPlayer(container, token);
    for (let kill = 0; kill < KILLS; kill++) await killAndLook();
    await load.stop();
  });
  after(() => container.close());

  const local = (): Promise<DriverClient> => connectToDriver(container.path('/run/garland/local.sock'));

  async function killAndLook(): Promise<void> {
    const unit = UNITS[Math.floor(Math.random() * UNITS.length)] ?? UNITS[0];
    let killed = false;
    const killing = sleep(Math.random() * LONGEST_WAIT_MS)
      .then(() => runOrThrow(container, `systemctl kill --signal=KILL ${unit}`))
      .then(() => {
        killed = true;
      });
    while (!killed) await commander.playNext();
    await killing;
    darkMs.push(await elapsedMs(async () => waitForFrame(await local(), isLitFrame, 60_000)));
    const animation = await shown();
    if (!commander.candidates.includes(animation))
      lost.push(`${animation} instead of ${commander.candidates}`);
    nodeMs.push(await elapsedMs(() => runOrThrow(container, '/etc/garland/node -e 0')));
    await waitUntilReady(container);
  }

  async function shown(): Promise<string> {
    const driver = await local();
    const { state } = await driver.call('Status', {}, { deadlineMs: 10_000 });
    driver.close();
    return state.animation;
  }

  test('no command is lost that was acknowledged', () => {
    assert.deepEqual(lost, []);
  });

  test('no client sees anything but success, 503, or the end of a connection', () => {
    const seen = [...load.outcomes.keys(), ...commander.endings.keys()];
    assert.deepEqual(
      seen.filter((ending) => !EXPECTED_OUTCOMES.includes(ending)),
      [],
    );
    assert.ok((load.outcomes.get(200) ?? 0) > KILLS);
  });

  test('the tree is lit again within a second of the new driver’s start, each time', (t) => {
    const limitMs = LIT_AGAIN_MS + NODE_STARTS_PER_RECOVERY * Math.max(...nodeMs);
    console.log(
      darkMs
        .map(Math.round)
        .sort((a, b) => a - b)
        .join(' '),
      nodeMs
        .map(Math.round)
        .sort((a, b) => a - b)
        .join(' '),
    );
    const longestMs = Math.max(...darkMs);
    t.diagnostic(
      `dark for ${Math.round(longestMs)} ms at the most, while Node alone took ${Math.round(Math.max(...nodeMs))} ms`,
    );
    assert.ok(longestMs < limitMs);
  });

  test('both services run, as they always do', async () => {
    const states = await runOrThrow(
      container,
      'systemctl is-active garland-driver garland-gateway garland-gateway.socket',
    );
    assert.deepEqual(states.trim().split('\n'), ['active', 'active', 'active']);
  });
});

async function elapsedMs(action: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await action();
  return performance.now() - start;
}
