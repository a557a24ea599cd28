/** How a check came out. `unknown` is what this user can't see, or this machine can't tell. */
export type Level = 'ok' | 'warning' | 'problem' | 'unknown';

export interface Finding {
  readonly level: Level;
  readonly what: string;
  /** What to do about it: a command, or a sentence. */
  readonly advice?: string;
}

export const ok = (what: string): Finding => ({ level: 'ok', what });
export const warning = (what: string, advice: string): Finding => ({ level: 'warning', what, advice });
export const problem = (what: string, advice: string): Finding => ({ level: 'problem', what, advice });
export const unknown = (what: string, advice?: string): Finding => ({
  level: 'unknown',
  what,
  ...(advice !== undefined && { advice }),
});

/** What needs mending; if that is nothing, that all is well. */
export function orElse(findings: readonly Finding[], well: string): readonly Finding[] {
  return findings.length > 0 ? findings : [ok(well)];
}
