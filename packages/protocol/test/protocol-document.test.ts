import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import {
  type AnyVarlinkFields,
  CALL_LIMIT_BYTES,
  catalogEntryType,
  ERROR_NAMES,
  ERRORS,
  MAX_JSON_DEPTH,
  MESSAGE_FAULTS,
  METHOD_NAMES,
  METHODS,
  parseCall,
  parseReply,
  playbackStateType,
  positionType,
  REPLY_FIELDS,
  REPLY_LIMIT_BYTES,
  ROLE_LIMITS,
  ROLES,
  type RoleLimits,
  SERVICE_DESCRIPTION,
} from '../src/index.ts';
import { fieldsIdl } from '../src/varlink-types.ts';

const DOCUMENT = readFileSync(new URL('../../../../PROTOCOL.md', import.meta.url), 'utf8');

/** The rows of the first table after a heading, as cells; a code span counts as its content. */
function tableAfter(heading: string): string[][] {
  const section = DOCUMENT.slice(`\n${DOCUMENT}`.indexOf(`\n${heading}\n`));
  const [, table] = /\n\|[^\n]*\|\n\|[-|]*\|\n((?:\|[^\n]*\|\n)+)/.exec(section) ?? [];
  assert.ok(table, `no table after ${heading}`);
  const rows = table.trimEnd().split('\n');
  return rows.map((row) => {
    const cells = row.slice(1, -1).split('|');
    return cells.map((cell) => cell.replaceAll('`', '').trim());
  });
}

const columns = (rows: string[][], count: number): string[][] => rows.map((row) => row.slice(0, count));

const written = (fields: AnyVarlinkFields): string => fieldsIdl(fields).slice(1, -1);

describe('PROTOCOL.md states', () => {
  test('the roles', () => {
    const rows = tableAfter('# The socket protocol');
    assert.deepEqual(
      columns(rows, 2),
      ROLES.map((role) => [role, `/run/garland/${role}.sock`]),
    );
  });

  test('the reasons to end a connection', () => {
    assert.deepEqual(
      columns(tableAfter('### What ends the connection'), 1),
      MESSAGE_FAULTS.map((fault) => [fault]),
    );
  });

  test('the limits', () => {
    const each = (limit: (limits: RoleLimits) => number | string | undefined): string[] =>
      ROLES.map((role) => String(limit(ROLE_LIMITS[role]) ?? 'none'));
    assert.deepEqual(
      tableAfter('### Limits').map(([, ...values]) => values),
      [
        each(() => CALL_LIMIT_BYTES),
        each(() => REPLY_LIMIT_BYTES),
        each(() => MAX_JSON_DEPTH),
        each(({ maxConnections }) => maxConnections),
        each(({ whenFull }) => whenFull),
        each(({ maxCallsInFlight }) => maxCallsInFlight),
        each(({ maxBytesInFlight }) => maxBytesInFlight),
        each(({ callsPerSecond }) => callsPerSecond),
        each(({ callBurst }) => callBurst),
        each(({ messageDeadlineMs }) => messageDeadlineMs),
        each(({ idleDeadlineMs }) => idleDeadlineMs),
        each(({ maxReplyBacklogBytes }) => maxReplyBacklogBytes),
      ],
    );
  });

  test('the methods', () => {
    const expected = METHOD_NAMES.map((name) => {
      const { roles, replyMode: answers, parameters } = METHODS[name];
      const reply = REPLY_FIELDS[name];
      return [name, roles.join(', '), answers, written(parameters), written(reply as AnyVarlinkFields)];
    });
    assert.deepEqual(tableAfter('### Methods'), expected);
  });

  test('something about each method', () => {
    for (const name of METHOD_NAMES) assert.ok(DOCUMENT.includes(`**${name}**`), name);
  });

  for (const type of [playbackStateType, catalogEntryType, positionType]) {
    test(`the type ${type.idl}`, () => {
      const expected = Object.entries(type.fields).map(([name, field]) => [name, field.idl]);
      assert.deepEqual(columns(tableAfter(`#### ${type.idl}`), 2), expected);
    });
  }

  test('the errors', () => {
    const expected = ERROR_NAMES.map((name) => {
      const { roles, parameters, summary } = ERRORS[name];
      return [name, roles.join(', '), written(parameters as AnyVarlinkFields), summary];
    });
    const byName = (a: readonly string[], b: readonly string[]): number =>
      String(a[0]).localeCompare(String(b[0]));
    assert.deepEqual(tableAfter('### Errors').sort(byName), expected.sort(byName));
  });

  test('the methods of the standard', () => {
    const described = [...SERVICE_DESCRIPTION.matchAll(/^method (\w+)\(([^)]*)\) -> \(([^)]*)\)/gm)].map(
      ([, ...parts]) => parts.map((part) => part.replaceAll(/\s+/g, ' ').trim()),
    );
    assert.deepEqual(tableAfter('## `org.varlink.service`'), described);
  });

  test('no message that the parsers would refuse', () => {
    const blocks = [...DOCUMENT.matchAll(/```json\n(.*?)```/gs)].map(([, block]) => String(block).trim());
    const messages = blocks.flatMap((block) => block.split('\n'));
    const inShell = [...DOCUMENT.matchAll(/'(\{"method".*?\})'/g)].map(([, call]) => String(call));
    assert.ok(messages.length > 0 && inShell.length > 0);
    for (const message of [...messages, ...inShell]) {
      const parse = message.startsWith('{"method"') ? parseCall : parseReply;
      assert.equal(parse(Buffer.from(message)).ok, true, message);
    }
  });
});
