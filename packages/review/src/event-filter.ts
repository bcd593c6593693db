import type { StoredEvent } from '@weaklayer/wire'
import { createPlaceMemory, type PlaceMemory } from './place-memory.ts'

/** What to keep; a list that is absent or empty keeps all. An event has to pass every list, by any entry of it. */
export interface FilterOptions {
  /** Event types, in any case. */
  types?: readonly string[]
  /** Sensor ids, or how they begin. */
  sensors?: readonly string[]
  /** Hosts: `example.com`, or `*.example.com` for it and everything below it. */
  hosts?: readonly string[]
  /** Keeps what the gateway received since then, microseconds since 1970 UTC. The sensor's own clock may be wrong. */
  sinceUs?: number
  /** Where addresses are remembered. Give one that you use yourself; @default its own */
  places?: PlaceMemory
}

/**
 * Makes a filter. Events that only refer to an address (TextInput) have the host of that address, as long as it went
 * through the filter before and is still remembered; show it every event in the order of the files. Events without a
 * known host do not pass `hosts`.
 */
export function eventFilter(options: FilterOptions): (event: StoredEvent) => boolean {
  const types = lowerCase(options.types)
  const sensors = lowerCase(options.sensors)
  const hosts = lowerCase(options.hosts)
  const sinceUs = options.sinceUs ?? 0
  const places = options.places ?? createPlaceMemory()
  return event => {
    const place = hosts.length === 0 ? undefined : places.placeOf(event)
    if (event.received < sinceUs) return false
    if (types.length > 0 && !types.includes(event.type.toLowerCase())) return false
    if (sensors.length > 0 && !sensors.some(start => event.sensor.startsWith(start))) return false
    return hosts.length === 0 || hosts.some(pattern => hostMatches(pattern, place?.hostname ?? ''))
  }
}

/** Whether a host is the pattern's, or below the domain of a pattern `*.example.com`. */
export function hostMatches(pattern: string, hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/\.$/, '')
  if (host === '') return false
  if (!pattern.startsWith('*.')) return host === pattern
  const domain = pattern.slice(2)
  return host === domain || host.endsWith(`.${domain}`)
}

function lowerCase(words: readonly string[] | undefined): string[] {
  return (words ?? []).map(word => word.toLowerCase())
}
