import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { BUILT_IN_IDS } from '@garland/animations';
import {
  type AnimationId,
  DRIVER_INTERFACE,
  driverDescription,
  isAnimationId,
  METHOD_NAMES,
  METHODS,
  ROLES,
  type Role,
  SERVICE_DESCRIPTION,
} from '@garland/protocol';
import { type SimulatedDriver, startSimulatedDriver } from './simulated-driver.ts';
import { missingVarlinkctl, parseReplyLine, runVarlinkctl, streamVarlinkctl } from './varlinkctl.ts';

const PIXELS = 50;
const PLAYABLE: Readonly<Record<Role, readonly string[]>> = {
  remote: ['off', 'twinkle'],
  local: BUILT_IN_IDS,
};

const missing = missingVarlinkctl();

test('varlinkctl is there when the tests run unattended', { skip: process.env.CI === undefined }, () => {
  assert.equal(missing, undefined);
});

let driver: SimulatedDriver;

/** Calls a method of the driver and gives the reply, or the error's name and parameters. */
async function call(role: Role, method: string, parameters: object, ...options: string[]): Promise<unknown> {
  const args = [
    ...options,
    driver.address(role),
    `${DRIVER_INTERFACE}.${method}`,
    JSON.stringify(parameters),
  ];
  const { code, stdout, stderr } = await runVarlinkctl('--json=short', 'call', ...args);
  if (code === 0) return stdout === '' ? undefined : parseReplyLine(stdout);
  return { error: /failed: (\S+)/.exec(stderr)?.[1] ?? stderr, parameters: stdout && parseReplyLine(stdout) };
}

