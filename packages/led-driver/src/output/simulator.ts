import { hasWhiteLed } from '@garland/driver-config';
import { frameDurationMs } from './frame-timing.ts';
import { type Output, OutputError, type OutputSettings } from './output.ts';

/** A strip without hardware: it has the frame duration of a real one, and its pixels can be read. */
export class Simulator implements Output {
  readonly kind = 'simulator';
  readonly pixels: Uint32Array;
  readonly maskedPixels = 0;
  readonly hasWhite: boolean;
  readonly minFrameMs: number;
  /** The words that a real strip would show now. */
  readonly shown: Uint32Array;
  readonly isBusy = false;
  readonly isIdle = true;
  framesShown = 0;
  #isClosed = false;

  constructor(settings: Pick<OutputSettings, 'pixels' | 'color_order' | 'frequency_khz'>) {
    const { pixels } = settings;
    this.pixels = new Uint32Array(pixels);
    this.shown = new Uint32Array(pixels);
    this.hasWhite = hasWhiteLed(settings);
    this.minFrameMs = frameDurationMs(settings);
  }

  show(): void {
    if (this.#isClosed) throw new OutputError('closed', 'the simulator is closed');
    this.shown.set(this.pixels);
    this.framesShown++;
  }

  close(): void {
    this.#isClosed = true;
    this.pixels.fill(0);
    this.shown.fill(0);
  }
}
