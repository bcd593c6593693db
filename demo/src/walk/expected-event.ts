/** One event that an action must produce. */
export type ExpectedEvent =
  | { type: 'Window'; topLevel: boolean }
  | { type: 'WindowLocation'; topLevel: boolean; address: string }
  | ExpectedText

export interface ExpectedText {
  type: 'TextInput'
  /** Address of the frame in which it was typed. */
  address: string
  inputType: string
  /** What was typed. It is compared by hash only and never printed. */
  text: string
}

/** A page was loaded into a tab. */
export function pageLoad(address: string): ExpectedEvent[] {
  return [{ type: 'Window', topLevel: true }, newAddress(address)]
}

/** A page was loaded into a frame of a page. */
export function frameLoad(address: string): ExpectedEvent[] {
  return [
    { type: 'Window', topLevel: false },
    { type: 'WindowLocation', topLevel: false, address },
  ]
}

/** The address of a page changed; nothing was loaded. */
export function newAddress(address: string): ExpectedEvent {
  return { type: 'WindowLocation', topLevel: true, address }
}

/** Text came into a field, or was typed on the page itself. */
export function text(inputType: string, value: string, address: string): ExpectedText {
  return { type: 'TextInput', address, inputType, text: value }
}
