import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { isMissing } from './attack/attempt.ts';
import { ABUSE, BUSY_MS } from './attack/attempts/abuse.ts';
import { placeAttacker, removeAttacker } from './attack/place.ts';
import { beginSiege, besiege, FREE, type Row, SANDBOXED, type Siege } from './attack/siege.ts';
import { printTable } from './attack/table.ts';
import { Container } from './machine/container.ts';
import { ask, createToken, installReady, play, ready } from './machine/garland.ts';
import { journal, must, until } from './machine/machine.ts';
import { Vm } from './machine/vm.ts';
import { PACKAGE } from './prepare.ts';
import { whyNotHere } from './root.ts';

const LEAST_SHARE = 0.7;
/** The shell that watches takes seconds to start, too. */
const WATCHED_S = BUSY_MS / 1000 - 4;

describe('on a machine with a kernel of its own', { skip: whyNotHere() }, () => {
  let vm: Vm;
  before(async () => {
    const container = await Container.boot();
    await installReady(container, PACKAGE);
    await placeAttacker(container);
    vm = await Vm.boot(container, [SANDBOXED.port, FREE.port]);
    await container.close();
  });
  after(() => vm.close());

  /** Runs a command until it succeeds: emulated, a driver may be too slow for the deadlines that `garland` has. */
  async function run(command: string): Promise<string> {
    return until(command, async () => {
      const { code, stdout } = await vm.run(command);
      return code === 0 && stdout;
    });
  }

  describe('a gateway in the hands of an attacker', () => {
    let siege: Siege;
    let rows: readonly Row[];
    before(async () => {
      siege = await beginSiege(vm);
      rows = await besiege(siege, true);
      printTable(rows);
    });
    after(() => siege.end());

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

    test('does not keep the driver from its frames with every processor busy', async () => {
      await run('garland play rainbow');
      const busy = ABUSE.attempts.find(({ ownKernel }) => ownKernel)!;
      let [quiet, shown] = [1, 0];
      // This machine may be busy with something else; an abuse that works would work every time.
      for (let attempts = 3; shown < LEAST_SHARE * quiet && attempts > 0; attempts--) {
        quiet = await framesShown();
        assert.ok((await siege.sandboxed.attempt(ABUSE, busy)).succeeded);
        shown = await framesShown();
      }
      assert.ok(shown >= LEAST_SHARE * quiet, `${shown} frames instead of ${quiet}`);

      // The control: a driver that is kept from its frames is seen to be.
      await must(vm, 'systemctl set-property --runtime garland-driver CPUQuota=1%');
      assert.ok((await framesShown()) < LEAST_SHARE * quiet);
      await must(vm, 'systemctl revert garland-driver');
    });

    /** How many frames the strip got while somebody watched for a while. */
    async function framesShown(): Promise<number> {
      const frames =
        'varlinkctl call --json=short --more unix:/run/garland/local.sock io.garland.Driver.Frames {}';
      const { stdout } = await vm.run(
        `timeout ${WATCHED_S} ${frames} | grep -o '"number":[0-9]*' | sed -n '1p;$p'`,
      );
      const [first = 0, last = 0] = [...stdout.matchAll(/\d+/g)].map(Number);
      return last - first;
    }
  });

  describe('the gateway itself', () => {
    let token: string;
    before(async () => {
      await removeAttacker(vm);
      await ready(vm);
      token = await createToken(vm);
    });

    /** Plays until the answer is as it should be; 503 is one that an emulated machine may need some time for. */
    async function answers(status: number, id = 'snow'): Promise<void> {
      await until(`an answer of ${status}`, async () => (await play(vm, id, token)).status === status);
    }
    const setClock = (when: string): Promise<string> => must(vm, `date --set='${when}'`);
    async function saysWhy(reason: string): Promise<void> {
      await until(`"${reason}" in the journal`, async () => {
        const records = await journal(vm, 'garland-gateway');
        return records.findLast(({ event }) => event === 'request_refused')?.reason === reason;
      });
    }

    test('refuses tokens until the clock is set, and says why', async () => {
      const now = (await must(vm, 'date +@%s')).trim();
      await answers(200);
      await setClock('@86400');
      await answers(401);
      await saysWhy('not_yet_valid');
      assert.match(await run('garland status'), /Snow/);
      await setClock(now);
      await answers(200);
    });

    test('refuses tokens when the clock has run ahead, and says why', async () => {
      const now = (await must(vm, 'date +@%s')).trim();
      await setClock('+20 years');
      await answers(401);
      await saysWhy('expired');
      await setClock(now);
      await answers(200);
    });

    test('is there for the addresses that it is exposed to, and for no others', async () => {
      const reached = (): Promise<boolean> =>
        ask(vm, 'GET', '/healthz', undefined, 4_000).then(
          () => true,
          () => false,
        );
      await until('it is there', reached);
      await must(vm, 'garland expose off');
      assert.equal(await reached(), false);
      await must(vm, 'garland expose lan');
      await until('it is there again', reached);
    });

    test('plays on a disk that turned read-only, and remembers over a restart', async () => {
      // The last test, as there is no way back. What a kernel does with a file system that it has found an error in.
      await must(vm, 'echo u >/proc/sysrq-trigger; until ! touch /more 2>/dev/null; do sleep 0.1; done');
      await answers(200, 'rainbow');
      await must(vm, 'systemctl restart garland-driver');
      assert.match(await run('garland status'), /Rainbow/);
      await answers(200, 'fire');
      const { code, stderr } = await vm.run('garland token create another');
      assert.notEqual(code, 0);
      assert.match(stderr, /read-only/);
    });
  });
});
