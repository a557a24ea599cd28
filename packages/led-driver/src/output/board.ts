import { formatAdvice, HARDWARE_ADVICE } from '@garland/driver-config/hardware-advice';

/** Files that hold the board's revision: for 64-bit systems, and for 32-bit ones. */
export const REVISION_FILE = '/proc/device-tree/system/linux,revision';
export const CPUINFO_FILE = '/proc/cpuinfo';

/**
 * New-style revision codes have bit 23 set; bits 12 to 15 are the processor, 4 to 11 the model.
 *
 * @see https://www.raspberrypi.com/documentation/computers/raspberry-pi.html#raspberry-pi-revision-codes
 */
const NEW_STYLE = 1 << 23;
const PROCESSOR_NAMES = ['BCM2835', 'BCM2836', 'BCM2837', 'BCM2711', 'BCM2712'] as const;
type Processor = (typeof PROCESSOR_NAMES)[number];

const MODELS: Readonly<Record<number, string>> = {
  0: 'A',
  1: 'B',
  2: 'A+',
  3: 'B+',
  4: '2 B',
  6: 'Compute Module 1',
  8: '3 B',
  9: 'Zero',
  10: 'Compute Module 3',
  12: 'Zero W',
  13: '3 B+',
  14: '3 A+',
  16: 'Compute Module 3+',
  17: '4 B',
  18: 'Zero 2 W',
  19: '400',
  20: 'Compute Module 4',
  21: 'Compute Module 4S',
  23: '5',
  24: 'Compute Module 5',
  25: '500',
  26: 'Compute Module 5 Lite',
  27: 'Compute Module 0',
};

/**
 * For each processor, a board that the addon knows. The addon uses a revision only for the processor and for whether the
 * header has forty pins, as all of these have. The pins of a Pi 5 are on another chip.
 */
const COMPATIBLE_REVISIONS: Readonly<Partial<Record<Processor, string>>> = {
  BCM2835: '9000c1',
  BCM2836: 'a01041',
  BCM2837: 'a02082',
  BCM2711: 'b03114',
};

export interface Board {
  /** Hexadecimal. */
  readonly revision: string;
  readonly name: string;
  /** The revision of a board with the same processor that the addon knows. */
  readonly compatibleRevision: string | undefined;
}

/** @param read the content of a file, undefined if it can't be read */
export function readBoard(read: (path: string) => Buffer | undefined): Board | undefined {
  const code = fromDeviceTree(read(REVISION_FILE)) ?? fromCpuinfo(read(CPUINFO_FILE)?.toString('latin1'));
  return code === undefined ? undefined : decodeRevision(code);
}

export function decodeRevision(code: number): Board {
  const revision = code.toString(16).padStart(4, '0');
  if (!(code & NEW_STYLE)) return { revision, name: 'Raspberry Pi', compatibleRevision: revision };
  const processor = PROCESSOR_NAMES[(code >>> 12) & 0xf];
  const model = MODELS[(code >>> 4) & 0xff];
  return {
    revision,
    name: `Raspberry Pi ${model ?? 'of an unknown model'}`,
    compatibleRevision: processor && COMPATIBLE_REVISIONS[processor],
  };
}

/** Explains why the addon refuses the board, with the fix. */
export function unsupportedBoardHint(board: Board | undefined): string {
  if (!board)
    return `neither ${REVISION_FILE} nor ${CPUINFO_FILE} names a revision, so ${HARDWARE_ADVICE.notARaspberryPi.problem}, or they are hidden from the driver`;
  const { name, revision, compatibleRevision } = board;
  if (compatibleRevision === undefined)
    return `a ${name} (${revision}) ${formatAdvice(HARDWARE_ADVICE.unsupportedBoard)}`;
  return (
    `the addon does not know a ${name} (${revision}), only a board with the same processor (${compatibleRevision}). The system service ` +
    'presents that one to it; when you start the driver yourself, run it under with-known-board, which comes with Garland'
  );
}

function fromDeviceTree(bytes: Buffer | undefined): number | undefined {
  return bytes?.length === 4 ? bytes.readUInt32BE() : undefined;
}

function fromCpuinfo(text = ''): number | undefined {
  const [, code] = /^Revision\s*:\s*([0-9a-f]+)\s*$/im.exec(text) ?? [];
  return code === undefined ? undefined : Number.parseInt(code, 16);
}
