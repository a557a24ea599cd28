// Loaded before the driver, it writes down what each frame was painted for: node --import record-ticks.js driver.js
import { writeFileSync } from 'node:fs';
import type { Motion } from '@garland/led-driver/render/pipeline/pipeline';
import { Player } from '@garland/led-driver/render/player';
import { Renderer } from '@garland/led-driver/render/renderer';

export interface Tick {
  /** The number of the player, and what it plays; `NO_PLAYER` for the dark before the first. */
  readonly player: number;
  readonly id: string;
  readonly dtS: number;
  readonly brightness: number;
  readonly motion: Motion;
}

export const NO_PLAYER: number = -1;

/** What the driver takes for chance. */
export const FIXED_SEED = 20251224;

const { TICKS_FILE } = process.env;

if (TICKS_FILE) {
  const ticks: Tick[] = [];
  const players = new Map<Player, number>();
  let current: Player | undefined;
  Date.now = () => FIXED_SEED;

  const { advance } = Player.prototype;
  Player.prototype.advance = function (this: Player, dtS: number): void {
    if (!players.has(this)) players.set(this, players.size);
    current = this;
    advance.call(this, dtS);
  };

  const { show } = Renderer.prototype;
  Renderer.prototype.show = function (this: Renderer, frame, brightness, dtS, motion, nowMs): boolean {
    const player = current ? (players.get(current) ?? NO_PLAYER) : NO_PLAYER;
    ticks.push({ player, id: current?.id ?? 'off', dtS, brightness, motion });
    return show.call(this, frame, brightness, dtS, motion, nowMs);
  };

  process.on('exit', () => writeFileSync(TICKS_FILE, JSON.stringify(ticks)));
}
