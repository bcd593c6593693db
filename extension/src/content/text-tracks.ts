import type { FieldClass, TextReport } from '../protocol.ts'
import type { Emit } from './emit.ts'
import { beginningOf, charactersIn, countCharacters, type Field, sampleOf } from './fields.ts'
import type { Passwords } from './passwords.ts'
import { createQuietTimer } from './quiet-timer.ts'
import { observe, type Sample, settle, type TextTrack, type TrackStep } from './text-track.ts'

export interface TextTracks {
  /** Whether the user typed into a field before. */
  has(field: Field): boolean
  /** Whether the value is so long that only its beginning is known. */
  isLong(field: Field): boolean
  /** The user changed a field's value. */
  typed(field: Field): void
  /** The user added to a long value or took a little away: it is read when that settles, not at every key press. */
  touched(field: Field): void
  /** The last values for now, of all fields. */
  settleAll(): void
  /** A password is on its way to a server; `location` is where that began. */
  submitted(input: HTMLInputElement, location: number): void
}

interface Entry {
  field: Field
  location: number
  track: TextTrack
}

/** What the user typed into the fields of a frame, and when it is captured. */
export function createTextTracks(emit: Emit, passwords: Passwords, signal: AbortSignal): TextTracks {
  const entries = new WeakMap<Element, Entry>()
  const filled = new WeakMap<Element, string>()
  const waiting = new Set<Entry>()

  const apply = (entry: Entry, step: TrackStep) => {
    entry.track = step.track
    for (const sample of step.captures) {
      const characters = charactersOf(sample, sample === step.track.value ? entry.field : undefined)
      report(emit, sample.text, {
        ...described(entry.field, passwords),
        location: entry.location,
        characters,
      })
    }
  }
  /** What was typed before belongs to the address where it was typed. */
  const leaveAddress = (entry: Entry) => {
    if (entry.location === emit.location) return
    apply(entry, settle(entry.track))
    entry.location = emit.location
  }
  const settleAll = () => {
    quiet.stop()
    for (const entry of waiting) apply(entry, settle(entry.track, measured(entry)))
    waiting.clear()
  }
  const quiet = createQuietTimer(settleAll, signal)
  const wait = (entry: Entry) => {
    waiting.add(entry)
    quiet.touch()
  }
  return {
    has: field => entries.has(field.element),
    isLong(field) {
      const entry = entries.get(field.element)
      return entry !== undefined && isCut(entry.track.value)
    },
    typed(field) {
      const before = entries.get(field.element)
      if (before) leaveAddress(before)
      const step = observe(before?.track, currentSample(field, before?.track), Date.now())
      const entry = before ?? { field, location: emit.location, track: step.track }
      entries.set(field.element, entry)
      apply(entry, step)
      wait(entry)
    },
    touched(field) {
      const entry = entries.get(field.element)
      if (!entry) return
      leaveAddress(entry)
      wait(entry)
    },
    settleAll,
    submitted(element, location) {
      const field: Field = { kind: 'input', element }
      const sample = sampleOf(field)
      const { text } = sample
      if (entries.get(element)?.track.value.text === text || filled.get(element) === text) return
      filled.set(element, text)
      const characters = charactersOf(sample, field)
      report(emit, text, { ...described(field, passwords), location, characters, filled: true })
    },
  }
}

/** The length of a long value is measured when it becomes long and when it settles, not at every key press. */
function currentSample(field: Field, track: TextTrack | undefined): Sample {
  const { text, whole } = beginningOf(field)
  if (whole) return { text, length: text.length }
  return track && isCut(track.value) ? { text, length: track.value.length } : sampleOf(field)
}

function measured({ field, track }: Entry): Sample {
  return isCut(track.value) ? sampleOf(field) : track.value
}

/** Of a long value that is no longer in its field, only the code units are known. */
function charactersOf(sample: Sample, field: Field | undefined): number | undefined {
  if (!isCut(sample)) return undefined
  return field ? charactersIn(field) : sample.length
}

const isCut = ({ text, length }: Sample) => length > text.length

function described(field: Field, passwords: Passwords): { field: FieldClass; inputType: string } {
  if (field.kind !== 'input') return { field: 'area', inputType: field.kind }
  return passwords.has(field.element)
    ? { field: 'password', inputType: 'password' }
    : { field: 'line', inputType: field.element.type }
}

/** Fewer characters help nobody and are easy to guess. */
const minCharacters = 4
/** The worker makes no hash of more. */
const maxHashed = 1024

interface Details extends Pick<TextReport, 'field' | 'inputType' | 'location'> {
  /** Characters of the whole value, where `text` is only its beginning. */
  characters?: number | undefined
  filled?: boolean
}

/** Sends a text, cut when it is too long for a hash. */
export function report(emit: Emit, text: string, { characters, filled = false, ...details }: Details): void {
  const whole = text.normalize('NFC')
  const length = characters ?? countCharacters(whole)
  if (length < minCharacters) return
  const common = { kind: 'TextInput', filled, ...details } as const
  if (length <= maxHashed) emit({ ...common, text: whole })
  else emit({ ...common, text: [...whole].slice(0, maxHashed + 1).join(''), length })
}
