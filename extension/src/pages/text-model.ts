/** How good or bad something is; each has its own colour and its own shape. */
export type Tone = 'good' | 'wait' | 'off' | 'warn' | 'bad'

/** A moment in words, with the exact time for those who want it. */
export interface TimeText {
  text: string
  title: string
  /** For machines, as in `<time datetime>`. */
  iso: string
}

/** One thing that the reader should know, and what to do about it where something can be done. */
export interface Notice {
  tone: Tone
  title: string
  detail?: string
  todo?: string
}

/** A sentence for everybody, with a second one for those who read on. */
export interface Sentence {
  lead: string
  detail?: string
}

/** A name with its value, one row of a list of facts. */
export interface Fact {
  name: string
  value: string
  time?: TimeText
  /** Shown with a button that copies it. */
  copy?: boolean
  /** Only http and https links are followed; anything else is shown as text. */
  link?: string
}

/** A list of hosts that a sentence speaks of. */
export interface HostList {
  title: string
  hosts: string[]
}

/** Whether the last press of a copy button worked; undefined some seconds later. */
export type CopyOutcome = 'copied' | 'failed' | undefined
