import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { placeAttacker } from './attack/place.ts';
import { besiege, FREE, type Row, SANDBOXED } from './attack/siege.ts';
import { tableOf } from './attack/table.ts';
import { Container } from './machine/container.ts';
import { installReady } from './machine/garland.ts';
import { must } from './machine/machine.ts';
import { PACKAGE } from './prepare.ts';

describe('a gateway in the hands of an attacker', () => {
  let container: Container;
  let rows: readonly Row[];
  before(async () => {
    container = await Container.boot({ privileged: true });
    await installReady(container, PACKAGE);
    await placeAttacker(container);
    await must(
      container,
      `systemctl stop ${SANDBOXED.unit}.service && systemctl start ${FREE.unit}.socket ${SANDBOXED.unit}.service ${FREE.unit}.service`,
    );
    rows = await besiege(container, 'container').catch(async (error: unknown) => {
      console.log(await must(container, 'journalctl -b -n 40; ss -tanp'));
      throw error;
    });
    console.log(tableOf(rows));
  });
  after(() => container.close());

  test('gets nothing that it tries', () => {
    assert.deepEqual(rows.filter(({ sandboxed }) => sandboxed.succeeded).map(({ attempt }) => attempt.title), []);
  });
});
