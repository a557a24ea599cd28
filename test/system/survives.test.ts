import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '@garland/protocol/client';
import { frameWhere, lit } from '../support/light.ts';
import { Container } from './machine/container.ts';
import { ALLOWED, createToken, installReady, ready } from './machine/garland.ts';
import { createClient, type Ending, Load } from './machine/load.ts';
import { must } from './machine/machine.ts';
import { PACKAGE } from './prepare.ts';
import { whyNotHere } from './root.ts';

const KILLS = 50;
const LIT_AGAIN_MS = 1_000;
const HARMLESS: readonly Ending[] = [200, 503, 'closed'];
const UNITS = ['garland-driver', 'garland-gateway'] as const;

/** Plays one animation after the other, and knows which may show: the last that was acknowledged, and what was asked since. */
class Commander {
  readonly endings: Map<Ending, number> = new Map();
  #candidates: string[] = [];
  #number = 0;
  readonly #client: ReturnType<typeof createClient>;

  constructor(container: Container, token: string) {
    this.#client = createClient(container, token, false);
  }

  /** What may show now. */
  get candidates(): readonly string[] {
    return this.#candidates;
  }

  async playNext(): Promise<void> {
    const id = ALLOWED.filter((name) => name !== 'off')[this.#number++ % (ALLOWED.length - 1)] ?? '';
    const ending = await this.#client.send('POST', `/v1/animations/${id}`);
    this.endings.set(ending, (this.endings.get(ending) ?? 0) + 1);
    this.#candidates = ending === 200 ? [id] : [...this.#candidates, id];
  }
}

describe('killed again and again under load', { skip: whyNotHere() }, () => {
  let container: Container;
  let token: string;
  before(async () => {
    container = await Container.boot();
    await installReady(container, PACKAGE);
    token = await createToken(container);
  });
  after(() => container.close());

  const shown = async (): Promise<string> => {
    const driver = await connect(container.path('/run/garland/local.sock'));
    const { state } = await driver.call('Status', {}, { deadlineMs: 10_000 });
    driver.close();
    return state.animation;
  };

  /** How long the tree stays dark from now on, in milliseconds. */
  async function darkFor(): Promise<number> {
    const start = performance.now();
    await frameWhere(await connect(container.path('/run/garland/local.sock')), lit, 20_000);
    return performance.now() - start;
  }

  test(`${KILLS} times, at random, costs no acknowledged command, no light and no client`, { timeout: 240_000 }, async () => {
    const load = new Load(container, token, 4);
    const commander = new Commander(container, token);
    const darkMs: number[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      const unit = UNITS[Math.floor(Math.random() * UNITS.length)] ?? UNITS[0];
      const killing = sleep(Math.random() * 300).then(() => must(container, `systemctl kill -s KILL ${unit}`));
      const end = killing.then(() => true);
      while (!(await Promise.race([end, sleep(0, false)]))) await commander.playNext();
      darkMs.push(await darkFor());
      const animation = await shown();
      assert.ok(commander.candidates.includes(animation), `${animation} shows instead of ${commander.candidates}`);
      await ready(container);
    }
    await load.stop();
    console.log({ load: load.endings, commander: commander.endings, darkMs: darkMs.map(Math.round).sort((a, b) => a - b) });
    for (const ending of [...load.endings.keys(), ...commander.endings.keys()])
      assert.ok(HARMLESS.includes(ending), `a client saw ${ending}`);
    assert.ok(Math.max(...darkMs) < LIT_AGAIN_MS, `dark for ${Math.max(...darkMs)} ms`);
  });
});
