import { GatewayService } from '../../certificates/gateway-service.ts';
import { toCliError } from '../../errors/to-cli-error.ts';
import { SERVICE_UNITS, SOCKET_UNITS } from '../../system/installed-paths.ts';
import { type Finding, ok, problem, unknown } from '../finding.ts';
import type { SystemProbe } from '../system-probe.ts';

/** Both respond: the driver on its socket, the gateway over TLS, which it does only while connected to the driver. */
export async function checkReachability(probe: SystemProbe): Promise<readonly Finding[]> {
  return [await checkDriverResponds(probe), await checkGatewayResponds(probe)];
}

async function checkDriverResponds(probe: SystemProbe): Promise<Finding> {
  try {
    const { animation, pixels, framesPerSecond } = await probe.driverState();
    return ok(
      `the driver plays ${animation} on ${pixels} pixels, at most ${framesPerSecond} frames a second`,
    );
  } catch (error) {
    const { status, message, hints } = toCliError(error);
    return status === 'permission'
      ? unknown(message, hints[0])
      : problem(message, hints[0] ?? 'sudo systemctl restart garland-driver');
  }
}

async function checkGatewayResponds(probe: SystemProbe): Promise<Finding> {
  const endpoint = await new GatewayService(probe.runProgram).findEndpoint();
  if (!endpoint) return unknown("cannot determine the gateway's port");
  const { port } = endpoint;
  try {
    const { status } = await probe.probeGateway(endpoint);
    if (status === 200) return ok(`the gateway responds on port ${port}`);
    if (status === 'certificate_required')
      return ok(`the gateway responds on port ${port}, only to clients with a certificate (tls.client_ca)`);
    return problem(
      `the gateway responds with status ${status} on port ${port}`,
      'sudo journalctl --namespace=garland-gateway -n 20',
    );
  } catch (error) {
    return problem(
      `the gateway does not respond on port ${port}: ${(error as Error).message}`,
      `systemctl status ${SOCKET_UNITS.gateway} ${SERVICE_UNITS.gateway}`,
    );
  }
}
