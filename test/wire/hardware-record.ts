import { readFileSync } from 'node:fs';

/** The events that the hardware process records, in order. */
export type HardwareEvent = { readonly atNs: number } & (
  | Transfer
  | { readonly event: 'gpio'; readonly pin: number; readonly function: PinFunction }
  | { readonly event: 'clock'; readonly name: 'pwm' | 'pcm'; readonly hz: number }
  | { readonly event: 'serialiser'; readonly name: 'pwm' | 'pcm'; readonly runs: boolean }
  | MemoryCall
  | { readonly event: 'fault'; readonly problem: string }
);

export type PinFunction = 'input' | 'output' | `alt${0 | 1 | 2 | 3 | 4 | 5}`;

/** Words that one DMA transfer, or one SPI message, put on the wire. */
export interface Transfer {
  readonly event: 'transfer';
  readonly peripheral: 'pwm' | 'pcm' | 'spi';
  /** The DMA channel; SPI has none. */
  readonly dma?: number;
  /** When the first bit left: not before this … */
  readonly wireNs: number;
  /** … and not after this; the model looks every few microseconds. */
  readonly seenNs: number;
  readonly symbolHz: number;
  /** How many outputs the words go to, in turn. */
  readonly channels: number;
  /** By the hardware. */
  readonly inverted: boolean;
  /** Hexadecimal, as it stood in memory. */
  readonly data: string;
}

export interface MemoryCall {
  readonly event: 'memory';
  readonly call: 'allocate' | 'lock' | 'unlock' | 'release';
  readonly handle: number;
  readonly bytes: number;
  /** Blocks that are allocated after it. */
  readonly outstanding: number;
}

type EventOf<Name extends HardwareEvent['event']> = Extract<HardwareEvent, { readonly event: Name }>;

/** All that happened on one machine. */
export class HardwareRecord {
  readonly events: readonly HardwareEvent[];

  constructor(events: readonly HardwareEvent[]) {
    this.events = events;
  }

  /** Reads what has been written so far. */
  static read(file: string): HardwareRecord {
    const lines = readFileSync(file, 'utf8').split('\n');
    // The last is empty, or half written.
    return new HardwareRecord(lines.slice(0, -1).map((line) => JSON.parse(line) as HardwareEvent));
  }

  eventsOf<Name extends HardwareEvent['event']>(name: Name): EventOf<Name>[] {
    return this.events.filter((event): event is EventOf<Name> => event.event === name);
  }

  get transfers(): Transfer[] {
    return this.eventsOf('transfer');
  }

  /** What the hardware was asked to do against its rules. */
  get faults(): string[] {
    return this.eventsOf('fault').map(({ problem }) => problem);
  }

  /** What a pin was last switched to. */
  pinFunction(pin: number): PinFunction {
    return this.eventsOf('gpio').findLast((event) => event.pin === pin)?.function ?? 'input';
  }

  /** VideoCore memory that was never released. */
  get blocksOutstanding(): number {
    return this.eventsOf('memory').at(-1)?.outstanding ?? 0;
  }

  clockHz(name: 'pwm' | 'pcm'): number {
    return this.eventsOf('clock').findLast((event) => event.name === name)?.hz ?? 0;
  }

  isRunning(name: 'pwm' | 'pcm'): boolean {
    return this.eventsOf('serialiser').findLast((event) => event.name === name)?.runs ?? false;
  }
}
