import type { Output } from '../output/output.ts';

/**
 * Tells from outside whether frames get through: none may be due for the whole time from one look to the next without any
 * that reaches the strip. A picture that has begun to move just before a look has had no time for a frame yet.
 */
export class LivenessProbe {
  readonly #output: Pick<Output, 'framesShown' | 'isIdle'>;
  readonly #engine: { readonly playing: boolean };
  #framesShown = 0;
  #wereFramesDue = false;

  constructor(output: Pick<Output, 'framesShown' | 'isIdle'>, engine: { readonly playing: boolean }) {
    this.#output = output;
    this.#engine = engine;
  }

  check(): boolean {
    const { framesShown, isIdle: idle } = this.#output;
    const areFramesDue = this.#engine.playing || !idle;
    const isStuck = areFramesDue && this.#wereFramesDue && framesShown === this.#framesShown;
    this.#framesShown = framesShown;
    this.#wereFramesDue = areFramesDue;
    return !isStuck;
  }
}
