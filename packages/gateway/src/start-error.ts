/** Why a gateway did not start, with what the reader should do. All of them are in docs/errors.md. */
export const startErrors = {
  PORT_IN_USE:
    'Stop the other program, or set `sensor.api.port` (redirect: `sensor.api.redirect.port`, admin listener: `admin.port`) to a free port.',
  PORT_FORBIDDEN: 'Take a port above 1023, or give the process the right to listen on this one.',
  ADDRESS_UNAVAILABLE:
    'Set `sensor.api.host` (of the admin listener: `admin.host`) to a name or address of this machine.',
  CERTIFICATE_UNREADABLE:
    'Set `sensor.api.https.certificate` to a PEM file that the gateway may read; certificate first, then its chain.',
  CERTIFICATE_EXPIRED: 'Renew the certificate; browsers refuse it.',
  KEY_UNREADABLE: 'Set `sensor.api.https.key` to a PEM file with a private key that the gateway may read.',
  KEY_PASSWORD_WRONG: 'Set `sensor.api.https.password` to the password of the private key.',
  KEY_MISMATCH: 'Configure the private key that belongs to the first certificate of the file.',
  CERTIFICATE_REFUSED:
    'Get a certificate with an RSA key of at least 2048 bits or an EC key, signed with SHA-256 or better.',
  CLIENT_AUTHORITY_UNUSABLE:
    'Set `sensor.api.https.clientCertificates.authority` to a PEM file with the authority that client certificates come from.',
  OUTPUT_DIRECTORY_IN_USE: 'Give each gateway a directory of its own, or stop the other one.',
  OUTPUT_DIRECTORY_UNUSABLE: 'Make the directory writable for the gateway, on a disk with free space.',
  AUDIT_DIRECTORY_IN_USE: 'Give each gateway an `audit.directory` of its own, or stop the other one.',
  AUDIT_DIRECTORY_UNUSABLE:
    'Make the directory writable for the gateway, on a disk with free space, or set `audit.enabled: false`.',
  UPDATES_DIRECTORY_UNUSABLE:
    'Make the directory (`weaklayer package --publish` fills it) and let the gateway read it, or remove `updates`.',
  REVOCATION_LIST_INVALID:
    'Correct the list of revocations: `entries`, each with a sensor, a group or issuedBefore; see docs/gateway.md.',
  REPLAY_OTHER_USER: 'Run the replay as the user of the gateway, for example with `sudo -u`.',
  REPLAY_STOPPED: 'Nothing is lost: see to the output (free space, rights), then replay again.',
  EXAMPLE_SECRET: 'Make real ones: `npx --no weaklayer secret` and `npx --no weaklayer key`.',
} as const

export type StartErrorCode = keyof typeof startErrors

/** A refused start: `message` says what failed and what was expected, `todo` what to do. */
export interface StartError extends Error {
  code: StartErrorCode
  todo: string
}

export function startError(code: StartErrorCode, message: string, cause?: unknown): StartError {
  return Object.assign(new Error(message, { cause }), { code, todo: startErrors[code] })
}

/** Linux's number of EDQUOT, for which Node has no name. */
const quotaErrno = -122

/** The system's code of a failed call, such as ENOENT; UNKNOWN for anything else. */
export function systemCode(error: unknown): string {
  const { code, errno } = (error ?? {}) as { code?: unknown; errno?: unknown }
  if (errno === quotaErrno && process.platform === 'linux') return 'EDQUOT'
  return typeof code === 'string' ? code : 'UNKNOWN'
}
