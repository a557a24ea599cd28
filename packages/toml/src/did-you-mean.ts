/** Longer words are not typos, and comparing them is slow. */
const MAX_WORD_LENGTH = 64;

/** The candidate closest to a misspelt word, if any is close enough. */
export function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  const letters = normalize(word);
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(letters.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(letters, normalize(candidate));
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** `colorOrder` and `color-order` are spellings of `color_order`. */
function normalize(word: string): readonly string[] {
  return [...word.slice(0, MAX_WORD_LENGTH).toLowerCase().replaceAll(/[-_ ]/g, '')];
}

/** Levenshtein distance in which a swap of neighbours counts once (optimal string alignment). */
function editDistance(a: readonly string[], b: readonly string[]): number {
  let previous: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let cost = Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] && i > 1 && j > 1) {
        cost = Math.min(cost, (previous[j - 2] ?? 0) + 1);
      }
      next.push(cost);
    }
    previous = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
