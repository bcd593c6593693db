/** Known-good pair of the first Weaklayer's format. It is public: good for tests and loopback only. */
export const exampleInstallKey = {
  group: '68886d61-572b-41a5-8edd-93a564fb5ba3',
  secret: 'jTbup3jD+nWFRw2LW5k6v0dP+qf6cWXsc3IazN39GnaMeKEp13kpyh6AJFo3V1ckeD3dt0JXfoqmeOWr2jU29Q==',
  checksum: 'jvqWXRmh9JAnbwDS19W59lOJXD2dZuRglhFtsJzDedU=',
} as const

/** The verifier of the example key. */
export const exampleVerifier = {
  group: exampleInstallKey.group,
  salt: 'oWrccA==',
  hash: 'bAW4dciXby0vAAhqHDebxsLioy6H3eYzGqvL8CMRhh0=',
  checksum: 'fhpiskuymKjvsyRKJ/U9ohdKRDpgft4x/Exn/zHM1zs=',
} as const

/** A token secret for examples in the docs. */
export const exampleTokenSecret =
  'V2Vha2xheWVyIGRvY3VtZW50YXRpb24gZXhhbXBsZSBzZWNyZXQsIG5ldmVyIHVzZSBpdCBmb3IgcmVhbCAhIQ=='

/** A token of administrators for examples in the docs. */
export const exampleAdminToken =
  'V2Vha2xheWVyIGRvY3VtZW50YXRpb24gZXhhbXBsZSBhZG1pbiB0b2tlbiwgbmV2ZXIgdXNlIGl0IGZvciByZWFsISEh'

const publicValues = new Set<string>([
  exampleInstallKey.secret,
  exampleInstallKey.checksum,
  exampleVerifier.hash,
  exampleVerifier.checksum,
  exampleTokenSecret,
  exampleAdminToken,
])

/** Whether a secret, hash or checksum is one that everybody can read in the docs. */
export function isPublicExample(value: string): boolean {
  return publicValues.has(value)
}
