import { type GatewayConfig, isLoopback, isPublicExample, pastSecretOf } from '@weaklayer/wire'

/** Where a configuration holds example values that everybody can read; none count while only this machine can connect. */
export function exampleSecretsOf({ sensor, admin }: GatewayConfig): string[] {
  if (isLoopback(sensor.api.host) && (!admin.enabled || isLoopback(admin.host))) return []
  const { current, past } = sensor.token.secrets
  const values: [string, string][] = [
    ['sensor.token.secrets.current', current],
    ...past.map((entry, index): [string, string] => [
      `sensor.token.secrets.past.${index}`,
      pastSecretOf(entry).secret,
    ]),
    ...sensor.install.verifiers.map((one, index): [string, string] => [
      `sensor.install.verifiers.${index}`,
      one.hash,
    ]),
  ]
  const shared = isLoopback(sensor.api.host) ? [] : values
  const all = admin.token === undefined ? shared : [...shared, ['admin.token', admin.token] as const]
  return all.filter(([, value]) => isPublicExample(value)).map(([path]) => path)
}
