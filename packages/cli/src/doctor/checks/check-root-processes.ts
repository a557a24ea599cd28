import { GatewayService } from '../../certificates/gateway-service.ts';
import { SERVICE_UNITS } from '../../system/installed-paths.ts';
import { tryOrUndefined } from '../../system/try-or-undefined.ts';
import { type Finding, okIfNone, problem, unknown, warning } from '../finding.ts';
import type { SystemProbe } from '../system-probe.ts';

/** They need root, and are built for it. */
const EXPECTED_ROOT_PROGRAMS: ReadonlySet<string> = new Set(['systemd', 'init', 'sshd']);
const SS_OPTIONS = ['--no-header', '--listening', '--tcp', '--numeric', '--processes'];

/** Neither the gateway nor another unexpected program that listens on the network runs as root. */
export async function checkRootProcesses(probe: SystemProbe): Promise<readonly Finding[]> {
  const uid = effectiveUid(probe, await new GatewayService(probe.runProgram).mainPid());
  const sockets = await probe.runProgram('ss', ...SS_OPTIONS);
  const advice = `to see what was changed: systemctl cat ${SERVICE_UNITS.gateway}`;
  const findings = uid === 0 ? [problem('the gateway runs as root', advice)] : [];
  if (!sockets || !probe.isRoot)
    return [...findings, unknown('only root can see which programs listen on the network')];
  const listeners = sockets.stdout.split('\n').flatMap((line) => findRootListeners(probe, line));
  return okIfNone(
    [...findings, ...new Map(listeners.map((each) => [each.message, each])).values()],
    'no unexpected root process listens on the network',
  );
}

function findRootListeners(probe: SystemProbe, line: string): Finding[] {
  const address = line.trim().split(/\s+/)[3] ?? '';
  if (address === '' || /^(127\.|\[::1\]|\[::ffff:127\.)/.test(address)) return [];
  return [...line.matchAll(/\("([^"]+)",pid=(\d+)/g)].flatMap(([, name = '', pid]) => {
    if (EXPECTED_ROOT_PROGRAMS.has(name) || effectiveUid(probe, Number(pid)) !== 0) return [];
    return [
      warning(
        `${name} runs as root and listens on ${address}`,
        'remove it if you do not need it; otherwise run it as its own user',
      ),
    ];
  });
}

/** The effective user, from line `Uid:` of proc_pid_status(5). */
function effectiveUid(probe: SystemProbe, pid: number): number | undefined {
  if (!(pid > 0)) return undefined;
  const status = tryOrUndefined(() => probe.readFile(`/proc/${pid}/status`)) ?? '';
  const [, effective] = /^Uid:\s+\d+\s+(\d+)/m.exec(status) ?? [];
  return effective === undefined ? undefined : Number(effective);
}
