import type { HardwareAdvice } from './hardware-advice.ts';
import { fullWhiteMa, MIN_BUDGET_MA, type PoweredConfig, unlimitedMa } from './power-config.ts';

/** Below this share of the strip's maximum current, most pictures are visibly dimmed. */
const MIN_BUDGET_SHARE = 0.1;

/** Advice on a real strip's budget that is valid, but probably wrong; undefined if it is plausible. */
export function budgetAdvice(config: PoweredConfig): HardwareAdvice | undefined {
  const { kind } = config.output;
  const { budget_ma, other_ma } = config.power;
  if (kind === 'simulator') return undefined;
  const fullMa = Math.max(MIN_BUDGET_MA, Math.floor(fullWhiteMa(config)));
  if (budget_ma > fullMa && budget_ma >= unlimitedMa(config)) {
    return {
      problem: `power.budget_ma is ${budget_ma}, but full white takes only ${fullMa} mA: the budget never limits anything`,
      fix: `set it to what the weakest of supply, wires, plugs and fuse can carry; if all of them can carry full white, set it to ${fullMa}`,
    };
  }
  if (budget_ma - other_ma >= (fullMa - other_ma) * MIN_BUDGET_SHARE) return undefined;
  return {
    problem: `power.budget_ma is ${budget_ma}, and full white takes ${fullMa} mA: most pictures will be dim`,
    fix: 'raise it, if supply, wires, plugs and fuse can carry more',
  };
}
