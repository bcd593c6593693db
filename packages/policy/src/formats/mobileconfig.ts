import type { Json, JsonObject } from '../json.ts'
import { plistText } from './plist.ts'
import { stableUuid } from './stable-uuid.ts'

export interface Profile {
  /** Reverse name, such as org.weaklayer.chrome; a profile replaces the one of the same name. */
  identifier: string
  title: string
  description: string
  /** Managed preferences by domain. */
  domains: Readonly<Record<string, JsonObject>>
}

/** A configuration profile of macOS for the whole machine. */
export function mobileconfigText({ identifier, title, description, domains }: Profile): string {
  const payloads: Json[] = Object.entries(domains).map(([domain, preferences]) => ({
    ...preferences,
    ...head(`${identifier}.${domain}`, domain, title),
  }))
  return plistText({
    ...head(identifier, 'Configuration', title),
    PayloadDescription: description,
    PayloadOrganization: 'Weaklayer',
    PayloadScope: 'System',
    PayloadRemovalDisallowed: true,
    PayloadContent: payloads,
  })
}

function head(identifier: string, type: string, title: string): JsonObject {
  return {
    PayloadType: type,
    PayloadVersion: 1,
    PayloadIdentifier: identifier,
    PayloadUUID: stableUuid(identifier),
    PayloadDisplayName: title,
    PayloadEnabled: true,
  }
}
