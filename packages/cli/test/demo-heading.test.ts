import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countTerminalRows } from '@garland/viewer/text-width';
import { fitHeading } from '../src/demo/show-demo.ts';

describe('the heading of the demo', () => {
  const explanation = ['What this is and how the tree of a hundred lights comes here:', 'Paste this:'];
  const curl = `curl ${'x'.repeat(95)}`;
  const rowsLeft = (columns: number, rows: number): number =>
    rows - countTerminalRows(fitHeading({ columns, rows }, explanation, curl), columns);

  it('leaves room for a tree in any window that is not tiny, and never loses the line to paste', () => {
    assert.ok(rowsLeft(80, 24) >= 16);
    assert.ok(rowsLeft(40, 12) >= 6 + 2);
    for (const [columns, rows] of [
      [200, 60],
      [80, 24],
      [40, 12],
      [20, 3],
    ] as const) {
      assert.ok(fitHeading({ columns, rows }, explanation, curl).includes(curl));
    }
    assert.deepEqual(fitHeading({ columns: 40, rows: 12 }, explanation, curl), [curl]);
    assert.ok(fitHeading({ columns: 80, rows: 24 }, explanation, curl).includes('Paste this:'));
  });
});
