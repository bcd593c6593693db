import type { Audit } from '../audit/audit.ts'
import type { RevocationDesk } from '../revocation/revocation-desk.ts'

/** What administrators reach through the admin listener. */
export interface AdminDuty {
  /** What they must present; undefined where it is not configured. In force now: ask anew for each request. */
  token(): string | undefined
  desk: RevocationDesk
  audit: Audit
}

/** The listener is there before the gateway has anything to do for administrators, and after it has. */
export interface AdminControl {
  duty(): AdminDuty | undefined
  open(duty: AdminDuty): void
  close(): void
}

export function createAdminControl(): AdminControl {
  let open: AdminDuty | undefined
  return {
    duty: () => open,
    open: duty => {
      open = duty
    },
    close: () => {
      open = undefined
    },
  }
}
