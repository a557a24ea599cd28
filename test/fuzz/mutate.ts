import type { Random } from './random.ts';

type Mutation = (text: string, random: Random, tokens: readonly string[]) => string;

/** What breaks parsers, byte by byte and piece by piece. Texts are latin1: a character is a byte. */
const MUTATIONS: readonly Mutation[] = [
  // One bit.
  (text, random) => {
    const at = random.int(text.length);
    return splice(text, at, 1, String.fromCharCode(text.charCodeAt(at) ^ (1 << random.int(8))));
  },
  // Any byte, in place of another or between two.
  (text, random) =>
    splice(text, random.int(text.length), random.int(2), String.fromCharCode(random.int(256))),
  // A piece less.
  (text, random) => splice(text, random.int(text.length), 1 + random.int(8), ''),
  // A piece twice, here or elsewhere.
  (text, random) => {
    const from = random.int(text.length);
    return splice(text, random.int(text.length), 0, text.slice(from, from + 1 + random.int(40)));
  },
  // The end is missing.
  (text, random) => text.slice(0, random.int(text.length)),
  // A word of the language where it does not belong.
  (text, random, tokens) => splice(text, random.int(text.length), random.int(3), random.pick(tokens)),
  // A line twice, or in another place.
  (text, random) => {
    const lines = text.split('\r\n');
    const line = random.pick(lines);
    return lines.toSpliced(random.int(lines.length), random.int(2), line).join('\r\n');
  },
  // Very long.
  (text, random) =>
    splice(
      text,
      random.int(text.length),
      0,
      random.pick(['A', ' ', '\0', '[', '\r\n']).repeat(random.int(5000)),
    ),
];

/** The text with one to three things wrong, or perhaps still right. */
export function mutate(text: string, random: Random, tokens: readonly string[]): string {
  let mutated = text;
  for (let i = random.int(3); i >= 0 && mutated !== ''; i--)
    mutated = random.pick(MUTATIONS)(mutated, random, tokens);
  return mutated;
}

function splice(text: string, at: number, remove: number, insert: string): string {
  return text.slice(0, at) + insert + text.slice(at + remove);
}