describe('the real varlinkctl', { skip: missing ?? false }, () => {
  before(async () => {
    driver = await startSimulatedDriver(PIXELS, PLAYABLE.remote);
  });
  after(() => driver.stop());

  for (const role of ROLES) {
    describe(`on the ${role} socket`, () => {
      test('reads who is there', async () => {
        const { stdout } = await runVarlinkctl('--json=short', 'info', driver.address(role));
        const { vendor, product, interfaces } = JSON.parse(stdout);
        assert.deepEqual([vendor, product], ['Garland', 'garland-driver']);
        assert.deepEqual(new Set(interfaces), new Set([DRIVER_INTERFACE, 'org.varlink.service']));
      });

      test('lists both interfaces', async () => {
        const { stdout } = await runVarlinkctl('list-interfaces', driver.address(role));
        assert.deepEqual(stdout.trim().split('\n').sort(), [DRIVER_INTERFACE, 'org.varlink.service']);
      });

      test('lists exactly the methods of the role', async () => {
        const { stdout } = await runVarlinkctl('list-methods', driver.address(role), DRIVER_INTERFACE);
        const expected = METHOD_NAMES.filter((name) => METHODS[name].roles.includes(role));
        assert.deepEqual(
          stdout.trim().split('\n').sort(),
          expected.map((name) => `${DRIVER_INTERFACE}.${name}`).sort(),
        );
      });

      test('prints exactly what the role may play', async () => {
        const { stdout } = await runVarlinkctl('introspect', driver.address(role), DRIVER_INTERFACE);
        const [, members = ''] = /^type AnimationId\(([^)]*)\)/m.exec(stdout) ?? [];
        assert.deepEqual(new Set(members.split(',').map((id) => id.trim())), new Set(PLAYABLE[role]));
      });

      test('prints exactly the methods of the role', async () => {
        const { stdout } = await runVarlinkctl('introspect', driver.address(role), DRIVER_INTERFACE);
        const printed = [...stdout.matchAll(/^method (\w+)/gm)].map(([, name]) => name);
        assert.deepEqual(
          printed,
          METHOD_NAMES.filter((name) => METHODS[name].roles.includes(role)),
        );
      });

      test('lists what the role may play', async () => {
        const { entries } = (await call(role, 'List', {})) as { entries: { id: string }[] };
        assert.deepEqual(new Set(entries.map(({ id }) => id)), new Set(PLAYABLE[role]));
      });

      test('plays, and sees it in the status', async () => {
        // Playing what shows already changes nothing, not even who chose it: so begin with something else.
        await call(role, 'Play', { id: 'off' });
        for (const id of ['twinkle', 'off']) {
          const { state } = (await call(role, 'Play', { id })) as {
            state: { animation: string; chosenBy: Role };
          };
          assert.deepEqual([state.animation, state.chosenBy], [id, role]);
          assert.equal(
            ((await call(role, 'Status', {})) as { state: { animation: string } }).state.animation,
            id,
          );
        }
      });

      test('plays without asking for a reply', async () => {
        assert.equal(await call(role, 'Play', { id: 'twinkle' }, '--oneway'), undefined);
        const { state } = (await call(role, 'Status', {})) as { state: { animation: string } };
        assert.equal(state.animation, 'twinkle');
      });

      test('watches: the state now, and again after a change', async () => {
        await call(role, 'Play', { id: 'off' });
        const seen: string[] = [];
        for await (const reply of streamVarlinkctl(driver.address(role), `${DRIVER_INTERFACE}.Watch`)) {
          const { animation } = (reply as { state: { animation: string } }).state;
          if (seen.push(animation) === 1) await call(role, 'Play', { id: 'twinkle' });
          if (animation === 'twinkle') break;
        }
        assert.equal(seen[0], 'off');
        assert.equal(seen.at(-1), 'twinkle');
      });

      const ERRORS: readonly [
        title: string,
        method: string,
        parameters: object,
        error: string,
        expected: unknown,
      ][] = [
        [
          'a method that does not exist',
          'Explode',
          {},
          'MethodNotFound',
          { method: `${DRIVER_INTERFACE}.Explode` },
        ],
        ['an unknown ID', 'Play', { id: 'nope' }, 'UnknownAnimation', { id: 'nope' }],
        ['an ID of another form', 'Play', { id: '../etc' }, 'InvalidParameter', { parameter: 'id' }],
        ['an ID that is missing', 'Play', {}, 'InvalidParameter', { parameter: 'id' }],
        [
          'a request ID that is free text',
          'Play',
          { id: 'off', requestId: 'hello' },
          'InvalidParameter',
          { parameter: 'requestId' },
        ],
        ['a parameter too many', 'Status', { verbose: true }, 'InvalidParameter', { parameter: 'verbose' }],
        ['a stream without --more', 'Watch', {}, 'ExpectedMore', {}],
      ];
      for (const [title, method, parameters, error, expected] of ERRORS) {
        test(`is refused ${title} with ${error}`, async () => {
          const answer = (await call(role, method, parameters)) as { error: string; parameters: object };
          assert.equal(answer.error.split('.').at(-1), error);
          assert.deepEqual(answer.parameters, expected);
        });
      }

      test('is refused an interface that does not exist', async () => {
        const { code, stderr } = await runVarlinkctl('introspect', driver.address(role), 'com.example.None');
        assert.notEqual(code, 0);
        assert.match(stderr, /InterfaceNotFound/);
      });
    });
  }

  const LOCAL_ONLY: readonly [method: string, parameters: object][] = [
    ['SetBrightness', { percent: 5 }],
    ['Strip', {}],
    ['Frames', {}],
    ['Reload', {}],
  ];
  for (const [method, parameters] of LOCAL_ONLY) {
    test(`on the remote socket there is no ${method}`, async () => {
      const name = `${DRIVER_INTERFACE}.${method}`;
      assert.deepEqual(await call('remote', method, parameters, '--more'), {
        error: 'org.varlink.service.MethodNotFound',
        parameters: { method: name },
      });
    });
  }

  test('on the remote socket an animation that only the local role may play does not exist', async () => {
    const id = PLAYABLE.local.find((playable) => !PLAYABLE.remote.includes(playable));
    assert.deepEqual(await call('remote', 'Play', { id }), {
      error: `${DRIVER_INTERFACE}.UnknownAnimation`,
      parameters: { id },
    });
  });

  test('on the local socket the brightness can be set, within its range', async () => {
    const { state } = (await call('local', 'SetBrightness', { percent: 40 })) as {
      state: { brightness: number };
    };
    assert.equal(state.brightness, 40);
    assert.deepEqual(await call('local', 'SetBrightness', { percent: 101 }), {
      error: 'org.varlink.service.InvalidParameter',
      parameters: { parameter: 'percent' },
    });
  });

  test('on the local socket the pixels can be read as they light up', { timeout: 10_000 }, async () => {
    await call('local', 'SetBrightness', { percent: 100 });
    await call('local', 'Play', { id: 'twinkle' });
    let last = -1;
    for await (const reply of streamVarlinkctl(driver.address('local'), `${DRIVER_INTERFACE}.Frames`)) {
      const { number, rgb } = reply as { number: number; rgb: string };
      const bytes = Buffer.from(rgb, 'base64');
      assert.equal(bytes.length, 3 * PIXELS);
      assert.ok(number > last);
      last = number;
      // Twinkle begins in the dark; the test's own time limit says how long that may take.
      if (bytes.some((byte) => byte > 100)) break;
    }
  });
});

describe('the real validate-idl', { skip: missing ?? false }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'garland-idl-'));
  after(() => rmSync(folder, { recursive: true }));

  const validate = async (text: string): Promise<void> => {
    const file = join(folder, 'interface.varlink');
    writeFileSync(file, text);
    const { code, stderr } = await runVarlinkctl('validate-idl', file);
    assert.equal(code, 0, stderr);
  };

  /** IDs that another grammar might take for something else, and the longest. */
  const AWKWARD = [
    'a',
    'a1',
    'a_1',
    'x9_9',
    'type',
    'method',
    'int',
    'string',
    'bool',
    'object',
    'error',
    'x'.repeat(32),
  ];

  for (const role of ROLES) {
    for (const [title, ids] of Object.entries({
      usual: ['off', 'twinkle'],
      awkward: AWKWARD,
      single: ['off'],
      no: [],
    })) {
      test(`takes the ${role} description with ${title} IDs`, async () => {
        assert.ok(ids.every(isAnimationId));
        await validate(driverDescription(role, ids as AnimationId[]));
      });
    }
  }

  test('takes the description of the service interface', () => validate(SERVICE_DESCRIPTION));

  test('would refuse a broken description', async () => {
    await assert.rejects(validate(driverDescription('remote', ['not-an-id' as AnimationId])));
  });
});
