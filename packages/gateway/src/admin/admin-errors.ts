/** Every error of the routes for administrators, with what the reader should do. All of them are in docs/errors.md. */
export const adminErrors = {
  ADMIN_UNAVAILABLE: { status: 503, todo: 'Wait until /readyz says ok, then try again.' },
  ADMIN_TOKEN_UNSET: {
    status: 403,
    todo: 'Set `admin.token` in the configuration (`weaklayer secret` makes one), or use the list file.',
  },
  ADMIN_TOKEN_MISSING: { status: 401, todo: 'Send the token of `admin.token` as `Authorization: Bearer`.' },
  ADMIN_TOKEN_WRONG: { status: 401, todo: 'Send the token that stands in `admin.token` of this gateway.' },
  ADMIN_RATE_LIMITED: { status: 429, todo: 'Wait as Retry-After says, or send the right token.' },
  ADMIN_REQUEST_INVALID: {
    status: 400,
    todo: 'Send `{"entries": [{"sensor": UUID}]}` as application/json; see docs/gateway.md.',
  },
  REVOCATION_INVALID: {
    status: 400,
    todo: 'Name a sensor, a group or issuedBefore in each entry; see docs/gateway.md.',
  },
  REVOCATION_UNKNOWN: { status: 404, todo: 'Look at GET /revocations for what is listed.' },
  REVOCATION_CONFIGURED: { status: 409, todo: 'Take it out of the configuration of every gateway.' },
  REVOCATION_FILE_UNSET: {
    status: 409,
    todo: 'Set `sensor.revocation.file` to a file that the gateway may write, and restart it.',
  },
  REVOCATION_LIST_INVALID: { status: 409, todo: 'Correct the file by hand; nothing was changed.' },
  REVOCATION_FILE_BUSY: { status: 503, todo: 'Try again.' },
  REVOCATION_FILE_UNSYNCED: {
    status: 503,
    todo: 'Check the disk: the change counts, but a loss of power may undo it.',
  },
  REVOCATION_FILE_UNREADABLE: { status: 503, todo: 'Let the gateway read the file; nothing was changed.' },
  REVOCATION_FILE_UNWRITABLE: {
    status: 503,
    todo: 'Let the gateway write the file and its folder, on a disk with free space; nothing was changed.',
  },
} as const satisfies Record<string, { status: number; todo: string }>

export type AdminErrorCode = keyof typeof adminErrors
