import { canonicalJson, type GatewayConfig } from '@weaklayer/wire'

type Https = NonNullable<GatewayConfig['sensor']['api']['https']>

/** What a new configuration means for a gateway that runs. */
export interface ReloadPlan {
  /** The configuration from now on: everything of the new one that can change in a running gateway. */
  config: GatewayConfig
  /** Paths that changed and count at once. */
  changed: string[]
  /** Paths that changed and count after a restart only. */
  waiting: string[]
}

/** What counts without a restart. */
const live: readonly string[][] = [
  ['sensor', 'token'],
  ['sensor', 'install'],
  ['sensor', 'api', 'https'],
  ['log', 'level'],
  ['admin', 'token'],
]

/** What of that does not: a listener asks for client certificates, or not, from its start on. */
const later: readonly string[] = ['', '.mode'].map(end => `sensor.api.https.clientCertificates${end}`)

/** Compares configurations. Values are never told, only where they stand. */
export function planReload(running: GatewayConfig, next: GatewayConfig): ReloadPlan {
  const paths = differences(running, next)
  // HTTP stays HTTP and HTTPS stays HTTPS until a restart.
  const switches = (running.sensor.api.https === undefined) !== (next.sensor.api.https === undefined)
  const isLive = (path: string[]) =>
    live.some(prefix => prefix.every((step, index) => path[index] === step)) &&
    !(switches && path.includes('https')) &&
    !later.includes(named(path))
  const { token, install, api } = next.sensor
  const https = switches ? running.sensor.api.https : renewable(running.sensor.api.https, api.https)
  return {
    config: {
      ...running,
      log: next.log,
      admin: withToken(running.admin, next.admin.token),
      sensor: {
        ...running.sensor,
        token,
        install,
        api: { ...running.sensor.api, ...(https && { https }) },
      },
    },
    changed: paths.filter(isLive).map(named),
    waiting: paths.filter(path => !isLive(path)).map(named),
  }
}

/** HTTPS as `next` has it, as far as a running listener can change. */
function renewable(running: Https | undefined, next: Https | undefined): Https | undefined {
  if (running === undefined || next === undefined) return next
  const { clientCertificates: wanted, ...https } = next
  const kept = running.clientCertificates
  if (kept === undefined) return https
  return { ...https, clientCertificates: { ...kept, authority: wanted?.authority ?? kept.authority } }
}

function withToken({ token: _, ...admin }: GatewayConfig['admin'], token: string | undefined) {
  return { ...admin, ...(token !== undefined && { token }) }
}

const named = (path: string[]) => path.join('.')

/** Where two values differ; lists count as a whole. */
function differences(one: unknown, other: unknown, path: string[] = []): string[][] {
  if (!isObject(one) || !isObject(other))
    return canonicalJson(one ?? null) === canonicalJson(other ?? null) ? [] : [path]
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...names].flatMap(name => differences(one[name], other[name], [...path, name]))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
