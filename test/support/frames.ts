import type { DriverClient } from '@garland/protocol/client';

/** The sum of each channel over all pixels of one frame. */
export interface ChannelSums {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

function sumChannels(rgb: string): ChannelSums {
  const bytes = Buffer.from(rgb, 'base64');
  const sum = (channel: number): number =>
    bytes.filter((_, i) => i % 3 === channel).reduce((a, b) => a + b, 0);
  return { red: sum(0), green: sum(1), blue: sum(2) };
}

/** Reads frames from the driver until one is as it should be. */
export async function waitForFrame(
  client: DriverClient,
  matches: (light: ChannelSums) => boolean,
  deadlineMs = 3_000,
): Promise<ChannelSums> {
  const seen: ChannelSums[] = [];
  for await (const { rgb } of client.stream('Frames', {}, { signal: AbortSignal.timeout(deadlineMs) })) {
    const light = sumChannels(rgb);
    if (matches(light)) return light;
    seen.push(light);
  }
  throw new Error(`no such frame; the last was ${JSON.stringify(seen.at(-1))}`);
}

export const isDarkFrame = ({ red, green, blue }: ChannelSums): boolean => red + green + blue === 0;
export const isWarmFrame = ({ red, green, blue }: ChannelSums): boolean =>
  red > 2 * blue && red > green && red > 1000;
export const isLitFrame = (light: ChannelSums): boolean => !isDarkFrame(light);
