import { ConfigError } from '@garland/config';
import { type DriverConfig, hasWhiteLed, maxPixelMa, peripheralOf } from '@garland/driver-config';
import { type Finding, ok, orElse, problem, unknown, warning } from '../finding.ts';
import type { Machine } from '../machine.ts';
import { PLACES } from '../places.ts';

/** Below this share of what the strip could draw, a picture is visibly dimmed most of the time. */
const DIM_SHARE = 0.1;
const MODEL_FILE = '/proc/device-tree/model';

/** The strip that is configured can be driven by this board, and fed. */
export async function checkStrip(machine: Machine): Promise<readonly Finding[]> {
  const config = configOf(machine);
  if ('level' in config) return [config];
  return [...checkOutput(machine, config), checkBudget(config), ...(await checkSupply(machine))];
}

function checkOutput(machine: Machine, config: DriverConfig): readonly Finding[] {
  const { kind, gpio } = config.output;
  const toLight = `set output.kind = "ws281x" in ${PLACES.driverConfig}`;
  if (kind === 'simulator') return [warning('the tree is simulated, and no strip is lit', toLight)];
  const findings = [...checkBoard(machine), ...checkPeripheral(machine, config), ...checkAddon(machine)];
  return orElse(findings, `the strip is on GPIO ${gpio}, and nothing is in its way`);
}

function configOf(machine: Machine): DriverConfig | Finding {
  try {
    return machine.driverConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    if (!machine.isRoot && error.problems[0]?.code === 'unreadable')
      return unknown(`only root can see ${PLACES.driverConfig}`);
    return problem(`${PLACES.driverConfig} has mistakes`, 'sudo garland check');
  }
}

function checkBoard(machine: Machine): Finding[] {
  const model = textOf(machine, MODEL_FILE)?.replace(/\0/g, '');
  if (model === undefined || !/Raspberry Pi/.test(model))
    return [problem('this is no Raspberry Pi, and has no strip', 'set output.kind = "simulator"')];
  if (/Raspberry Pi (5|500|Compute Module 5)/.test(model))
    return [problem(`a ${model} can't drive a strip this way`, 'use a Raspberry Pi up to the 4')];
  return [];
}

function checkPeripheral(machine: Machine, { output }: DriverConfig): Finding[] {
  const peripheral = peripheralOf(output);
  if (peripheral === 'PWM' && /^snd_bcm2835 /m.test(textOf(machine, '/proc/modules') ?? ''))
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

function checkAddon(machine: Machine): Finding[] {
  if (exists(machine, PLACES.addon)) return [];
  return [problem('the LED addon is not compiled', 'sudo garland-build-addon')];
}

/** What the supply may give, against what the strip could draw. */
function checkBudget({ strip, output, power }: DriverConfig): Finding {
  const mostMa = strip.pixels * (power.idle_ma + maxPixelMa(power, hasWhiteLed(output)));
  const told = `${strip.pixels} pixels could draw ${amperes(mostMa)}, and get ${amperes(power.budget_ma)} at most`;
  if (power.budget_ma >= mostMa * DIM_SHARE) return ok(told);
  return warning(
    `${told}: most pictures will be dim`,
    'raise power.budget_ma, with a supply that can give it',
  );
}

/** Bits of what the firmware tells: too little voltage, now and since the start of the Pi. */
const UNDER_VOLTAGE = 0x10001;

/** A Pi that shares a weak supply with its strip. */
async function checkSupply(machine: Machine): Promise<Finding[]> {
  const answer = await machine.run('vcgencmd', 'get_throttled');
  const [, bits = '0'] = /^throttled=(0x[0-9a-f]+)/m.exec(answer?.stdout ?? '') ?? [];
  if ((Number(bits) & UNDER_VOLTAGE) === 0) return [];
  return [
    warning(
      'the Pi has had too little voltage since it was started',
      'give it a stronger supply, or lower power.budget_ma',
    ),
  ];
}

function amperes(milliamperes: number): string {
  return `${(milliamperes / 1000).toFixed(1)} A`;
}

function exists(machine: Machine, path: string): boolean {
  try {
    return Boolean(machine.stat(path));
  } catch {
    return false;
  }
}

function textOf(machine: Machine, path: string): string | undefined {
  try {
    return machine.read(path);
  } catch {
    return undefined;
  }
}
