import { type ColorOrder, hasWhiteLed, SPI_LIMIT_FILE, spiBufferAdvice } from '@garland/driver-config';
import { formatAdvice, HARDWARE_ADVICE } from '@garland/driver-config/hardware-advice';
import { type Addon, type AddonChannelOptions, type Hardware, realHardware } from './addon.ts';
import { readBoard, unsupportedBoardHint } from './board.ts';
import { OutputError, type OutputSettings } from './output.ts';

/** The addon's default, 5, is the channel of the SD card on real boards, and corrupts it. */
const DMA_CHANNEL = 10;
const UNKNOWN_BOARD = /revision is not supported/;
const NO_SPI = /initialize SPI/;
const NO_MAILBOX = /mailbox device/;
/** Without this the addon switches GPIO 13 to PWM, whatever is connected there. */
const NO_SECOND_STRIP: AddonChannelOptions = { gpio: 0, count: 0 };

/**
 * The strip at the end of the addon.
 *
 * The addon crashes the process when its calls come in a wrong order (`render` or `finalize` before `init`, `finalize`
 * twice or after a failed `init`, `render` after `finalize`), so this class is the only caller and keeps the order. It
 * keeps one global strip for a process: there can be one of these at a time.
 */
export class LedStrip {
  /** One word a pixel. It is the addon's own memory, which can't be exchanged. */
  readonly pixels: Uint32Array;
  readonly #addon: Addon;
  #isOpen = true;

  private constructor(addon: Addon, pixels: Uint32Array) {
    this.#addon = addon;
    this.pixels = pixels;
  }

  /** @throws {OutputError} `not_root`, `addon_missing` or `init_failed` */
  static async open(settings: OutputSettings, hardware: Hardware = realHardware): Promise<LedStrip> {
    if (hardware.uid !== 0) {
      throw new OutputError(
        'not_root',
        'only root can drive the LED hardware: use sudo or a system service, ' +
          'or choose output.kind = "simulator" where there is no strip',
      );
    }
    refuseTooLongForSpi(settings, hardware);
    const addon = await loadAddonOrExplain(hardware);
    const pixels = initAddon(addon, settings, hardware);
    if (pixels?.length !== settings.pixels) {
      addon.finalize();
      throw new OutputError('init_failed', 'the LED hardware gave no buffer for the strip');
    }
    return new LedStrip(addon, pixels);
  }

  /** Sends the pixels. Blocks until the frame before is on the strip. */
  show(): void {
    if (!this.#isOpen) throw new OutputError('closed', 'the strip is closed');
    this.#render();
  }

  /** Darkens the strip and gives the hardware back; further calls do nothing. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.pixels.fill(0);
    try {
      this.#render();
    } finally {
      this.#finalize();
    }
  }

  #render(): void {
    try {
      this.#addon.render();
    } catch (cause) {
      throw renderFailed('a frame', cause);
    }
  }

  /** After a DMA error the addon refuses this too, and releases nothing. */
  #finalize(): void {
    try {
      this.#addon.finalize();
    } catch (cause) {
      throw renderFailed('to end', cause);
    }
  }
}

function renderFailed(what: string, cause: unknown): OutputError {
  return new OutputError('render_failed', `the LED hardware refused ${what}: ${(cause as Error).message}`, {
    cause,
  });
}

async function loadAddonOrExplain(hardware: Hardware): Promise<Addon> {
  try {
    return await hardware.loadAddon();
  } catch (cause) {
    throw new OutputError(
      'addon_missing',
      `rpi-ws281x-native can't be loaded (${(cause as Error).message.split('\n')[0]}); ` +
        `${HARDWARE_ADVICE.addonIsMissing.fix}, or choose output.kind = "simulator"`,
      { cause },
    );
  }
}

/** The addon's name of this order. Its short `sk6812w` is not used: it means GBRW. */
function addonStripType(order: ColorOrder): string {
  return `${hasWhiteLed({ color_order: order }) ? 'sk6812' : 'ws2811'}-${order}`;
}

/** A failed `init` needs no clean-up: the addon has done that, and `finalize` would crash. */
function initAddon(
  addon: Addon,
  { pixels, gpio, invert, color_order, frequency_khz }: OutputSettings,
  hardware: Hardware,
): Uint32Array | null | undefined {
  const strip = { gpio, count: pixels, invert, stripType: addonStripType(color_order) };
  try {
    const [channel] = addon.init({
      dma: DMA_CHANNEL,
      freq: frequency_khz * 1000,
      channels: [strip, NO_SECOND_STRIP],
    });
    return channel?.array;
  } catch (cause) {
    const why = explainInitFailure((cause as Error).message, hardware);
    throw new OutputError(
      'init_failed',
      `the LED hardware can't be used on GPIO ${gpio}: ${why}. Where there is no strip, choose output.kind = "simulator"`,
      { cause },
    );
  }
}

/** The addon's message, with the fix where one is known. */
function explainInitFailure(message: string, hardware: Hardware): string {
  if (UNKNOWN_BOARD.test(message)) return unsupportedBoardHint(readBoard((path) => hardware.read(path)));
  if (NO_MAILBOX.test(message)) return `${message}: ${formatAdvice(HARDWARE_ADVICE.noMailbox)}`;
  if (!NO_SPI.test(message)) return message;
  return `${message} (/dev/spidev0.0); ${HARDWARE_ADVICE.spiIsOff.fix}`;
}

/** More than spidev takes in one transfer would fail at the first frame, without an explanation. */
function refuseTooLongForSpi(settings: OutputSettings, hardware: Hardware): void {
  const advice = spiBufferAdvice(settings, hardware.read(SPI_LIMIT_FILE)?.toString());
  if (advice) throw new OutputError('init_failed', `${advice.problem}; ${advice.fix}`);
}
