import { ConnectionError } from '@garland/protocol/client';
import { CliError } from '../errors/cli-error.ts';
import { INSTALLED_PATHS } from '../system/installed-paths.ts';
import { diagnoseService } from './diagnose-service.ts';

const INSTALLED_SOCKETS: readonly string[] = [INSTALLED_PATHS.localSocket, INSTALLED_PATHS.rootSocket];
/** The rest is in `garland doctor`. */
const MAX_REASONS = 5;

/** Why the driver of this machine does not answer, if that is what the error is about; otherwise the error itself. */
export async function explainUnreachable(error: unknown, socket: string): Promise<unknown> {
  if (!(error instanceof ConnectionError) || error.code === 'permission_denied') return error;
  if (!INSTALLED_SOCKETS.includes(socket)) return error;
  const { createSystemProbe } = await import('../doctor/system-probe.ts');
  const findings = await diagnoseService(createSystemProbe(socket, process.env), 'driver').catch(() => []);
  const reasons = findings.filter(({ level }) => level === 'problem').slice(0, MAX_REASONS);
  const [advice] = reasons.flatMap((reason) => reason.advice ?? []);
  if (reasons.length > 0)
    return new CliError(
      'driver_unreachable',
      reasons.map(({ message }) => message).join('\n'),
      ...(advice === undefined ? [] : [advice]),
    );
  const [unready] = findings.filter(({ message }) => message.includes('is not ready'));
  return unready
    ? new CliError('driver_unreachable', `${unready.message}.`, 'Try again in a moment.')
    : error;
}
