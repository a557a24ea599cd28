import type { Frame } from '@garland/animations';
import type { DitherErrors } from './dither.ts';
import type { ChannelLoad } from './power-model.ts';
import type { TransferTable } from './transfer-table.ts';
import type { WhiteExtraction } from './white-extraction.ts';

/**
 * One pass over all pixels, from a frame to the words that are sent: transfer table, white extraction, power limit,
 * dithering, packing. Each is explained in its module: `transfer-table.ts`, `white-extraction.ts`, `current-limiter.ts`,
 * `dither.ts`. They share one loop because a pixel's cost is mostly memory access and loop overhead. The loop has literal
 * numbers instead of those modules' constants, because an imported name is looked up for every pixel, which takes a
 * nanosecond.
 *
 * @param scale the power limit's, 0 to UNITY
 * @param led the white LED; unused on a strip without one
 */
export type Quantizer = (frame: Frame, scale: number, led: WhiteExtraction) => void;

/** The memory of a quantizer. The arrays are never replaced, which saves the compiled loop many lookups. */
export interface QuantizerBuffers {
  readonly transferTable: TransferTable;
  /** The errors from the frame before; receives those for the next one. */
  readonly errors: DitherErrors;
  /** Receives 0xWWRRGGBB for each pixel, or 0x00RRGGBB. */
  readonly words: Uint32Array;
  /** Receives the sums of the duties, before scaling. */
  readonly load: ChannelLoad;
}

export function createRgbQuantizer({ transferTable, errors, words, load }: QuantizerBuffers): Quantizer {
  const carried = errors.words;
  return (frame, scale) => {
    const factor = scale | 0;
    let redSum = 0;
    let greenSum = 0;
    let blueSum = 0;
    let largestSum = 0;
    for (let pixel = 0, i = 0; pixel < words.length; pixel++, i += 3) {
      const error = carried[pixel]!;
      const red = toDuty(transferTable[frame[i]! >> 8]!, frame[i]!);
      const green = toDuty(transferTable[(frame[i + 1]! >> 8) + 256]!, frame[i + 1]!);
      const blue = toDuty(transferTable[(frame[i + 2]! >> 8) + 512]!, frame[i + 2]!);
      redSum = (redSum + red) | 0;
      greenSum = (greenSum + green) | 0;
      blueSum = (blueSum + blue) | 0;
      largestSum = (largestSum + Math.max(red, green, blue)) | 0;
      const r = multiplyFixed(red, factor) + ((error >>> 16) & 0xff);
      const g = multiplyFixed(green, factor) + ((error >>> 8) & 0xff);
      const b = multiplyFixed(blue, factor) + (error & 0xff);
      carried[pixel] = ((r & 0xf0) << 16) | ((g & 0xf0) << 8) | (b & 0xf0) | 0x08080808;
      words[pixel] = ((r & 0xff00) << 8) | (g & 0xff00) | (b >> 8);
    }
    load.red = redSum;
    load.green = greenSum;
    load.blue = blueSum;
    load.largest = largestSum;
  };
}

export function createRgbwQuantizer({ transferTable, errors, words, load }: QuantizerBuffers): Quantizer {
  const carried = errors.words;
  return (frame, scale, led) => {
    const factor = scale | 0;
    const { red: redLed, green: greenLed, blue: blueLed, perRed, perGreen, perBlue } = led;
    let redSum = 0;
    let greenSum = 0;
    let blueSum = 0;
    let whiteSum = 0;
    let largestSum = 0;
    for (let pixel = 0, i = 0; pixel < words.length; pixel++, i += 3) {
      const error = carried[pixel]!;
      const redAll = toDuty(transferTable[frame[i]! >> 8]!, frame[i]!);
      const greenAll = toDuty(transferTable[(frame[i + 1]! >> 8) + 256]!, frame[i + 1]!);
      const blueAll = toDuty(transferTable[(frame[i + 2]! >> 8) + 512]!, frame[i + 2]!);
      const worth = Math.min(
        Math.imul(redAll, perRed),
        Math.imul(greenAll, perGreen),
        Math.imul(blueAll, perBlue),
      );
      const white = Math.min(65280, worth >> 11);
      const red = redAll - multiplyFixed(white, redLed);
      const green = greenAll - multiplyFixed(white, greenLed);
      const blue = blueAll - multiplyFixed(white, blueLed);
      redSum = (redSum + red) | 0;
      greenSum = (greenSum + green) | 0;
      blueSum = (blueSum + blue) | 0;
      whiteSum = (whiteSum + white) | 0;
      largestSum = (largestSum + Math.max(red, green, blue, white)) | 0;
      const r = multiplyFixed(red, factor) + ((error >>> 16) & 0xff);
      const g = multiplyFixed(green, factor) + ((error >>> 8) & 0xff);
      const b = multiplyFixed(blue, factor) + (error & 0xff);
      const w = multiplyFixed(white, factor) + (error >>> 24);
      carried[pixel] = ((w & 0xf0) << 24) | ((r & 0xf0) << 16) | ((g & 0xf0) << 8) | (b & 0xf0) | 0x08080808;
      words[pixel] = ((w & 0xff00) << 16) | ((r & 0xff00) << 8) | (g & 0xff00) | (b >> 8);
    }
    load.red = redSum;
    load.green = greenSum;
    load.blue = blueSum;
    load.white = whiteSum;
    load.largest = largestSum;
  };
}

const toDuty = (tone: number, value: number): number =>
  (tone >>> 16) + (Math.imul(tone & 0xffff, value & 0xff) >>> 8);

const multiplyFixed = (value: number, factor: number): number => Math.imul(value, factor) >>> 15;
