/** Frames that cannot be mistaken for each other: every pixel of every frame is random, and follows from the seed. */
export class RandomFrames {
  readonly #mask: number;
  #state: number;

  /** @param colors bytes that a pixel has */
  constructor(seed: number, colors: 3 | 4) {
    this.#state = seed;
    this.#mask = colors === 3 ? 0x00ffffff : 0xffffffff;
  }

  /** The next frame: 0xWWRRGGBB a pixel. */
  fill(words: Uint32Array): void {
    for (let i = 0; i < words.length; i++) words[i] = this.#next() & this.#mask;
  }

  /** Mulberry32, by Tommy Ettinger. */
  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let x = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return (x ^ (x >>> 14)) >>> 0;
  }
}

/** The first frames that follow from a seed. */
export function randomFrames(seed: number, colors: 3 | 4, pixels: number, count: number): Uint32Array[] {
  const source = new RandomFrames(seed, colors);
  return Array.from({ length: count }, () => {
    const words = new Uint32Array(pixels);
    source.fill(words);
    return words;
  });
}
