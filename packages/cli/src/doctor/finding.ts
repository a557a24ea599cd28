/** The result of a check. `unknown`: this user has no permission, or this machine does not provide the information. */
export type FindingLevel = 'ok' | 'warning' | 'problem' | 'unknown';

export interface Finding {
  readonly level: FindingLevel;
  readonly message: string;
  /** What to do about it: a command, or a sentence. */
  readonly advice?: string;
}

export const ok = (message: string): Finding => ({ level: 'ok', message });
export const warning = (message: string, advice: string): Finding => ({ level: 'warning', message, advice });
export const problem = (message: string, advice: string): Finding => ({ level: 'problem', message, advice });
export const unknown = (message: string, advice?: string): Finding => ({
  level: 'unknown',
  message,
  ...(advice !== undefined && { advice }),
});

/** The findings; if there are none, that all is well. */
export function okIfNone(findings: readonly Finding[], well: string): readonly Finding[] {
  return findings.length > 0 ? findings : [ok(well)];
}
