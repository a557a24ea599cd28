import type { Output } from '../output/output.ts';

interface FrameSchedule {
  readonly isRendering: boolean;
}

/**
 * Checks from outside that frames reach the strip: it is stuck if frames were due at two checks in a row and none was
 * shown between them. A picture that started to move just before a check has had no time for a frame yet.
 */
export class LivenessProbe {
  readonly #output: Pick<Output, 'framesShown' | 'isIdle'>;
  readonly #schedule: FrameSchedule;
  #framesShown = 0;
  #wereFramesDue = false;

  constructor(output: Pick<Output, 'framesShown' | 'isIdle'>, schedule: FrameSchedule) {
    this.#output = output;
    this.#schedule = schedule;
  }

  check(): boolean {
    const { framesShown, isIdle } = this.#output;
    const areFramesDue = this.#schedule.isRendering || !isIdle;
    const isStuck = areFramesDue && this.#wereFramesDue && framesShown === this.#framesShown;
    this.#framesShown = framesShown;
    this.#wereFramesDue = areFramesDue;
    return !isStuck;
  }
}
