const MAX_TEXT_LENGTH = 2_000;

/**
 * A record as one line: JSON in printable ASCII, so that nothing a client sent can begin a line or steer a terminal, and no
 * text longer than 2000 characters. The journal gets the syslog priority, 0 to 7, in front.
 */
export function formatRecord(record: object, priority?: number): string {
  return (priority === undefined ? '' : `<${priority}>`) + toAscii(truncatedJson(record));
}

/** What is short as a whole has no part that is too long, and hardly any record is longer. */
function truncatedJson(record: object): string {
  const json = JSON.stringify(record);
  return json.length <= MAX_TEXT_LENGTH ? json : JSON.stringify(record, truncate);
}

function truncate(_key: string, value: unknown): unknown {
  return typeof value === 'string' && value.length > MAX_TEXT_LENGTH
    ? `${value.slice(0, MAX_TEXT_LENGTH)}…`
    : value;
}

/** `JSON.stringify` escapes the ASCII controls; DEL, the C1 controls and line separators need it as well. */
function toAscii(json: string): string {
  // Without JIT, a pattern is ten times as dear as this, and nearly every record is plain.
  if (Buffer.byteLength(json) === json.length && !json.includes('\u007f')) return json;
  return json.replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
