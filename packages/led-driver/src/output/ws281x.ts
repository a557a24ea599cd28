import { type ColorOrder, hasWhite } from '@garland/driver-config';
import { type Output, OutputError, type OutputSettings, wireTimeMs } from './output.ts';

/** The part of rpi-ws281x-native that is safe to use. */
export interface Addon {
  init(options: {
    readonly dma: number;
    readonly freq: number;
    readonly channels: readonly AddonChannelOptions[];
  }): readonly { readonly array: Uint32Array | null }[];
  render(): void;
  finalize(): void;
}

interface AddonChannelOptions {
  readonly gpio: number;
  readonly count: number;
  readonly invert?: boolean;
  readonly stripType?: string;
}

/** The addon's default, 5, is the channel of the SD card on real boards, and corrupts it. */
const DMA_CHANNEL = 10;
const BITS_PER_SECOND = 800_000;
/** Without this the addon switches GPIO 13 to PWM, whatever is connected there. */
const NO_SECOND_STRIP: AddonChannelOptions = { gpio: 0, count: 0 };

export interface Hardware {
  /** Loads the addon. Only root may: for others it quietly returns functions that do nothing. */
  loadAddon(): Promise<Addon>;
  readonly uid: number;
}

export const realHardware: Hardware = {
  uid: process.getuid?.() ?? -1,
  async loadAddon() {
    // The name is computed so that a laptop without the addon still type-checks and builds.
    const name: string = 'rpi-ws281x-native';
    return (await import(name)).default as Addon;
  },
};

/** The addon keeps one global strip for a process, so there can be one output. */
let inUse = false;

/**
 * A real strip on a Raspberry Pi.
 *
 * The addon crashes the process when its calls come in a wrong order (`render` or `finalize` before `init`, `finalize`
 * twice or after a failed `init`, `render` after `finalize`), so this class is the only caller and keeps the order.
 */
export class Ws281x implements Output {
  readonly kind = 'ws281x';
  readonly pixels: Uint32Array;
  readonly darkPixels = 0;
  readonly hasWhite: boolean;
  readonly minFrameMs: number;
  readonly #addon: Addon;
  #open = true;

  private constructor(addon: Addon, pixels: Uint32Array, white: boolean) {
    this.#addon = addon;
    this.hasWhite = white;
    this.pixels = pixels;
    this.minFrameMs = wireTimeMs(pixels.length);
  }

  /** @throws {OutputError} `not_root`, `addon_missing`, `already_open` or `init_failed` */
  static async open(settings: OutputSettings, hardware: Hardware = realHardware): Promise<Ws281x> {
    if (hardware.uid !== 0) {
      throw new OutputError(
        'not_root',
        'only root can drive the LED hardware: use sudo or a system service, ' +
          'or choose output.kind = "simulator" where there is no strip',
      );
    }
    const addon = await load(hardware);
    if (inUse) throw new OutputError('already_open', 'this process drives a strip already');
    const pixels = initialise(addon, settings);
    if (pixels?.length !== settings.pixels) {
      addon.finalize();
      throw new OutputError('init_failed', 'the LED hardware gave no buffer for the strip');
    }
    inUse = true;
    return new Ws281x(addon, pixels, hasWhite(settings));
  }

  show(): void {
    if (!this.#open) throw new OutputError('closed', 'the strip is closed');
    this.#render();
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.pixels.fill(0);
    try {
      this.#render();
    } finally {
      this.#addon.finalize();
      inUse = false;
    }
  }

  #render(): void {
    try {
      this.#addon.render();
    } catch (cause) {
      throw new OutputError(
        'render_failed',
        `the LED hardware refused a frame: ${(cause as Error).message}`,
        { cause },
      );
    }
  }
}

async function load(hardware: Hardware): Promise<Addon> {
  try {
    return await hardware.loadAddon();
  } catch (cause) {
    throw new OutputError(
      'addon_missing',
      `rpi-ws281x-native can't be loaded (${(cause as Error).message.split('\n')[0]}); ` +
        'run "garland-build-addon" (in a clone: "npm rebuild rpi-ws281x-native"), or choose output.kind = "simulator"',
      { cause },
    );
  }
}

/** The addon's own word for this order. Its short `sk6812w` would be one too many: it stands for GBRW. */
function stripTypeOf(order: ColorOrder): string {
  return `${hasWhite({ color_order: order }) ? 'sk6812' : 'ws2811'}-${order}`;
}

/** A failed `init` needs no clean-up: the addon has cleaned up itself, and `finalize` would crash. */
function initialise(
  addon: Addon,
  { pixels, gpio, invert, color_order }: OutputSettings,
): Uint32Array | null | undefined {
  const strip = { gpio, count: pixels, invert, stripType: stripTypeOf(color_order) };
  try {
    const [channel] = addon.init({
      dma: DMA_CHANNEL,
      freq: BITS_PER_SECOND,
      channels: [strip, NO_SECOND_STRIP],
    });
    return channel?.array;
  } catch (cause) {
    const why = (cause as Error).message;
    throw new OutputError(
      'init_failed',
      `the LED hardware can't be used on GPIO ${gpio}: ${why}. It needs a Raspberry Pi that the addon knows; ` +
        'where there is no strip, choose output.kind = "simulator"',
      { cause },
    );
  }
}
