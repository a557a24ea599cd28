import assert from 'node:assert/strict';
import { test } from 'node:test';
import { warningsFor } from '../src/output/warnings.ts';

const MOVABLE = '55d0c0a00000-55d0c0a01000 r--p 00000000 08:01 1 /usr/bin/node\n';
const FIXED = '00400000-00b6f000 r--p 00000000 08:01 1 /usr/bin/node\n';

function warnings(
  modules: string,
  maps: string,
  change: { kind?: 'simulator'; gpio?: number; arch?: string } = {},
): string[] {
  const { kind = 'ws281x', gpio = 18, arch = 'arm64' } = change;
  const files: Readonly<Record<string, string>> = { '/proc/modules': modules, '/proc/self/maps': maps };
  return warningsFor({ kind, gpio }, (path) => Buffer.from(files[path] ?? ''), arch);
}

test('sound on the strip’s PWM is warned of, and only there', () => {
  const sound = 'snd_bcm2835 24576 1 - Live 0x0 (C)\nsnd_pcm 1 1 snd_bcm2835, Live 0x0\n';
  assert.match(warnings(sound, MOVABLE).join(), /^snd_bcm2835 is loaded.*dtparam=audio=off/);
  assert.deepEqual(warnings('snd_pcm 1 1 snd_bcm2835, Live 0x0\n', MOVABLE), []);
  assert.deepEqual(warnings(sound, MOVABLE, { gpio: 21 }), []);
  assert.deepEqual(warnings(sound, FIXED, { kind: 'simulator' }), []);
});

test('a Node that lies where the addon unmaps at random is warned of, on 64 bits', () => {
  assert.match(warnings('', FIXED).join(), /fixed addresses below 4 GiB/);
  assert.deepEqual(warnings('', MOVABLE), []);
  assert.deepEqual(warnings('', FIXED, { arch: 'arm' }), []);
});

test('a system that says nothing about itself is not warned of', () => {
  assert.deepEqual(
    warningsFor({ kind: 'ws281x', gpio: 18 }, () => undefined, 'arm64'),
    [],
  );
});
