import { type AST, ParseError, parseTOML } from 'toml-eslint-parser';
import type { ConfigProblem } from './config-error.ts';
import { toSyntaxProblem } from './syntax-problem.ts';

/** A TOML value with the line of its key. */
export interface TomlNode {
  /** From 1; undefined for the root and for absent tables. */
  readonly line: number | undefined;
  readonly value: string | number | bigint | boolean | Date | readonly TomlNode[] | TomlTable;
}

export type TomlTable = Map<string, TomlNode>;

/** Parses TOML text into nodes, or reports the line with the syntax error. */
export function parseToml(text: string): { readonly root: TomlNode } | { readonly problem: ConfigProblem } {
  // Windows editors write a byte order mark, which TOML does not allow.
  const toml = text.replace(/^\uFEFF/, '');
  try {
    return { root: toRoot(parseTOML(toml)) };
  } catch (error) {
    if (error instanceof ParseError) return { problem: toSyntaxProblem(toml, error) };
    const { message } = error as Error;
    const tooDeep = error instanceof RangeError && /call stack/.test(message);
    const reason = tooDeep ? 'it is nested too deep' : message;
    return { problem: { code: 'syntax', line: undefined, key: '', message: `not TOML: ${reason}` } };
  }
}

function toRoot(program: AST.TOMLProgram): TomlNode {
  const root: TomlTable = new Map();
  for (const item of program.body[0].body) {
    if (item.type === 'TOMLKeyValue') setValue(root, item);
    else setTable(root, item);
  }
  return { line: undefined, value: root };
}

/** `[a.b]` and `[[a.b]]`; the parser numbers the items of the latter: `['a', 'b', 0]`. */
function setTable(root: TomlTable, { resolvedKey, body, loc }: AST.TOMLTable): void {
  const line = loc.start.line;
  let here: TomlTable | TomlNode[] = root;
  for (const [i, name] of resolvedKey.entries()) {
    const empty = typeof resolvedKey[i + 1] === 'number' ? [] : new Map();
    const child: TomlNode = childOf(here, name) ?? { line, value: empty };
    // A header can follow those of its subtables; messages name its own line.
    setChild(here, name, i === resolvedKey.length - 1 ? { line, value: child.value } : child);
    here = child.value as TomlTable | TomlNode[];
  }
  for (const item of body) setValue(here as TomlTable, item);
}

function setValue(table: TomlTable, { key, value, loc }: AST.TOMLKeyValue): void {
  const line = loc.start.line;
  const names = key.keys.map((part) => (part.type === 'TOMLBare' ? part.name : part.value));
  let here: TomlTable = table;
  for (const [i, name] of names.entries()) {
    const isLast = i === names.length - 1;
    const child = here.get(name) ?? (isLast ? toNode(value, line) : { line, value: new Map() });
    here.set(name, child);
    here = child.value as TomlTable;
  }
}

function childOf(parent: TomlTable | TomlNode[], name: string | number): TomlNode | undefined {
  return parent instanceof Map ? parent.get(name as string) : parent[name as number];
}

function setChild(parent: TomlTable | TomlNode[], name: string | number, child: TomlNode): void {
  if (parent instanceof Map) parent.set(name as string, child);
  else parent[name as number] = child;
}

function toNode(content: AST.TOMLContentNode, line: number): TomlNode {
  switch (content.type) {
    case 'TOMLArray':
      return { line, value: content.elements.map((element) => toNode(element, element.loc.start.line)) };
    case 'TOMLInlineTable': {
      const table: TomlTable = new Map();
      for (const item of content.body) setValue(table, item);
      return { line, value: table };
    }
    default:
      return { line, value: content.value };
  }
}
