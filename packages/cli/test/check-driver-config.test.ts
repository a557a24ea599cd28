import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '@garland/test-kit/support';
import { runGarland } from './run-garland.ts';

const CONFIG = `[strip]
pixels = 60
[output]
kind = "ws281x"
[power]
budget_ma = 1000
[light]
animation = "cosy"
[scenes.cosy]
title = "Cosy"
animation = "candle"
palette = "gold"
speed = 0.5
brightness = 40
duration = "1h30m"
then = "late"
[scenes.late]
animation = "embers"
[remote]
allow = ["off", "cosy"]
`;

function fileWith(text: string, name = 'driver.toml'): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, text);
  return file;
}

describe('garland check', () => {
  it('draws the tree and shows what the file defines, in plain text in a pipe', async () => {
    const file = fileWith(CONFIG);
    const { code, stdout, stderr } = await runGarland(['check', file]);
    assert.deepEqual([code, stderr], [0, '']);
    const lines = stdout.split('\n');
    assert.equal(lines[0], `${file}: no errors found`);
    assert.ok(lines.filter((line) => /[-:=+*oO@]{3}/.test(line)).length > 8, stdout);
    assert.match(stdout, /^60 pixels$/m);
    assert.match(stdout, /^Output +ws281x on GPIO 18, grb, calculated to stay below 1000 mA$/m);
    assert.match(stdout, /^At first +cosy, at 100 %$/m);
    assert.match(stdout, /^Over the web +1 of \d+ animations, 1 of 2 scenes$/m);
    assert.match(stdout, /^cosy +Cosy +candle +Gold +0.5 x +40 % +1 hour 30 minutes +late +yes$/m);
    assert.match(stdout, /^late +Late +embers +Embers +1 x +100 % +no limit +- +no$/m);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that there is none is the point
    assert.doesNotMatch(stdout, /\x1b/);
  });

  it('shows the colours of each scene on a terminal', async () => {
    const terminal = { columns: 120, rows: 40 };
    const { code, stdout } = await runGarland(['check', fileWith(CONFIG)], { terminal });
    assert.equal(code, 0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a strip of colours is made of them
    const strip = /^(?:\x1b\[48;2;\d+;\d+;\d+m ){8}\x1b\[0m {2}cosy /m;
    assert.match(stdout, strip);
    assert.match(stdout, /violet/);
  });

  it('shows no table of scenes without scenes', async () => {
    const { code, stdout } = await runGarland([
      'check',
      fileWith('[strip]\npixels = 9\n[output]\nkind = "simulator"\n'),
    ]);
    assert.equal(code, 0);
    assert.match(stdout, /^Output +simulator, calculated to stay below 552 mA$/m);
    assert.doesNotMatch(stdout, /SCENE/);
  });

  it('warns of a budget that never limits', async () => {
    const { code, stdout } = await runGarland(['check', fileWith(CONFIG.replace('1000', '9000'))]);
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^Warning: power\.budget_ma is 9000, but full white takes only 3660 mA: .* set it to 3660\.$/m,
    );
    const control = await runGarland(['check', fileWith(CONFIG)]);
    assert.doesNotMatch(control.stdout, /Warning/);
  });

  it('reports all mistakes at once, with place and suggestion', async () => {
    const file = fileWith(
      CONFIG.replace('"late"', '"lat"').replace('"1h30m"', '90').replace('"gold"', '"gould"'),
    );
    const { code, stdout, stderr } = await runGarland(['check', file]);
    assert.deepEqual([code, stdout], [1, '']);
    assert.ok(stderr.startsWith(`garland: ${file} has 3 errors:\n`), stderr);
    for (const [line, key, advice] of [
      [12, 'scenes.cosy.palette', 'did you mean "gold"?'],
      [15, 'scenes.cosy.duration', 'such as "45m"'],
      [16, 'scenes.cosy.then', 'did you mean "late"?'],
    ] as const)
      assert.ok(
        stderr
          .split('\n')
          .some((text) => text.includes(`${file}:${line}: ${key}: `) && text.includes(advice)),
        `${key}: ${stderr}`,
      );
  });

  it('answers in JSON with mistakes, or with what is defined', async () => {
    const wrong = fileWith('[strip]\npixels = 0\n[output]\nkind = "simulator"\n');
    const refused = await runGarland(['check', wrong, '--json']);
    assert.deepEqual([refused.code, refused.stderr], [1, '']);
    const { file, problems } = JSON.parse(refused.stdout);
    assert.equal(file, wrong);
    assert.deepEqual(
      problems.map(({ code, line, key }: Record<string, unknown>) => [code, line, key]),
      [['out_of_range', 2, 'strip.pixels']],
    );

    const { code, stdout } = await runGarland(['check', fileWith(CONFIG), '--json']);
    assert.equal(code, 0);
    const answer = JSON.parse(stdout);
    assert.deepEqual([answer.problems, answer.strip.pixels, answer.light.brightness], [[], 60, 100]);
    assert.deepEqual(answer.scenes, [
      {
        id: 'cosy',
        title: 'Cosy',
        animation: 'candle',
        palette: 'gold',
        speed: 0.5,
        brightness: 40,
        durationS: 5400,
        next: 'late',
      },
      { id: 'late', title: 'Late', animation: 'embers', speed: 1, brightness: 100 },
    ]);
  });

  describe('with measured positions', () => {
    const MEASURED = '[strip]\npositions = "tree.csv"\n[output]\nkind = "simulator"\n';
    const withPositions = (rows: readonly string[]): string => {
      const file = fileWith(MEASURED);
      writeFileSync(join(file, '../tree.csv'), rows.join('\n'));
      return file;
    };
    const row = (i: number) => `${i},${Math.cos(i)},${Math.sin(i)},${i / 10}`;
    const rows = Array.from({ length: 40 }, (_, i) => row(i)).toSpliced(7, 1, '7,90,0,1');

    it('reports the lights that were not seen, and those off the tree', async () => {
      const file = withPositions(['index,x,y,z', ...rows.toSpliced(12, 2)]);
      const { code, stdout } = await runGarland(['check', file]);
      assert.equal(code, 0);
      assert.match(stdout, /^40 pixels$/m);
      assert.match(stdout, /^Pixel 7 \(counted from 0\) measured off the tree; drawn at its edge\.$/m);
      assert.match(stdout, /^Pixels 12-13 \(counted from 0\) not measured; drawn between the neighbours\.$/m);
      const { strip } = JSON.parse((await runGarland(['check', file, '--json'])).stdout);
      assert.deepEqual([strip.pixels, strip.outliers, strip.unseen], [40, [7], [12, 13]]);
    });

    it('names their file, and a repeated mistake once', async () => {
      const file = withPositions(rows.map((line, i) => (i < 30 ? `${line} cm` : line)));
      const { code, stderr } = await runGarland(['check', file]);
      const csv = join(file, '../tree.csv');
      const problem = `${csv}:1: z: must be a number, not "0 cm"; leave the unit out: any unit works; also in 29 other lines: 2, 3, 4, 5, 6 …`;
      assert.deepEqual([code, stderr], [1, `garland: ${csv} has an error:\n  ${problem}\n`]);
    });

    it('names both files if both have mistakes', async () => {
      const file = fileWith(`${MEASURED}[light]\nbrightnes = 3\n`);
      writeFileSync(join(file, '../tree.csv'), '1,2,x');
      const { stderr } = await runGarland(['check', file]);
      assert.ok(
        stderr.startsWith(`garland: ${file} and ${join(file, '../tree.csv')} have 2 errors:\n`),
        stderr,
      );
    });

    it('names the command for a coordinates file if it is given that one', async () => {
      const csv = fileWith('0,0,0\n1,0,1\n', 'tree.csv');
      const { stderr } = await runGarland(['check', csv]);
      const [, words = ''] = /If this is a coordinates file: {2}garland (.*)$/m.exec(stderr) ?? [];
      assert.equal(words, `preview rainbow --positions ${csv}`);
      assert.equal((await runGarland(words.split(' '))).code, 0);
      assert.doesNotMatch((await runGarland(['check', fileWith('x = ')])).stderr, /coordinates/);
    });

    it('names the key if their file is missing', async () => {
      const file = fileWith(MEASURED);
      const { stderr } = await runGarland(['check', file]);
      assert.ok(
        stderr.includes(`${file}:2: strip.positions: `) && stderr.includes('tree.csv does not exist'),
        stderr,
      );
    });
  });

  it('names the command for the gateway’s file if it is given that one', async () => {
    const file = fileWith('[listen]\nport = 1\n[tokens]\nregistry = "x"\n', 'gateway.toml');
    const { code, stderr } = await runGarland(['check', file]);
    assert.equal(code, 1);
    assert.ok(stderr.includes(`If this is the gateway's file:  garland-gateway --check --config ${file}`));
    const other = await runGarland(['check', fileWith('[stripe]\npixels = 1\n')]);
    assert.doesNotMatch(other.stderr, /gateway/);
  });

  it('reports a missing file', async () => {
    const { code, stderr } = await runGarland(['check', '/none/driver.toml']);
    assert.equal(code, 1);
    assert.match(stderr, /^garland: \/none\/driver\.toml does not exist; name another/);
  });
});
