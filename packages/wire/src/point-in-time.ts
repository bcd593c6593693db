import * as z from 'zod'
import { timeUs } from './field.ts'

const timeExpected = 'expected microseconds since 1970 UTC, or a time such as 2026-05-01T12:00:00Z'

/** Microseconds since 1970 UTC, or text such as 2026-05-01T12:00:00Z. */
export const pointInTime = z
  .union(
    [timeUs, z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)$/)],
    timeExpected,
  )
  .transform((value, context) => {
    const us = typeof value === 'number' ? value : Date.parse(value) * 1000
    if (us > 0) return us
    context.addIssue({ code: 'custom', message: timeExpected })
    return z.NEVER
  })
