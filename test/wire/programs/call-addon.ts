// Makes calls on the addon, in any order: node call-addon.js '{ "steps": […], … }'
import { addon } from './addon.ts';

export type AddonStep =
  | 'init'
  | 'simple'
  | 'light'
  | 'four colours'
  | 'render'
  | 'finalize'
  | 'brightness 256'
  | 'another array'
  | 'print times';

export interface CallAddonSettings {
  readonly steps: readonly AddonStep[];
  readonly init?: Parameters<typeof addon.init>[0];
  readonly pixels?: number;
}

const { steps, init, pixels = 20 }: CallAddonSettings = JSON.parse(process.argv[2] ?? '');
let channel: { array: Uint32Array | null; brightness: number } = { array: null, brightness: 0 };
let renderedMs = 0;

const STEPS: Readonly<Record<AddonStep, () => void>> = {
  init() {
    channel = addon.init(init ?? { channels: [] })[0]!;
  },
  simple() {
    channel = addon(pixels);
  },
  light() {
    channel.array!.fill(0xffffff);
  },
  'four colours'() {
    channel.array!.fill(0x11223344);
  },
  render() {
    const startedMs = performance.now();
    addon.render();
    renderedMs = performance.now() - startedMs;
  },
  finalize() {
    addon.finalize();
  },
  'brightness 256'() {
    channel.brightness = 256;
  },
  'another array'() {
    channel.array = new Uint32Array(pixels).fill(0x00ff00);
  },
  'print times'() {
    process.stdout.write(`${renderedMs}`);
  },
};

for (const step of steps) {
  try {
    STEPS[step]();
  } catch (error) {
    process.stdout.write(`${step}: ${error}\n`);
  }
}
