import { REMOTE_ALLOWLIST } from '../remote-allowlist.ts';
import { createLoadClient, type LoadClient, type LoadOutcome } from './background-load.ts';
import type { Container } from './container.ts';

const LIT_ANIMATIONS: readonly string[] = REMOTE_ALLOWLIST.filter((id) => id !== 'off');

/** Plays one animation after the other, and knows which may show: the last that was acknowledged, and what it asked for since. */
export class AcknowledgedPlayer {
  readonly endings: Map<LoadOutcome, number> = new Map();
  #candidates: readonly string[] = [];
  #number = 0;
  readonly #client: LoadClient;

  constructor(container: Container, token: string) {
    this.#client = createLoadClient(container, token, false);
  }

  get candidates(): readonly string[] {
    return this.#candidates;
  }

  async playNext(): Promise<void> {
    const id = LIT_ANIMATIONS[this.#number++ % LIT_ANIMATIONS.length] ?? '';
    const ending = await this.#client.send('POST', `/v1/animations/${id}`);
    this.endings.set(ending, (this.endings.get(ending) ?? 0) + 1);
    this.#candidates = ending === 200 ? [id] : [...this.#candidates, id];
  }
}
