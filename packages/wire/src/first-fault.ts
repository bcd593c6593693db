import type * as z from 'zod'

export interface Fault {
  status: 'invalid'
  path: string
  message: string
}

/** Where the first fault lies and what was expected, never the value: it may be what somebody typed. */
export function firstFault(error: z.core.$ZodError): Fault {
  const issue = error.issues[0]
  return { status: 'invalid', path: issue?.path.join('.') ?? '', message: issue?.message ?? 'does not match' }
}
