import { type ParseError, parseTOML } from 'toml-eslint-parser';
import type { ConfigProblem } from './config-error.ts';

const HEADER = /^\s*\[\s*([^[\]]+?)\s*\]\s*(?:#.*)?$/;
const ASSIGNMENT = /^\s*([\w.-]+)\s*=\s*(.*?)\s*$/;
/** Neither a string, a list nor an inline table: a number, a word, or quotes of a word processor. */
const BARE_VALUE = /^[^"'[{#\s]+$/;
const VALUE_FORMS =
  'numbers have digits only, with a point before decimals (1.5); text has straight quotes ("abc"); ' +
  'true and false have small letters';
const MAX_SHOWN_LENGTH = 40;

/** Describes a syntax error: with key and cure if a single value is at fault, otherwise with the parser's reason. */
export function toSyntaxProblem(
  text: string,
  { lineNumber: line, column, message }: ParseError,
): ConfigProblem {
  const lines = text.split(/\r?\n/);
  const content = lines[line - 1] ?? '';
  const [, name, value = ''] = ASSIGNMENT.exec(content) ?? [];
  const bareValue = value.replace(/\s+#.*$/, '');
  if (name !== undefined && BARE_VALUE.test(bareValue) && !isTomlValue(bareValue)) {
    const key = [...tableAbove(lines.slice(0, line - 1)), name].join('.');
    return {
      code: 'syntax',
      line,
      key,
      message: `is not TOML: ${shorten(bareValue)} is not a value; ${VALUE_FORMS}`,
    };
  }
  const rest = content.slice(column).trim();
  return { code: 'syntax', line, key: '', message: `not TOML: ${message}${rest && `, at ${shorten(rest)}`}` };
}

function isTomlValue(text: string): boolean {
  try {
    parseTOML(`key = ${text}`);
    return true;
  } catch {
    return false;
  }
}

function tableAbove(lines: readonly string[]): readonly string[] {
  const header = lines.findLast((content) => HEADER.test(content));
  return header === undefined ? [] : [HEADER.exec(header)?.[1] ?? ''];
}

function shorten(text: string): string {
  return JSON.stringify(text.length > MAX_SHOWN_LENGTH ? `${text.slice(0, MAX_SHOWN_LENGTH - 1)}…` : text);
}
