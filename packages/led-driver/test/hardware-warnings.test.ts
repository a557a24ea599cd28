import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hardwareWarnings } from '../src/output/hardware-warnings.ts';

const RELOCATABLE_MAPS = '55d0c0a00000-55d0c0a01000 r--p 00000000 08:01 1 /usr/bin/node\n';
const FIXED_MAPS = '00400000-00b6f000 r--p 00000000 08:01 1 /usr/bin/node\n';

function warnings(
  modules: string,
  maps: string,
  change: { kind?: 'simulator'; gpio?: number; arch?: string } = {},
): string[] {
  const { kind = 'ws281x', gpio = 18, arch = 'arm64' } = change;
  const files: Readonly<Record<string, string>> = { '/proc/modules': modules, '/proc/self/maps': maps };
  return hardwareWarnings({ kind, gpio }, (path) => Buffer.from(files[path] ?? ''), arch);
}

test('warns of sound on the strip’s PWM, and only there', () => {
  const sound = 'snd_bcm2835 24576 1 - Live 0x0 (C)\nsnd_pcm 1 1 snd_bcm2835, Live 0x0\n';
  assert.match(warnings(sound, RELOCATABLE_MAPS).join(), /snd_bcm2835 is loaded.*dtparam=audio=off/);
  assert.deepEqual(warnings('snd_pcm 1 1 snd_bcm2835, Live 0x0\n', RELOCATABLE_MAPS), []);
  assert.deepEqual(warnings(sound, RELOCATABLE_MAPS, { gpio: 21 }), []);
  assert.deepEqual(warnings(sound, FIXED_MAPS, { kind: 'simulator' }), []);
});

test('warns of digital sound on its clock and data pins', () => {
  const board = 'snd_soc_bcm2835_i2s 16384 2 - Live 0x0\n';
  for (const gpio of [18, 21])
    assert.match(warnings(board, RELOCATABLE_MAPS, { gpio }).join(), /I²S.*dtoverlay=.*GPIO 12 or 10/);
  for (const gpio of [12, 10]) assert.deepEqual(warnings(board, RELOCATABLE_MAPS, { gpio }), []);
});

test('warns of a 64-bit Node at addresses that the addon can unmap', () => {
  assert.match(warnings('', FIXED_MAPS).join(), /fixed addresses below 4 GiB/);
  assert.deepEqual(warnings('', RELOCATABLE_MAPS), []);
  assert.deepEqual(warnings('', FIXED_MAPS, { arch: 'arm' }), []);
});

test('does not warn about a system whose files can’t be read', () => {
  assert.deepEqual(
    hardwareWarnings({ kind: 'ws281x', gpio: 18 }, () => undefined, 'arm64'),
    [],
  );
});
