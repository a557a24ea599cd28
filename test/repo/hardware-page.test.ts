import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type ChipModel, chipCurrents, maxPixelMa } from '@garland/driver-config';
import { ROOT } from '@garland/test-kit/programs';

const PAGE = readFileSync(join(ROOT, 'docs/hardware.md'), 'utf8');

/** The cells of each row below the heading that begins so. */
function tableBelow(heading: string): string[][] {
  const lines = PAGE.slice(PAGE.indexOf(`\n${heading}`) + 1).split('\n');
  const rows = lines.slice(2, lines.indexOf(''));
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

test('docs/hardware.md has the currents with which the driver calculates', () => {
  const rows = tableBelow('| chip | `output.chip` |');
  assert.equal(rows.length, 6);
  for (const [chip, name, leds, white, dark, full, hundred] of rows) {
    const hasWhite = white !== '–';
    const currents = chipCurrents({
      chip: name?.replaceAll('`', '') as ChipModel,
      color_order: hasWhite ? 'grbw' : 'grb',
    });
    const { red_ma, green_ma, blue_ma, white_ma, idle_ma, drawn } = currents;
    const each = drawn === 'sum' ? [red_ma, green_ma, blue_ma].join(', ') : `the largest × ${red_ma}`;
    const fullMa = idle_ma + maxPixelMa(currents, hasWhite);
    assert.deepEqual(
      [leds, white, dark, full, hundred],
      [each, hasWhite ? `${white_ma}` : '–', `${idle_ma}`, `${fullMa}`, `${(fullMa / 10).toFixed(1)} A`],
      chip,
    );
  }
});
