/** From and to, in nanoseconds. */
export type RangeNs = readonly [min: number, max: number];

/** What a data sheet asks of the line: how long it is high, then low, for each bit. */
export interface BitTimes {
  readonly zeroHigh: RangeNs;
  readonly zeroLow: RangeNs;
  readonly oneHigh: RangeNs;
  readonly oneLow: RangeNs;
}

export interface LedChip {
  readonly name: string;
  /** Bytes for one pixel. */
  readonly colors: 3 | 4;
  readonly bits: BitTimes;
  /** The line stays low for this long before the chips show what they were sent. */
  readonly resetNs: number;
}

function around(ns: number, toleranceNs: number): RangeNs {
  return [ns - toleranceNs, ns + toleranceNs];
}

function bitTimes(
  zeroHigh: number,
  zeroLow: number,
  oneHigh: number,
  oneLow: number,
  tolerance: number,
): BitTimes {
  const [a, b, c, d] = [zeroHigh, zeroLow, oneHigh, oneLow].map((ns) => around(ns, tolerance));
  return { zeroHigh: a!, zeroLow: b!, oneHigh: c!, oneLow: d! };
}

/** WorldSemi, WS2812B: "Data transfer time". */
export const WS2812B: LedChip = {
  name: 'WS2812B',
  colors: 3,
  bits: bitTimes(400, 850, 800, 450, 150),
  resetNs: 50_000,
};

/** WorldSemi, WS2812B from V4 on, WS2813 and WS2815: shorter zeros, and a long reset. */
export const WS2815: LedChip = {
  name: 'WS2815',
  colors: 3,
  bits: { zeroHigh: [220, 380], zeroLow: [580, 1000], oneHigh: [580, 1000], oneLow: [220, 420] },
  resetNs: 280_000,
};

/** WorldSemi, WS2811: "Data transfer time", low speed. */
export const WS2811_400: LedChip = {
  name: 'WS2811 at 400 kHz',
  colors: 3,
  bits: bitTimes(500, 2000, 1200, 1300, 150),
  resetNs: 50_000,
};

/** The same sheet: at high speed all times but the reset are half as long. */
export const WS2811_800: LedChip = {
  name: 'WS2811 at 800 kHz',
  colors: 3,
  bits: bitTimes(250, 1000, 600, 650, 75),
  resetNs: 50_000,
};

/** Opsco, SK6812RGBW Rev. 01: "Data transfer time". */
export const SK6812: LedChip = {
  name: 'SK6812',
  colors: 3,
  bits: bitTimes(300, 900, 600, 600, 150),
  resetNs: 80_000,
};
export const SK6812W: LedChip = { ...SK6812, name: 'SK6812 RGBW', colors: 4 };
