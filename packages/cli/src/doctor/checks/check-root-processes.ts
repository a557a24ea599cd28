import { SERVICE_UNITS } from '../../system/installed-paths.ts';
import { type Finding, okIfNone, problem, unknown, warning } from '../finding.ts';
import type { SystemProbe } from '../system-probe.ts';

/** They must be root, and are made for it. */
const EXPECTED_ROOT_PROGRAMS: ReadonlySet<string> = new Set(['systemd', 'init', 'sshd']);

/** Nothing runs as root that should not: not the gateway, and nothing else that the network reaches. */
export async function checkRootProcesses(machine: SystemProbe): Promise<readonly Finding[]> {
  const gateway = await machine.runProgram(
    'systemctl',
    'show',
    '--property=MainPID',
    '--value',
    SERVICE_UNITS.gateway,
  );
  const uid = effectiveUid(machine, Number(gateway?.stdout));
  const sockets = await machine.runProgram(
    'ss',
    '--no-header',
    '--listening',
    '--tcp',
    '--numeric',
    '--processes',
  );
  const findings =
    uid === 0
      ? [problem('the gateway runs as root', `see what was changed: systemctl cat ${SERVICE_UNITS.gateway}`)]
      : [];
  if (!sockets || !machine.isRoot)
    return [...findings, unknown('only root can see who listens on the network')];
  const listeners = sockets.stdout.split('\n').flatMap((line) => findRootListeners(machine, line));
  return okIfNone(
    [...findings, ...new Map(listeners.map((each) => [each.message, each])).values()],
    'of what the network reaches, nothing runs as root that should not',
  );
}

function findRootListeners(machine: SystemProbe, line: string): Finding[] {
  const address = line.trim().split(/\s+/)[3] ?? '';
  if (address === '' || /^(127\.|\[::1\]|\[::ffff:127\.)/.test(address)) return [];
  return [...line.matchAll(/\("([^"]+)",pid=(\d+)/g)].flatMap(([, name = '', pid]) => {
    if (EXPECTED_ROOT_PROGRAMS.has(name) || effectiveUid(machine, Number(pid)) !== 0) return [];
    return [
      warning(
        `${name} runs as root and listens on ${address}`,
        'do you need it? If so, let it run as a user of its own',
      ),
    ];
  });
}

/** The effective user, from line `Uid:` of proc_pid_status(5). */
function effectiveUid(machine: SystemProbe, pid: number): number | undefined {
  if (!(pid > 0)) return undefined;
  try {
    const [, effective] = /^Uid:\s+\d+\s+(\d+)/m.exec(machine.readFile(`/proc/${pid}/status`)) ?? [];
    return effective === undefined ? undefined : Number(effective);
  } catch {
    return undefined;
  }
}
