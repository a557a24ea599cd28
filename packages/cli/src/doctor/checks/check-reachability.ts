import { toCliError } from '../../errors/to-cli-error.ts';
import { findGatewayPort } from '../find-gateway-port.ts';
import { type Finding, ok, problem, unknown } from '../finding.ts';
import type { SystemProbe } from '../system-probe.ts';

/** Both answer: the driver on its socket, the gateway over TLS, which for that must have its link to the driver. */
export async function checkReachability(machine: SystemProbe): Promise<readonly Finding[]> {
  return [await checkDriverResponds(machine), await checkGatewayResponds(machine)];
}

async function checkDriverResponds(machine: SystemProbe): Promise<Finding> {
  try {
    const { animation, pixels, framesPerSecond } = await machine.driverState();
    return ok(
      `the driver shows ${animation} on ${pixels} pixels, ${framesPerSecond} frames a second at most`,
    );
  } catch (error) {
    const { status, message, hints } = toCliError(error);
    return status === 'permission'
      ? unknown(message, hints[0])
      : problem(message, hints[0] ?? 'sudo systemctl restart garland-driver');
  }
}

async function checkGatewayResponds(machine: SystemProbe): Promise<Finding> {
  const port = await findGatewayPort(machine);
  if (port === undefined) return unknown('the port of the gateway can not be told');
  try {
    const { status } = await machine.probeGateway(port);
    if (status === 200) return ok(`the gateway answers on port ${port}`);
    if (status === 'certificate_required')
      return ok(`the gateway answers on port ${port}, to clients with a certificate alone (tls.client_ca)`);
    return problem(
      `the gateway answers ${status} on port ${port}`,
      'sudo journalctl --namespace=garland-gateway -n 20',
    );
  } catch (error) {
    return problem(
      `the gateway does not answer on port ${port}: ${(error as Error).message}`,
      'systemctl status garland-gateway.socket garland-gateway.service',
    );
  }
}
