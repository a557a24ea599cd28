import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type ChipModel, chipCurrents, maxPixelMa, peripheralOf } from '@garland/driver-config';
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
  assert.deepEqual(new Set(rows.map(([, name]) => name)).size, 5);
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

const IMAGES = join(ROOT, 'docs/images');
const DRAWINGS = readdirSync(IMAGES).filter((name) => name.endsWith('.svg'));

test('docs/hardware.md shows every drawing', () => {
  const shown = [...PAGE.matchAll(/!\[[^\]]+\]\(images\/([^)]+)\)/g)].map(([, name]) => name);
  assert.equal(DRAWINGS.length, 7);
  assert.deepEqual(shown.sort(), [...DRAWINGS].sort());
});

for (const name of DRAWINGS) {
  test(`the drawing ${name} says in words what it shows, has a background of its own, and loads nothing`, () => {
    const text = readFileSync(join(IMAGES, name), 'utf8');
    assert.match(text, /<title>.{5,}<\/title>\n {2}<desc>.{30,}<\/desc>/);
    assert.match(text, /<rect x="0\.5" y="0\.5"[^>]* fill="#[0-9a-f]{6}"/);
    assert.doesNotMatch(
      text.replace('http://www.w3.org/2000/svg', ''),
      /https?:|href|<script|<image|@import|url\(/,
    );
  });
}

test('the table of pins and the drawing of the header agree with the driver', () => {
  const header = readFileSync(join(IMAGES, 'header.svg'), 'utf8');
  const rows = tableBelow('| `output.gpio` | header pin |');
  assert.deepEqual(rows.map(([gpio]) => Number(gpio)).sort(), [10, 12, 18, 21]);
  for (const [gpio, pin, peripheral] of rows) {
    assert.equal(peripheralOf({ gpio: Number(gpio) }), peripheral);
    assert.match(header, new RegExp(`GPIO ${gpio} on pin ${pin}\\b`));
    assert.match(header, new RegExp(`>${pin}</text>\\n.*>GPIO ${gpio}</text>`));
  }
});
