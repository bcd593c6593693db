/** A file that browsers may ask for. */
export interface UpdatePath {
  /** Folder of the ring; absent for the browsers of no ring. */
  ring?: string
  name: string
  contentType: string
  /** Whether the content can change under this name; a package's name carries its version. */
  isManifest: boolean
}

const contentTypes: Record<string, string> = {
  'update.xml': 'text/xml; charset=utf-8',
  'updates.json': 'application/json; charset=utf-8',
  crx: 'application/x-chrome-extension',
  xpi: 'application/x-xpinstall',
}

const updatePath =
  /^\/updates\/(?:([a-z0-9][a-z0-9-]{0,31})\/)?(update\.xml|updates\.json|weaklayer-\d{1,5}(?:\.\d{1,5}){0,3}\.(crx|xpi))$/

/**
 * Reads the address of a request as it was sent. There is no way to name any other file: nothing is decoded, and dots stand
 * only where these names have them.
 */
export function readUpdatePath(url: string): UpdatePath | undefined {
  const [path = ''] = url.split('?')
  const [, ring, name, kind] = updatePath.exec(path) ?? []
  const contentType = contentTypes[kind ?? name ?? '']
  if (name === undefined || contentType === undefined) return undefined
  return { ...(ring !== undefined && { ring }), name, contentType, isManifest: kind === undefined }
}
