import type { BitTimes, LedChip } from './chips.ts';
import type { Level } from './pin-levels.ts';

/** What a chain of chips made of a line. */
export interface DecodedLine {
  /** The bytes between two resets. */
  readonly frames: readonly Uint8Array[];
  /** The shortest of the gaps that the chips took for a reset. */
  readonly shortestResetNs: number;
  /** Bits whose times are not within the data sheet: how many, by what was wrong. */
  readonly timingViolations: ReadonlyMap<keyof BitTimes, number>;
  /** What no chip would understand: bits without an end, a frame of half a byte. */
  readonly problems: readonly string[];
}

/**
 * Reads a line as the chips would: they distinguish a one from a zero by how long the line is high, and show what they have when
 * it stays low.
 */
export function decodeLine(levels: readonly Level[], chip: LedChip): DecodedLine {
  const reader = new LineDecoder(chip);
  for (let i = 0; i < levels.length; i++) {
    const level = levels[i]!;
    if (level.high) reader.addPulse(level.ns, levels[i + 1]?.ns ?? 0);
  }
  return reader.result();
}

class LineDecoder {
  readonly #chip: LedChip;
  /** Where a chip must have drawn its line between zero and one, if it keeps to its own data sheet. */
  readonly #thresholdNs: number;
  readonly #frames: Uint8Array[] = [];
  readonly #violations = new Map<keyof BitTimes, number>();
  readonly #problems: string[] = [];
  #shortestResetNs = Number.POSITIVE_INFINITY;
  #bits: (0 | 1)[] = [];

  constructor(chip: LedChip) {
    this.#chip = chip;
    this.#thresholdNs = (chip.bits.zeroHigh[1] + chip.bits.oneHigh[0]) / 2;
  }

  addPulse(highNs: number, lowNs: number): void {
    const bit = highNs > this.#thresholdNs ? 1 : 0;
    this.#bits.push(bit);
    this.#checkTime(bit ? 'oneHigh' : 'zeroHigh', highNs);
    if (lowNs >= this.#chip.resetNs) this.#reset(lowNs);
    else this.#checkTime(bit ? 'oneLow' : 'zeroLow', lowNs);
  }

  result(): DecodedLine {
    if (this.#bits.length > 0) this.#problems.push(`${this.#bits.length} bits were never shown`);
    return {
      frames: this.#frames,
      shortestResetNs: this.#shortestResetNs,
      timingViolations: this.#violations,
      problems: this.#problems,
    };
  }

  #checkTime(name: keyof BitTimes, ns: number): void {
    const [min, max] = this.#chip.bits[name];
    if (ns < min || ns > max) this.#violations.set(name, (this.#violations.get(name) ?? 0) + 1);
  }

  #reset(lowNs: number): void {
    // The last gap has no end, and says nothing.
    this.#shortestResetNs = Math.min(this.#shortestResetNs, lowNs);
    if (this.#bits.length % 8) this.#problems.push(`a frame of ${this.#bits.length} bits`);
    this.#frames.push(bytesFrom(this.#bits));
    this.#bits = [];
  }
}

function bytesFrom(bits: readonly (0 | 1)[]): Uint8Array {
  const bytes = new Uint8Array(bits.length >> 3);
  for (let i = 0; i < bytes.length * 8; i++) bytes[i >> 3]! |= bits[i]! << (7 - (i & 7));
  return bytes;
}

const SHIFTS: Readonly<Record<string, number>> = { r: 16, g: 8, b: 0, w: 24 };

/** One word a pixel, 0xWWRRGGBB, from the bytes of a frame. @param order which byte is which, `grb` or `grbw` say */
export function pixelsFrom(frame: Uint8Array, order: string): Uint32Array {
  const words = new Uint32Array(frame.length / order.length);
  for (let i = 0; i < words.length * order.length; i++) {
    const word = Math.floor(i / order.length);
    words[word] = (words[word]! | (frame[i]! << SHIFTS[order[i % order.length]!]!)) >>> 0;
  }
  return words;
}
