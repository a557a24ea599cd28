import { type AST, parseTOML } from 'toml-eslint-parser';
import type { Problem } from './problem.ts';

/** A TOML value together with the line on which its key stands. */
export interface Node {
  readonly line: number;
  readonly value: string | number | bigint | boolean | Date | readonly Node[] | Table;
}

export type Table = Map<string, Node>;

/** Reads TOML text into nodes, or says which line is not TOML. */
export function parseToml(text: string): { readonly root: Node } | { readonly problem: Problem } {
  let program: AST.TOMLProgram;
  try {
    program = parseTOML(text);
  } catch (error) {
    const { message, lineNumber } = error as Error & { lineNumber?: number };
    return { problem: { code: 'syntax', line: lineNumber, key: '', message: `not TOML: ${message}` } };
  }
  const root: Node = { line: 1, value: new Map() };
  for (const item of program.body[0].body) {
    if (item.type === 'TOMLKeyValue') setValue(root, item);
    else setTable(root, item);
  }
  return { root };
}

function setTable(root: Node, table: AST.TOMLTable): void {
  const line = table.loc.start.line;
  let node = root;
  for (const name of table.resolvedKey) node = step(node, name, line);
  // A header may come after the tables below it; its own line is the one to name.
  const own: Node = { line, value: node.value };
  for (const item of table.body) setValue(own, item);
}

function setValue(parent: Node, { key, value, loc }: AST.TOMLKeyValue): void {
  const names = key.keys.map((part) => (part.type === 'TOMLBare' ? part.name : part.value));
  const last = names.pop();
  let node = parent;
  for (const name of names) node = step(node, name, loc.start.line);
  if (last !== undefined) asTable(node).set(last, toNode(value, loc.start.line));
}

function step(parent: Node, name: string | number, line: number): Node {
  if (typeof name === 'number') {
    const items = parent.value as Node[];
    items[name] ??= { line, value: new Map() };
    return items[name];
  }
  const table = asTable(parent);
  let child = table.get(name);
  if (!child) {
    child = { line, value: new Map() };
    table.set(name, child);
  }
  return child;
}

function asTable(node: Node): Table {
  return node.value as Table;
}

function toNode(content: AST.TOMLContentNode, line: number): Node {
  switch (content.type) {
    case 'TOMLArray':
      return { line, value: content.elements.map((element) => toNode(element, element.loc.start.line)) };
    case 'TOMLInlineTable': {
      const table: Node = { line, value: new Map() };
      for (const item of content.body) setValue(table, item);
      return table;
    }
    default:
      return { line, value: content.value };
  }
}
