import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { decodeRevision } from '@garland/led-driver/output/board';
import type { OutputSettings } from '@garland/led-driver/output/output';
import { ROOT } from '@garland/test-kit/programs';
import { WS2812B } from './chips.ts';
import { assertFrames, assertHardwareReleased, darkFrame, framesOn } from './frame-assertions.ts';
import { ModelPi, type Soc } from './model-pi.ts';
import { randomFrames } from './random-frames.ts';
import { runProgramOn } from './run-on-model.ts';

const WITH_KNOWN_BOARD = join(ROOT, 'deploy/bin/with-known-board');
const DETECT_64 = fileURLToPath(new URL('./model/detect64', import.meta.url));
const OUTPUT: OutputSettings = {
  pixels: 5,
  gpio: 18,
  chip: 'ws2812b',
  color_order: 'grb',
  frequency_khz: 800,
  invert: false,
};

/** @see https://www.raspberrypi.com/documentation/computers/raspberry-pi.html#raspberry-pi-revision-codes */
const BOARD_REVISIONS: Readonly<Record<Soc, string>> = {
  bcm2835:
    '0002 0003 0004 0005 0006 0007 0008 0009 000d 000e 000f 0010 0011 0012 0013 0014 0015 ' +
    '900021 900032 900061 900092 920092 900093 920093 9000c1 9200c1',
  bcm2836: 'a01040 a01041 a21041',
  bcm2837:
    'a02042 a22042 a02082 a22082 a32082 a52082 a22083 a020a0 a220a0 a020d3 a020d4 9020e0 9020e1 a02100 902120',
  bcm2711:
    'a03111 b03111 c03111 b03112 c03112 b03114 c03114 d03114 b03115 c03115 d03115 c03130 c03131 a03140 b03140 c03140 ' +
    'd03140 b03141 c03141 d03141 b03150',
};

/** What no sibling is known of. */
const UNSUPPORTED_REVISIONS =
  'b04170 c04170 d04170 a04171 b04171 c04171 d04171 e04171 b04180 c04180 d04180 e04180 d04190 e04190 b041a0 c041a0';

/** What a 64-bit build of the addon makes of the machine. */
function detectedBy64BitBuild(pi: ModelPi): string {
  return execFileSync(DETECT_64, { env: pi.env, encoding: 'utf8' }).trim();
}

/** Why ours refuses the machine; the addon is the one of this computer, which reads what 32-bit builds read. */
async function openError(pi: ModelPi): Promise<string> {
  const { stdout } = await runProgramOn(pi, 'call-output', { output: OUTPUT, steps: ['open', 'close'] });
  return stdout.trim();
}

/** Puts in place what the deployment writes for this board. */
function applyKnownBoard(pi: ModelPi, revision: string): void {
  pi.setRevision(revision);
  const out = join(pi.dir, 'board');
  const env = { ...process.env, CPUINFO: join(pi.dir, 'cpuinfo'), REVISION: join(pi.dir, 'revision') };
  execFileSync(WITH_KNOWN_BOARD, ['--write', out], { env });
  for (const name of ['cpuinfo', 'revision']) copyFileSync(join(out, name), join(pi.dir, name));
}

for (const [soc, revisions] of Object.entries(BOARD_REVISIONS) as [Soc, string][]) {
  test(`every board with a ${soc} lights its strip, as it is or as its sibling`, async (t) => {
    const pi = await ModelPi.start({ soc });
    t.after(() => pi.close());
    const shownBefore: Uint32Array[] = [];
    for (const revision of revisions.split(' ')) {
      applyKnownBoard(pi, revision);
      assert.notEqual(detectedBy64BitBuild(pi), 'not supported', revision);
      const { exitStatus: end, stderr } = await runProgramOn(pi, 'play-output', {
        output: OUTPUT,
        seed: 1,
        frames: 2,
      });
      assert.deepEqual([end, stderr], [0, ''], revision);
      shownBefore.push(...randomFrames(1, 3, 5, 2), darkFrame(5));
    }
    assertFrames(framesOn(pi.record, { pin: 18, chip: WS2812B, order: 'grb' }), shownBefore);
    assertHardwareReleased(pi.record);
  });
}

describe('what is not presented', () => {
  for (const revision of ['902120', '9020e1', 'a020d4', 'b03115']) {
    test(`${revision} is not known to the addon, and ours says how it would be`, async (t) => {
      const pi = await ModelPi.start({ revision, soc: 'bcm2837' });
      t.after(() => pi.close());
      assert.equal(detectedBy64BitBuild(pi), 'not supported');
      const why = await openError(pi);
      const { name, compatibleRevision } = decodeRevision(Number.parseInt(revision, 16));
      assert.match(why, new RegExp(`does not know a ${name.replaceAll('+', '\\+')} \\(${revision}\\)`));
      assert.match(why, new RegExp(`same processor \\(${compatibleRevision}\\).*with-known-board`));
      assert.deepEqual(pi.record.events, []);
    });
  }

  test('has no sibling: a Pi 5 and its kin are refused, with what will do instead, whatever is done', async (t) => {
    const pi = await ModelPi.start();
    t.after(() => pi.close());
    for (const revision of UNSUPPORTED_REVISIONS.split(' ')) {
      applyKnownBoard(pi, revision);
      assert.equal(detectedBy64BitBuild(pi), 'not supported', revision);
      assert.match(
        await openError(pi),
        /has its pins on a chip that the LED addon can't drive: use any Raspberry Pi from the first to the 4/,
      );
    }
    assert.deepEqual(pi.record.events, []);
  });

  test('is not a Raspberry Pi: it stays unchanged', async (t) => {
    const pi = await ModelPi.start();
    t.after(() => pi.close());
    writeFileSync(join(pi.dir, 'cpuinfo'), 'processor\t: 0\nmodel name\t: another\n');
    const env = { ...process.env, CPUINFO: join(pi.dir, 'cpuinfo'), REVISION: '/nowhere' };
    const out = join(pi.dir, 'board');
    execFileSync(WITH_KNOWN_BOARD, ['--write', out], { env });
    assert.equal(existsSync(join(out, 'revision')), false);
    copyFileSync(join(out, 'cpuinfo'), join(pi.dir, 'cpuinfo'));
    writeFileSync(join(pi.dir, 'revision'), '');
    assert.match(await openError(pi), /names a revision, so this is not a Raspberry Pi/);
  });
});

test('the deployment and the driver know the same siblings', async (t) => {
  const pi = await ModelPi.start();
  t.after(() => pi.close());
  for (const revision of `${Object.values(BOARD_REVISIONS).join(' ')} ${UNSUPPORTED_REVISIONS} 2a02082`.split(
    ' ',
  )) {
    applyKnownBoard(pi, revision);
    const { compatibleRevision = revision } = decodeRevision(Number.parseInt(revision, 16));
    const [, by32 = ''] = /^Revision\s*: (\w+)$/m.exec(readFileSync(join(pi.dir, 'cpuinfo'), 'utf8')) ?? [];
    const by64 = readFileSync(join(pi.dir, 'revision')).toString('hex');
    for (const found of [by32, by64])
      assert.equal(Number.parseInt(found, 16), Number.parseInt(compatibleRevision, 16));
  }
});
