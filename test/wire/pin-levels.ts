import type { HardwareRecord, PinFunction, Transfer } from './hardware-record.ts';

/** A stretch of time in which a line does not change. The last one of a line has no end. */
export interface Level {
  readonly high: boolean;
  readonly ns: number;
}

interface PinSource {
  readonly function: PinFunction;
  readonly peripheral: Transfer['peripheral'];
  readonly channel: number;
}

/** What comes out of which pin, when it is switched to it (BCM2835 ARM Peripherals, table 6-31). */
const PIN_SOURCES: Readonly<Record<number, PinSource>> = {
  10: { function: 'alt0', peripheral: 'spi', channel: 0 },
  12: { function: 'alt0', peripheral: 'pwm', channel: 0 },
  13: { function: 'alt0', peripheral: 'pwm', channel: 1 },
  18: { function: 'alt5', peripheral: 'pwm', channel: 0 },
  19: { function: 'alt5', peripheral: 'pwm', channel: 1 },
  21: { function: 'alt0', peripheral: 'pcm', channel: 0 },
};

/** The transfers that were seen on a pin. */
function transfersOn(record: HardwareRecord, pin: number): Transfer[] {
  const source = PIN_SOURCES[pin];
  if (!source || record.pinFunction(pin) !== source.function) return [];
  return record.transfers.filter(({ peripheral }) => peripheral === source.peripheral);
}

/**
 * The levels on a pin over time, as an oscilloscope would show them, beginning with the first transfer.
 *
 * @param throughInverter what is behind a level shifter that inverts
 */
export function levelsOn(record: HardwareRecord, pin: number, throughInverter = false): Level[] {
  const line = new LevelBuilder();
  const channel = PIN_SOURCES[pin]?.channel ?? 0;
  let lastIdle = throughInverter;
  for (const transfer of transfersOn(record, pin)) {
    const idle = transfer.inverted !== throughInverter;
    line.addIdleUntil(idle, transfer);
    const symbolNs = 1e9 / transfer.symbolHz;
    for (const bit of bitsOf(transfer, channel)) line.add((bit === 1) !== idle, symbolNs);
    lastIdle = idle;
  }
  line.add(lastIdle, Number.POSITIVE_INFINITY);
  return line.levels;
}

class LevelBuilder {
  readonly levels: { high: boolean; ns: number }[] = [];
  #endNs = 0;

  add(high: boolean, ns: number): void {
    const last = this.levels.at(-1);
    if (last?.high === high) last.ns += ns;
    else this.levels.push({ high, ns });
    this.#endNs += ns;
  }

  /** Idle time up to a transfer; before the first one, since ever. */
  addIdleUntil(high: boolean, { wireNs, seenNs }: Pick<Transfer, 'wireNs' | 'seenNs'>): void {
    this.add(high, this.levels.length === 0 ? Number.POSITIVE_INFINITY : Math.max(0, seenNs - this.#endNs));
    this.#endNs = wireNs;
  }
}

/** The bits of one output in the order in which they leave. Most significant first; SPI has bytes, the others words. */
export function bitsOf({ data, peripheral, channels }: Transfer, channel: number): Uint8Array {
  const bytes = Buffer.from(data, 'hex');
  const wordBytes = peripheral === 'spi' ? 1 : 4;
  const wordBits = wordBytes * 8;
  const bits = new Uint8Array((bytes.length * 8) / channels);
  for (let first = 0; first < bits.length; first += wordBits) {
    const word = bytes.readUIntLE(((first / wordBits) * channels + channel) * wordBytes, wordBytes);
    for (let i = 0; i < wordBits; i++) bits[first + i] = (word >>> (wordBits - 1 - i)) & 1;
  }
  return bits;
}
