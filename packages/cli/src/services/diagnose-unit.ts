import { type Finding, problem, unknown, warning } from '../doctor/finding.ts';
import { formatDuration } from '../text/format-time.ts';
import type { UnitProperties } from './unit-properties.ts';

/** Since the Pi was started: more than an update or two would cause. */
const MANY_RESTARTS = 5;
/** A service that restarts over and over has just been started, whenever one looks. */
const RECENT_S = 60;

/**
 * The unit's state, unless it is as it should be.
 *
 * @param mistakes those in the service's configuration
 * @param lastReason why its last start failed, if the unit's status does not say so yet
 */
export function diagnoseUnit(
  unit: UnitProperties,
  mistakes: readonly string[],
  nowMs: number,
  lastReason = '',
): Finding[] {
  const id = unit.get('Id') ?? '';
  const active = unit.get('ActiveState');
  const load = unit.get('LoadState');
  if (load === 'masked')
    return [problem(`${id} is masked`, `sudo systemctl unmask ${id} && sudo systemctl start ${id}`)];
  if (load !== 'loaded')
    return [problem(`${id} is not installed`, 'reinstall the package: sudo apt install --reinstall garland')];
  if (active !== 'active' && mistakes.length > 0) return startRefused(id, mistakes);
  const reason = unit.get('StatusText') || lastReason;
  if (active === 'inactive') return [problem(`${id} is stopped`, `sudo systemctl start ${id}`)];
  if (active === 'failed' || (active !== 'active' && reason !== '')) return [failed(id, reason)];
  return [
    ...restartLoop(unit, nowMs),
    ...(active === 'active' ? latentMistakes(id, mistakes) : [transition(id, unit)]),
    ...bootFinding(unit),
  ];
}

function startRefused(id: string, mistakes: readonly string[]): Finding[] {
  return mistakes.map((line) => problem(`${id} does not start: ${line}`, restartAdvice(id)));
}

function failed(id: string, reason: string): Finding {
  if (reason) return problem(`${id} does not start: ${reason}`, restartAdvice(id));
  return problem(`${id} is not running (state: failed)`, `see why: sudo journalctl -u ${id} -n 20`);
}

function restartAdvice(id: string): string {
  return `correct that, then: sudo systemctl restart ${id.replace('.service', '')}`;
}

/** It runs with the file as it was. */
function latentMistakes(id: string, mistakes: readonly string[]): Finding[] {
  return mistakes.map((line) =>
    problem(`${id} would not start again: ${line}`, 'correct that before its next restart'),
  );
}

function transition(id: string, unit: UnitProperties): Finding {
  return unknown(
    `${id} is not ready (state: ${unit.get('ActiveState')}, ${unit.get('SubState')})`,
    'try again in a moment',
  );
}

function restartLoop(unit: UnitProperties, nowMs: number): Finding[] {
  const id = unit.get('Id') ?? '';
  const restarts = Number(unit.get('NRestarts') ?? 0);
  if (restarts <= MANY_RESTARTS) return [];
  const log = `see its log: sudo journalctl --namespace=${id.replace('.service', '')} -n 20`;
  const ageS = nowMs / 1000 - Number(/^@(\d+)/.exec(unit.get('ExecMainStartTimestamp') ?? '')?.[1]);
  const isRecent = unit.get('ActiveState') !== 'active' || ageS < RECENT_S;
  if (!isRecent) return [warning(`${id} restarted ${restarts} times`, log)];
  const last = Number.isFinite(ageS) ? `, the last time ${formatDuration(Math.max(0, ageS))} ago` : '';
  return [problem(`${id} keeps restarting: ${restarts} times${last}`, log)];
}

function bootFinding(unit: UnitProperties): Finding[] {
  const id = unit.get('Id') ?? '';
  if (unit.get('UnitFileState') === 'enabled') return [];
  return [warning(`${id} will not start with the Pi`, `sudo systemctl enable ${id}`)];
}
