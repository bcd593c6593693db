import * as z from 'zod'
import { count, field, text } from '../field.ts'
import { eventSchema } from './common.ts'

/** Text that the user typed, pasted or dropped, as a keyed hash. The text itself never leaves the browser. */
export const textInputEvent = eventSchema('TextInput', 'Text was typed, pasted or dropped.', {
  textHash: field(
    text,
    'keyed-hash',
    'HMAC-SHA-256 of the NFC text, base64, with a key that never leaves the browser; empty for more than 1,024 characters.',
  ),
  textLength: field(count, 'keyed-hash', 'Characters: the lower bound of a bucket, exact only by policy.'),
  inputType: field(
    text,
    'technical',
    'Kind of field: `password`, `text`, `textarea`, `contenteditable`, `keys` …',
  ),
  windowLocationReference: field(
    count,
    'technical',
    '`time` of the WindowLocation event where it was typed.',
  ),
  hashKeyId: field(text, 'pseudonym', 'Names the hash key: hashes compare only within one.').optional(),
  filled: field(
    z.boolean(),
    'technical',
    'True when a script filled the field, as password managers do.',
  ).optional(),
})
