import { type DriverConfig, hasWhiteLed, maxPixelMa, peripheralOf } from '@garland/driver-config';
import { ConfigError } from '@garland/toml';
import { INSTALLED_PATHS } from '../../system/installed-paths.ts';
import { type Finding, ok, okIfNone, problem, unknown, warning } from '../finding.ts';
import type { SystemProbe } from '../system-probe.ts';

/** Below this share of what the strip could draw, a picture is visibly dimmed most of the time. */
const MIN_BUDGET_SHARE = 0.1;
const MODEL_FILE = '/proc/device-tree/model';

/** The strip that is configured can be driven by this board, and fed. */
export async function checkStripHardware(machine: SystemProbe): Promise<readonly Finding[]> {
  const config = loadDriverConfig(machine);
  if ('level' in config) return [config];
  return [...checkOutput(machine, config), checkPowerBudget(config), ...(await checkUnderVoltage(machine))];
}

function checkOutput(machine: SystemProbe, config: DriverConfig): readonly Finding[] {
  const { kind, gpio } = config.output;
  const toLight = `set output.kind = "ws281x" in ${INSTALLED_PATHS.driverConfig}`;
  if (kind === 'simulator') return [warning('the tree is simulated, and no strip is lit', toLight)];
  const findings = [...checkBoard(machine), ...checkPeripheral(machine, config), ...checkAddon(machine)];
  return okIfNone(findings, `the strip is on GPIO ${gpio}, and nothing is in its way`);
}

function loadDriverConfig(machine: SystemProbe): DriverConfig | Finding {
  try {
    return machine.driverConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    if (!machine.isRoot && error.problems[0]?.code === 'unreadable')
      return unknown(`only root can see ${INSTALLED_PATHS.driverConfig}`);
    return problem(`${INSTALLED_PATHS.driverConfig} has mistakes`, 'sudo garland check');
  }
}

function checkBoard(machine: SystemProbe): Finding[] {
  const model = readFileOrUndefined(machine, MODEL_FILE)?.replace(/\0/g, '');
  if (model === undefined || !/Raspberry Pi/.test(model))
    return [problem('this is no Raspberry Pi, and has no strip', 'set output.kind = "simulator"')];
  if (/Raspberry Pi (5|500|Compute Module 5)/.test(model))
    return [problem(`a ${model} can't drive a strip this way`, 'use a Raspberry Pi up to the 4')];
  return [];
}

function checkPeripheral(machine: SystemProbe, { output }: DriverConfig): Finding[] {
  const peripheral = peripheralOf(output);
  if (peripheral === 'PWM' && /^snd_bcm2835 /m.test(readFileOrUndefined(machine, '/proc/modules') ?? ''))
    return [
      problem(
        'sound is played by the PWM that the strip needs (snd_bcm2835 is loaded)',
        'put "dtparam=audio=off" into /boot/firmware/config.txt and restart',
      ),
    ];
  if (peripheral === 'SPI' && !exists(machine, '/dev/spidev0.0'))
    return [problem('SPI is off', 'put "dtparam=spi=on" into /boot/firmware/config.txt and restart')];
  return [];
}

function checkAddon(machine: SystemProbe): Finding[] {
  if (exists(machine, INSTALLED_PATHS.addon)) return [];
  return [problem('the LED addon is not compiled', 'sudo garland-build-addon')];
}

/** What the supply may give, against what the strip could draw. */
function checkPowerBudget({ strip, output, power }: DriverConfig): Finding {
  const mostMa = strip.pixels * (power.idle_ma + maxPixelMa(power, hasWhiteLed(output)));
  const message = `${strip.pixels} pixels could draw ${formatAmperes(mostMa)}, and get ${formatAmperes(power.budget_ma)} at most`;
  if (power.budget_ma >= mostMa * MIN_BUDGET_SHARE) return ok(message);
  return warning(
    `${message}: most pictures will be dim`,
    'raise power.budget_ma, with a supply that can give it',
  );
}

/** Bits of what the firmware tells: too little voltage, now and since the start of the Pi. */
const UNDER_VOLTAGE_BITS = 0x10001;

/** A Pi that shares a weak supply with its strip. */
async function checkUnderVoltage(machine: SystemProbe): Promise<Finding[]> {
  const answer = await machine.runProgram('vcgencmd', 'get_throttled');
  const [, bits = '0'] = /^throttled=(0x[0-9a-f]+)/m.exec(answer?.stdout ?? '') ?? [];
  if ((Number(bits) & UNDER_VOLTAGE_BITS) === 0) return [];
  return [
    warning(
      'the Pi has had too little voltage since it was started',
      'give it a stronger supply, or lower power.budget_ma',
    ),
  ];
}

function formatAmperes(milliamperes: number): string {
  return `${(milliamperes / 1000).toFixed(1)} A`;
}

function exists(machine: SystemProbe, path: string): boolean {
  try {
    return Boolean(machine.stat(path));
  } catch {
    return false;
  }
}

function readFileOrUndefined(machine: SystemProbe, path: string): string | undefined {
  try {
    return machine.readFile(path);
  } catch {
    return undefined;
  }
}
