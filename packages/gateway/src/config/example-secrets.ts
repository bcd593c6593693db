import { type GatewayConfig, isLoopback, isPublicExample } from '@weaklayer/wire'

/** Where a configuration holds example values that everybody can read; none count while only this machine can connect. */
export function exampleSecretsOf({ sensor }: GatewayConfig): string[] {
  if (isLoopback(sensor.api.host)) return []
  const { current, past } = sensor.token.secrets
  const values: [string, string][] = [
    ['sensor.token.secrets.current', current],
    ...past.map((value, index): [string, string] => [`sensor.token.secrets.past.${index}`, value]),
    ...sensor.install.verifiers.map((one, index): [string, string] => [
      `sensor.install.verifiers.${index}`,
      one.hash,
    ]),
  ]
  return values.filter(([, value]) => isPublicExample(value)).map(([path]) => path)
}
