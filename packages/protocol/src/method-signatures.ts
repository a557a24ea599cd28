import type { AnimationId } from './ids.ts';
import type { Role } from './roles.ts';

export type EntryKind = 'animation' | 'scene';

/** Something that may be played. */
export interface CatalogEntry {
  readonly id: AnimationId;
  readonly title: string;
  readonly kind: EntryKind;
  readonly description: string;
}

/** What the tree shows, and why. */
export interface PlaybackState {
  readonly animation: AnimationId;
  readonly title: string;
  /** RFC 3339 in UTC: when it was chosen. */
  readonly since: string;
  /** The role of the connection that chose it, or the driver: at its first start, or when a scene expired. */
  readonly chosenBy: Role | 'driver';
  /** RFC 3339 in UTC: when it expires. Absent: never. */
  readonly until?: string;
  /** The ID of what is shown then. */
  readonly next?: AnimationId;
  /** Percent, as last set. */
  readonly brightness: number;
  /** Percent of that, for a scene with a brightness below 100. */
  readonly sceneBrightness?: number;
  /** Whether the power limit is dimming the picture. */
  readonly limited: boolean;
  readonly estimatedMa: number;
  readonly budgetMa: number;
  readonly pixels: number;
  readonly framesPerSecond: number;
  readonly output: 'simulator' | 'ws281x';
}

/** z points up from the foot of the tree; 1 is the radius of its base. */
export interface Position {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

type NoFields = Record<never, never>;

/** Every method's parameters and reply. */
export interface MethodSignatures {
  Play: { parameters: { id: AnimationId; requestId?: string }; reply: { state: PlaybackState } };
  List: { parameters: NoFields; reply: { entries: readonly CatalogEntry[] } };
  Status: { parameters: NoFields; reply: { state: PlaybackState } };
  Watch: { parameters: NoFields; reply: { state: PlaybackState } };
  SetBrightness: { parameters: { percent: number }; reply: { state: PlaybackState } };
  Strip: { parameters: NoFields; reply: { positions: readonly Position[] } };
  Frames: { parameters: NoFields; reply: { number: number; animation: AnimationId; rgb: string } };
  Reload: { parameters: NoFields; reply: { changed: readonly string[] } };
}

export type MethodName = keyof MethodSignatures;
export type ParametersOf<M extends MethodName> = MethodSignatures[M]['parameters'];
export type ReplyOf<M extends MethodName> = MethodSignatures[M]['reply'];
