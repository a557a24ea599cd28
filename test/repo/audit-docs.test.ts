import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ADMIN_FORMATTERS } from '@garland/cli/audit/admin-formatters';
import { ADMIN_FIELDS } from '@garland/cli/audit/read-journal';
import { DRIVER_EVENTS } from '@garland/led-driver/log';
import { ROOT } from '@garland/test-kit/programs';
import { AUDIT_EVENTS as GATEWAY_EVENTS } from '@garland/web-gateway/audit/audit-events';

const DOCUMENT = readFileSync(join(ROOT, 'docs/audit.md'), 'utf8');
const GATEWAY_SOURCE = readFileSync(join(ROOT, 'packages/web-gateway/src/audit/audit-events.ts'), 'utf8');
const ADMIN_SOURCE = readFileSync(join(ROOT, 'packages/cli/src/audit/admin-actions.ts'), 'utf8');
/** As journalctl names the priorities of syslog. */
const LEVELS = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];

interface Row {
  readonly event: string;
  readonly level: string;
  readonly fields: string;
}

/** The table below a heading. */
function rowsBelow(heading: string): Row[] {
  const [, section = ''] = DOCUMENT.split(`### ${heading}\n`);
  const [table = ''] = section.split(/^##/m);
  return [...table.matchAll(/^\| `(\w+)` \| (\w+) \| [^|]+ \| ([^|]+) \|$/gm)].map(
    ([, event = '', level = '', fields = '']) => ({ event, level, fields }),
  );
}

/** The names of an event's fields, from the type that its writer is held to; none for the ones that share a type. */
function fieldsOf(event: string, source = GATEWAY_SOURCE): string[] {
  const [, body = ''] = new RegExp(`^  ${event}: [^;]*?\\{(.*?)\\};?$`, 'ms').exec(source) ?? [];
  return [...body.matchAll(/readonly (\w+)\??:/g)].map(([, name = '']) => name);
}

describe('docs/audit.md', () => {
  test('describes every record of the gateway, at its level, and no other', () => {
    const documented = rowsBelow('The gateway’s').map(({ event, level }) => [event, level]);
    const known = Object.entries(GATEWAY_EVENTS).map(([event, { level }]) => [event, level]);
    assert.deepEqual(documented.sort(), known.sort());
  });

  test('names every field of them', () => {
    const rows = rowsBelow('The gateway’s');
    const named = rows.flatMap(({ event, fields }) =>
      fieldsOf(event).map((field) => ({ event, field, isThere: fields.includes(`\`${field}\``) })),
    );
    assert.ok(named.length > 30);
    assert.deepEqual(
      named.filter(({ isThere }) => !isThere),
      [],
    );
    const [, request = ''] = /interface RequestRecord \{(.*?)^\}/ms.exec(GATEWAY_SOURCE) ?? [];
    const [, paragraph = ''] = /^\*\*A request\*\* has (.*?)\n\n/ms.exec(DOCUMENT) ?? [];
    for (const [, field] of request.matchAll(/readonly (\w+)\??:/g))
      assert.ok(paragraph.includes(`\`${field}\``), field);
  });

  test('describes every record of the driver, at its level, and no other', () => {
    const documented = rowsBelow('The driver’s').map(({ event, level }) => [event, level]);
    const known = Object.entries(DRIVER_EVENTS).map(([event, level]) => [event, LEVELS[level]]);
    assert.deepEqual(documented.sort(), known.sort());
  });

  test('describes every record of the administrator, with its fields, and no other', () => {
    const rows = rowsBelow('The administrator’s');
    assert.deepEqual(
      rows.map(({ event, level }) => [event, level]).sort(),
      Object.keys(ADMIN_FORMATTERS)
        .map((event) => [event, 'notice'])
        .sort(),
    );
    const [, shared = ''] = /interface TokenFields \{(.*?)^\}/ms.exec(ADMIN_SOURCE) ?? [];
    const created = [...shared.matchAll(/readonly (\w+)\??:/g)].map(([, name = '']) => name);
    assert.ok(created.length > 4);
    for (const { event, fields } of rows)
      for (const field of event === 'token_created' ? created : fieldsOf(event, ADMIN_SOURCE))
        assert.ok(fields.includes(`\`${field}\``), `${event}: ${field}`);
    assert.ok(fieldsOf('token_rotated', ADMIN_SOURCE).includes('replacedTokenId'));
  });

  test('shows the fields by which root is believed', () => {
    for (const [name, value] of Object.entries(ADMIN_FIELDS))
      assert.ok(DOCUMENT.includes(name === 'SYSLOG_IDENTIFIER' ? ` -t ${value}` : ` ${name}=${value}`), name);
  });
});
