import type { JsonObject } from '../json.ts'

/** What a management tool can fill in for each machine. */
export const fills = ['device', 'user'] as const
export type Fill = (typeof fills)[number]

/** What `weaklayer package` made: `ids.json`. */
export interface PackageIds {
  version: string
  /** Id in Chromium, Chrome and Edge: 32 letters from a to p. */
  chromium: string
  /** Id in Firefox, such as sensor@weaklayer.org. */
  firefox: string
}

export interface GatewayPlace {
  protocol: 'http' | 'https'
  /** An IPv6 address stands in brackets. */
  hostname: string
  port: number
}

/** Everything that the policy files of all browsers and systems say. */
export interface PolicyModel {
  ids: PackageIds
  gateway: GatewayPlace
  /** Folder of packages and update manifests, without a slash at its end. */
  updateUrl: string
  /** Managed storage of every sensor; the same on all machines. */
  managed: JsonObject
  /** What else each machine gets, where its management tool can fill it in. */
  fill: readonly Fill[]
}

/** One file for an administrator. */
export interface PolicyFile {
  /** Below the folder of its target, with slashes. */
  path: string
  text: string
  /** @default utf8 */
  encoding?: 'utf16le'
  /** Whether it holds the install key. */
  secret: boolean
}

/** The address of Chromium's update manifest. */
export function chromiumUpdateUrl({ updateUrl }: PolicyModel): string {
  return `${updateUrl}/update.xml`
}

/** Pattern of the gateway's addresses, as ExtensionSettings writes hosts: any port counts. */
export function gatewayPattern({ gateway }: PolicyModel): string {
  return `${gateway.protocol}://${gateway.hostname}`
}
