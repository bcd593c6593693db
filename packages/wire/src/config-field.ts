import * as z from 'zod'
import { durationUs } from './duration.ts'

const durationExpected = 'expected microseconds or text with a unit such as 5m or 28d'

/** A duration in microseconds, or text with a unit. */
export const durationValue = () =>
  z.union([z.int().min(0), z.string()], durationExpected).transform((value, context) => {
    const us = durationUs(value)
    if (us !== undefined) return us
    context.addIssue({ code: 'custom', message: durationExpected })
    return z.NEVER
  })

export const duration = (description: string, fallbackUs: number) =>
  durationValue().default(fallbackUs).describe(description)

/** A whole number that is at least `least`. */
export const atLeast = (least: number, fallback: number, description: string) =>
  z.int().min(least).default(fallback).describe(description)

export const filePath = z.string().min(1)
