import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { PACKAGE_FILE } from './artifacts.ts';
import { Container } from './machine/container.ts';
import { installAndWait, sendRequest, waitUntilReady } from './machine/install-garland.ts';
import { runOrThrow, waitUntil } from './machine/test-machine.ts';
import { skipUnlessRoot } from './skip-unless-root.ts';

interface Mistake {
  readonly service: 'driver' | 'gateway';
  readonly what: string;
  readonly file: string;
  readonly edit: readonly [from: string, to: string];
  /** File, line and cure, or the hardware's fault. */
  readonly reason: RegExp;
}

const MISTAKES: readonly Mistake[] = [
  {
    service: 'gateway',
    what: 'a misspelt table',
    file: '/etc/garland/gateway.toml',
    edit: ['\n[limits]\n', '\n[limit]\n'],
    reason: /\/etc\/garland\/gateway\.toml:\d+: limit: unknown key; did you mean "limits"\?/,
  },
  {
    service: 'driver',
    what: 'a number out of range',
    file: '/etc/garland/driver.toml',
    edit: ['pixels = 50', 'pixels = 0'],
    reason: /\/etc\/garland\/driver\.toml:2: strip\.pixels: must be a whole number from 1 to 1000, not 0/,
  },
  {
    service: 'driver',
    what: 'real hardware on a PC',
    file: '/etc/garland/driver.toml',
    edit: ['"simulator"', '"ws281x"'],
    reason: /rpi-ws281x-native can't be loaded.*garland-build-addon/,
  },
];

describe('what a person sees of a service that does not start', { skip: skipUnlessRoot() }, () => {
  let container: Container;
  before(async () => {
    container = await Container.boot();
    await installAndWait(container, PACKAGE_FILE);
  });
  after(() => container.close());

  /** What a command prints, on both streams. */
  async function output(command: string): Promise<{ readonly code: number | null; readonly text: string }> {
    const { code, stdout, stderr } = await container.run(command);
    return { code, text: `${stdout}${stderr}` };
  }

  for (const { service, what, file, edit, reason } of MISTAKES)
    test(`${what}: restart fails, every first command names the reason, and a start after the repair succeeds`, async () => {
      const unit = `garland-${service}`;
      const sound = readFileSync(container.path(file), 'utf8');
      assert.ok(sound.includes(edit[0]));
      writeFileSync(container.path(file), sound.replace(...edit));
      assert.equal((await output(`systemctl restart ${unit}`)).code, 1);
      // The driver's next start has to run before it can say so.
      await waitUntil('its status says why', async () =>
        reason.test((await output(`systemctl status --no-pager ${unit}`)).text),
      );
      // A second restart does not wait for the delayed start of the first.
      assert.equal((await output(`systemctl restart ${unit}`)).code, 1);
      await waitUntil('systemd’s own advice leads to it', async () =>
        reason.test((await output(`journalctl -xeu ${unit} --no-pager`)).text),
      );
      const doctor = await output('garland doctor');
      assert.equal(doctor.code, 1);
      assert.match(doctor.text, reason);
      assert.match(doctor.text, new RegExp(`sudo systemctl restart ${unit}$`, 'm'));
      assert.doesNotMatch(doctor.text, /gateway are running/);
      if (service === 'driver')
        for (const command of ['status', 'reload', 'watch']) {
          // Between two starts, the answer can be that it is not ready.
          const answer = await waitUntil(command, async () => {
            const result = await output(`garland ${command}`);
            return reason.test(result.text) && result;
          });
          assert.equal(answer.code, 3, command);
        }
      else await assert.rejects(sendRequest(container, 'GET', '/healthz'), { code: 'ECONNREFUSED' });
      writeFileSync(container.path(file), sound);
      assert.deepEqual(await output(`systemctl start ${unit}`), { code: 0, text: '' });
      await waitUntilReady(container);
      assert.match((await output('garland status')).text, /strip +50 pixels/);
    });

  for (const [what, breakIt, unit, advice] of [
    ['masked', 'systemctl mask --now garland-gateway', 'garland-gateway.service', 'systemctl unmask'],
    [
      'stopped',
      'systemctl stop garland-driver garland-gateway',
      'garland-gateway.service',
      'systemctl start',
    ],
    [
      'without its port',
      'systemctl stop garland-gateway.socket',
      'garland-gateway.service',
      'systemctl start',
    ],
  ] as const)
    test(`doctor names a gateway that is ${what}, and its advice works as printed`, async () => {
      await runOrThrow(container, breakIt);
      const { text } = await output('garland doctor');
      const [, command = ''] = new RegExp(`${unit} is .*\\n +sudo (${advice} .*)`).exec(text) ?? [];
      assert.ok(command, text);
      await runOrThrow(container, command.replaceAll('sudo ', ''));
      await waitUntilReady(container);
    });

  test('a crash is not a mistake: the port stays open, and the gateway is back', async () => {
    await runOrThrow(container, 'systemctl kill --signal=KILL garland-gateway');
    assert.equal((await sendRequest(container, 'GET', '/healthz')).status, 200);
  });
});
