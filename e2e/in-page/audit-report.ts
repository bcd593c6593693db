/** Text that is hard to read. */
export interface LowContrast {
  text: string
  ratio: number
  needed: number
}

/** The element that has the keyboard focus. */
export interface FocusReport {
  /** What a screen reader would call it, roughly. */
  name: string
  tag: string
  ringPixels: number
  ringContrast: number
  inView: boolean
}

/** What `audit.ts` offers inside a page, as `globalThis.audit`. */
export interface Audit {
  /** Elements that reach beyond the right edge, and whether the page can be scrolled sideways. */
  overflow(): string[]
  lowContrast(): LowContrast[]
  /** How many things can be reached with the Tab key. */
  controls(): number
  focused(): FocusReport | undefined
}
