const MAX_TEXT_LENGTH = 2_000;

/**
 * A record as one line: JSON in printable ASCII, so that client data cannot start a line or control a terminal, with no text
 * longer than 2000 characters. For the journal, the syslog priority (0 to 7) comes first.
 */
export function formatRecord(record: object, priority?: number): string {
  return (priority === undefined ? '' : `<${priority}>`) + toAscii(truncatedJson(record));
}

/** A record that is short as a whole needs no truncation, and nearly all are. */
function truncatedJson(record: object): string {
  const json = JSON.stringify(record);
  return json.length <= MAX_TEXT_LENGTH ? json : JSON.stringify(record, truncate);
}

function truncate(_key: string, value: unknown): unknown {
  return typeof value === 'string' && value.length > MAX_TEXT_LENGTH
    ? `${value.slice(0, MAX_TEXT_LENGTH)}…`
    : value;
}

/** `JSON.stringify` escapes the ASCII controls; this escapes DEL, the C1 controls and line separators as well. */
function toAscii(json: string): string {
  // Nearly every record is plain, and without JIT a regular expression costs ten times as much as this check.
  if (Buffer.byteLength(json) === json.length && !json.includes('\u007f')) return json;
  return json.replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
