import { unzipSync } from 'fflate'
import * as z from 'zod'

/** A manifest is a few kilobytes; more is no manifest, and perhaps a bomb. */
const mostManifestBytes = 1_048_576

const manifestFields = z.looseObject({
  version: z.string().regex(/^\d{1,10}(\.\d{1,10}){0,3}$/),
  name: z.string().optional(),
  update_url: z.string().optional(),
  browser_specific_settings: z
    .looseObject({
      gecko: z.looseObject({ id: z.string().optional(), update_url: z.string().optional() }).optional(),
    })
    .optional(),
})

/** What a package's manifest.json says, as far as installing and updating need it. */
export interface PackageManifest {
  version: string
  /** Where Chromium looks for updates. */
  updateUrl?: string
  /** The id that Firefox gives the add-on. */
  geckoId?: string
  /** Where Firefox looks for updates. */
  geckoUpdateUrl?: string
}

export interface PackageContents {
  manifest: PackageManifest
  /** Every path in the archive. */
  names: string[]
}

/** Reads the manifest of a zip archive; undefined when it holds none that a browser would take. */
export function readManifest(archive: Uint8Array): PackageContents | undefined {
  const names: string[] = []
  try {
    const files = unzipSync(archive, {
      filter: ({ name, originalSize }) => {
        names.push(name)
        return name === 'manifest.json' && originalSize <= mostManifestBytes
      },
    })
    const text = new TextDecoder().decode(files['manifest.json'])
    const fields = manifestFields.parse(JSON.parse(text))
    return { manifest: manifestOf(fields), names }
  } catch {
    return undefined
  }
}

function manifestOf(fields: z.infer<typeof manifestFields>): PackageManifest {
  const gecko = fields.browser_specific_settings?.gecko
  return {
    version: fields.version,
    ...(fields.update_url !== undefined && { updateUrl: fields.update_url }),
    ...(gecko?.id !== undefined && { geckoId: gecko.id }),
    ...(gecko?.update_url !== undefined && { geckoUpdateUrl: gecko.update_url }),
  }
}
