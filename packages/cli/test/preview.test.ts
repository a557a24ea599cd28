import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '@garland/test-kit/support';
import { findInstalledScene } from '../src/preview/preview-subject.ts';
import { type CommandResult, runGarland } from './run-garland.ts';

const folder = temporaryFolder();

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** A pole with a light every step, and whatever else. */
function pole(...more: readonly string[]): string {
  return [...Array.from({ length: 30 }, (_, i) => `${i % 2},0,${i}`), ...more].join('\n');
}

const POLE = file('pole.csv', pole());
const CONFIG = file(
  'driver.toml',
  '[strip]\npositions = "pole.csv"\nleave_out = ["0-9"]\n[output]\nkind = "simulator"\n',
);

const preview = (...args: string[]): Promise<CommandResult> => runGarland(['preview', 'warm_white', ...args]);

/** How many lights there are in the frames that the preview gives as data. */
async function lightsOf(...args: string[]): Promise<number> {
  const { code, stdout, stderr } = await preview(...args, '--json', '--seconds', '0');
  assert.deepEqual([code, stderr], [0, '']);
  return Buffer.from(JSON.parse(stdout).rgb, 'base64').length / 3;
}

describe('garland preview', { concurrency: 4 }, () => {
  it('draws the lights of a file of coordinates, or of a configuration, or just so many', async () => {
    assert.equal(await lightsOf('--positions', POLE), 30);
    assert.equal(await lightsOf('--config', CONFIG), 20);
    assert.equal(await lightsOf('--pixels', '40'), 40);
    assert.equal(await lightsOf(), 100);
  });

  it('draws them where they are', async () => {
    const [tall, helix] = await Promise.all([preview('--positions', POLE), preview('--pixels', '30')]);
    assert.deepEqual([tall.code, tall.stderr], [0, '']);
    const width = ({ stdout }: CommandResult): number => {
      const picture = stdout.trimEnd().split('\n').slice(0, -1);
      const bright = picture.flatMap((row) => Array.from(row.matchAll(/[O@]/g), ({ index }) => index));
      return Math.max(...bright) - Math.min(...bright);
    };
    assert.ok(width(tall) < width(helix) / 2, `${width(tall)} and ${width(helix)}`);
  });

  it('reports lights that were measured off the tree', async () => {
    const { code, stderr } = await preview('--positions', file('wild.csv', pole('500,0,3')));
    assert.equal(code, 0);
    assert.match(stderr, /^Pixel 30 \(counted from 0\) measured off the tree/);
  });

  it('reports lights that were not measured', async () => {
    const { code, stderr } = await preview(
      '--positions',
      file('gaps.csv', pole('nan,nan,nan', 'None,None,None', '0,0,9', ',,')),
    );
    assert.equal(code, 0);
    assert.equal(stderr, 'Pixels 30-31, 33 (counted from 0) not measured; drawn between the neighbours.\n');
  });

  it('reports only the first of many lights that were not measured', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => (i % 2 ? 'nan,nan,nan' : `0,0,${i}`)).join('\n');
    const { stderr } = await preview('--positions', file('many.csv', rows));
    assert.match(stderr, /^Pixels 1, 3, .*, 23 …, 30 in all \(counted from 0\) not measured/);
  });

  it('reports every mistake in a file with its line', async () => {
    const bad = file('bad.csv', '1,2,3\n1,2\n1,2,up\n');
    const { code, stdout, stderr } = await preview('--positions', bad);
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /bad\.csv:2: must be three numbers/);
    assert.match(stderr, /bad\.csv:3: z: must be a number, not "up"/);
  });

  it('names a missing file', async () => {
    const none = await preview('--positions', join(folder, 'none.csv'));
    assert.deepEqual([none.code, none.stderr], [1, `garland: ${folder}/none.csv: does not exist\n`]);
    const missing = file('missing.toml', '[strip]\npositions = "none.csv"\n[output]\nkind = "simulator"\n');
    const { code, stderr } = await preview('--config', missing);
    assert.equal(code, 1);
    assert.match(stderr, /missing\.toml:2: strip\.positions: .*none\.csv does not exist/);
  });

  it('takes its lights from one place only', async () => {
    for (const args of [
      ['--positions', POLE, '--config', CONFIG],
      ['--pixels', '50', '--config', CONFIG],
      ['--pixels', '50', '--positions', POLE],
    ]) {
      const { code, stderr } = await preview(...args);
      assert.equal(code, 2);
      assert.match(stderr, /only one of --pixels, --positions and --config/);
    }
  });
});

describe('garland preview of a scene', () => {
  const SCENES = `[strip]\npixels = 30\n[output]\nkind = "simulator"\n[scenes.cosy]\ntitle = "Cosy"\nanimation = "warm_white"\nbrightness = 50\n`;
  const brightest = async (...args: string[]): Promise<number> => {
    const { stdout } = await runGarland(['preview', ...args, '--json', '--seconds', '0']);
    const { rgb } = JSON.parse(stdout.split('\n')[0] ?? '') as { rgb: string };
    return Math.max(...Buffer.from(rgb, 'base64'));
  };

  it('shows it with its brightness if its configuration is given', async () => {
    const config = file('scenes.toml', SCENES);
    const [whole, half] = [
      await brightest('warm_white', '--config', config),
      await brightest('cosy', '--config', config),
    ];
    assert.ok(half > 0 && half < whole * 0.3, `${half} of ${whole}`);
    assert.match(
      (await runGarland(['preview', 'cosy', '--config', config])).stdout,
      /Cosy · .*50 % brightness/,
    );
  });

  it('is found in the installed configuration, unless an animation has its ID', () => {
    const config = file('installed.toml', SCENES);
    assert.equal(findInstalledScene('cosy', {}, config)?.strip.pixels, 30);
    assert.equal(findInstalledScene('cosi', {}, config), undefined);
    assert.equal(findInstalledScene('warm_white', {}, config), undefined);
    assert.equal(findInstalledScene('cosy', {}, join(folder, 'none.toml')), undefined);
    assert.equal(findInstalledScene('cosy', {}, file('broken.toml', `${SCENES}speed = 99\n`)), undefined);
  });

  it('gets the complete command if it is found nowhere', async () => {
    const { code, stderr } = await runGarland(['preview', 'not_installed']);
    assert.equal(code, 5);
    assert.match(
      stderr,
      /one of your scenes: {2}garland preview not_installed --config \/etc\/garland\/driver\.toml$/m,
    );
  });

  it('is unknown without it; a wrong name gets a suggestion', async () => {
    assert.equal((await runGarland(['preview', 'cosy'])).code, 5);
    const { code, stderr } = await runGarland(['preview', 'cosi', '--config', file('scenes.toml', SCENES)]);
    assert.equal(code, 5);
    assert.match(stderr, /Did you mean "cosy"/);
  });
});
