import { createHash } from 'node:crypto'

/** A package of others whose code is in the sensor. */
export interface BundledPackage {
  name: string
  version: string
  /** SPDX expression. */
  license: string
  description?: string
}

export interface SbomInput {
  version: string
  bundled: readonly BundledPackage[]
  /** SHA-256 of each package that it is about, hexadecimal, by file name. */
  hashes: Readonly<Record<string, string>>
}

/** The bill of materials of the sensor, CycloneDX 1.6 as JSON; without time and random number, so that it is reproducible. */
export function sbomOf(input: SbomInput): string {
  const bom = { metadata: metadataOf(input), ...componentsOf(input) }
  const head = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify(bom))}`,
    version: 1,
  }
  return `${JSON.stringify({ ...head, ...bom }, null, 2)}\n`
}

function metadataOf({ version, hashes }: SbomInput) {
  return {
    component: {
      type: 'application',
      'bom-ref': sensorRef(version),
      name: 'weaklayer-sensor',
      version,
      licenses: [{ license: { id: 'Apache-2.0' } }],
      components: Object.entries(hashes).map(([name, content]) => ({
        type: 'file',
        'bom-ref': `file:${name}`,
        name,
        hashes: [{ alg: 'SHA-256', content }],
      })),
    },
  }
}

function componentsOf({ version, bundled }: SbomInput) {
  const components = bundled.map(one => ({
    type: 'library',
    'bom-ref': purlOf(one),
    ...groupAndName(one.name),
    version: one.version,
    ...(one.description !== undefined && { description: one.description }),
    scope: 'required',
    licenses: [licenseOf(one.license)],
    purl: purlOf(one),
  }))
  return { components, dependencies: [{ ref: sensorRef(version), dependsOn: bundled.map(purlOf) }] }
}

const sensorRef = (version: string) => `weaklayer-sensor@${version}`

const purlOf = ({ name, version }: BundledPackage) => `pkg:npm/${name.replace('@', '%40')}@${version}`

function groupAndName(name: string) {
  const [group, bare] = name.split('/')
  return bare === undefined ? { name } : { group, name: bare }
}

function licenseOf(license: string) {
  return /[ (]/.test(license) ? { expression: license } : { license: { id: license } }
}

/** A UUID of the content (version 8, https://www.rfc-editor.org/rfc/rfc9562#section-5.8). */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-')
}
