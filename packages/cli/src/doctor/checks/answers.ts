import { explain } from '../../explain.ts';
import { type Finding, ok, problem, unknown } from '../finding.ts';
import type { Machine } from '../machine.ts';
import { portOf } from '../port.ts';

/** Both answer: the driver on its socket, the gateway over TLS, which for that must have its link to the driver. */
export async function checkAnswers(machine: Machine): Promise<readonly Finding[]> {
  return [await driverAnswers(machine), await gatewayAnswers(machine)];
}

async function driverAnswers(machine: Machine): Promise<Finding> {
  try {
    const { animation, pixels, framesPerSecond } = await machine.driverState();
    return ok(
      `the driver shows ${animation} on ${pixels} pixels, ${framesPerSecond} frames a second at most`,
    );
  } catch (error) {
    const { outcome, message, hints } = explain(error);
    return outcome === 'permission'
      ? unknown(message, hints[0])
      : problem(message, hints[0] ?? 'sudo systemctl restart garland-driver');
  }
}

async function gatewayAnswers(machine: Machine): Promise<Finding> {
  const port = await portOf(machine);
  if (port === undefined) return unknown('the port of the gateway can not be told');
  try {
    const { status } = await machine.askGateway(port);
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
