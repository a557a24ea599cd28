import { budgetAdvice, type DriverConfig, fullWhiteMa } from '@garland/driver-config';
import { HARDWARE_ADVICE, type HardwareAdvice } from '@garland/driver-config/hardware-advice';
import { ConfigError } from '@garland/toml';
import { INSTALLED_PATHS } from '../../system/installed-paths.ts';
import { tryOrUndefined } from '../../system/try-or-undefined.ts';
import { type Finding, ok, okIfNone, problem, unknown, warning } from '../finding.ts';
import type { SystemProbe } from '../system-probe.ts';
import { stripPinAdvice } from './check-strip-pin.ts';

const MODEL_FILE = '/proc/device-tree/model';

/** This board can drive and power the configured strip. */
export async function checkStripHardware(probe: SystemProbe): Promise<readonly Finding[]> {
  const config = loadDriverConfig(probe);
  if ('level' in config) return [config];
  return [...checkOutput(probe, config), ...checkPowerBudget(config), ...(await checkUnderVoltage(probe))];
}

function checkOutput(probe: SystemProbe, config: DriverConfig): readonly Finding[] {
  const { kind, gpio } = config.output;
  const toLight = `set output.kind = "ws281x" in ${INSTALLED_PATHS.driverConfig}`;
  if (kind === 'simulator') return [warning('the tree is simulated, so no real strip lights up', toLight)];
  const model = tryOrUndefined(() => probe.readFile(MODEL_FILE))?.replace(/\0/g, '') ?? '';
  const pin = /Raspberry Pi/.test(model) ? stripPinAdvice(probe, config, model).map(toProblem) : [];
  const findings = [...checkBoard(model), ...pin, ...checkAddon(probe)];
  return okIfNone(findings, `the strip is on GPIO ${gpio}; no conflicts found`);
}

function loadDriverConfig(probe: SystemProbe): DriverConfig | Finding {
  try {
    return probe.driverConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    if (!probe.isRoot && error.problems[0]?.code === 'unreadable')
      return unknown(`only root can read ${INSTALLED_PATHS.driverConfig}`);
    return problem(`${INSTALLED_PATHS.driverConfig} has errors`, 'to list them: sudo garland check');
  }
}

function checkBoard(model: string): Finding[] {
  if (!/Raspberry Pi/.test(model)) return [toProblem(HARDWARE_ADVICE.notARaspberryPi)];
  if (!/Raspberry Pi (5|500|Compute Module 5)/.test(model)) return [];
  const advice = HARDWARE_ADVICE.unsupportedBoard;
  return [problem(`a ${model} ${advice.problem}`, advice.fix)];
}

function checkAddon(probe: SystemProbe): Finding[] {
  const addon = tryOrUndefined(() => probe.stat(INSTALLED_PATHS.addon));
  return addon ? [] : [toProblem(HARDWARE_ADVICE.addonIsMissing)];
}

function toProblem({ problem: message, fix }: HardwareAdvice): Finding {
  return problem(message, fix);
}

/** Compares the power budget with the strip's maximum current. */
function checkPowerBudget(config: DriverConfig): Finding[] {
  if (config.output.kind === 'simulator') return [];
  const advice = budgetAdvice(config);
  if (advice) return [warning(advice.problem, advice.fix)];
  const [fullWhite, budget] = [fullWhiteMa(config), config.power.budget_ma].map(formatAmperes);
  return [ok(`full white takes ${fullWhite}, calculated to stay below ${budget}`)];
}

/** Flags of the firmware: under-voltage now, and since the start of the Pi. */
const UNDER_VOLTAGE_BITS = 0x10001;

/** Typical of a Pi that shares a weak supply with its strip. */
async function checkUnderVoltage(probe: SystemProbe): Promise<Finding[]> {
  const answer = await probe.runProgram('vcgencmd', 'get_throttled');
  const [, bits = '0'] = /^throttled=(0x[0-9a-f]+)/m.exec(answer?.stdout ?? '') ?? [];
  if ((Number(bits) & UNDER_VOLTAGE_BITS) === 0) return [];
  return [
    warning(
      'the Pi has had under-voltage since it was started',
      'use a stronger supply, or lower power.budget_ma; if the strip hangs on the same one, set power.other_ma',
    ),
  ];
}

function formatAmperes(milliamperes: number): string {
  return `${(milliamperes / 1000).toFixed(1)} A`;
}
