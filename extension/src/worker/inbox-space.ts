import type { FrameMessage } from '../protocol.ts'

/** Most that waits in the worker's memory while the journal is slow or refuses. Frames keep what does not fit. */
const most = { messages: 8192, characters: 8 * 1024 * 1024 } as const

export interface InboxSpace {
  /** Takes the space if all of it fits. */
  take(messages: readonly FrameMessage[]): boolean
  release(messages: readonly FrameMessage[]): void
}

export function createInboxSpace(): InboxSpace {
  let messages = 0
  let characters = 0
  return {
    take(added) {
      const more = added.reduce((sum, message) => sum + charactersOf(message), 0)
      if (messages + added.length > most.messages || characters + more > most.characters) return false
      messages += added.length
      characters += more
      return true
    },
    release(gone) {
      messages -= gone.length
      characters -= gone.reduce((sum, message) => sum + charactersOf(message), 0)
    },
  }
}

function charactersOf({ report }: FrameMessage): number {
  switch (report.kind) {
    case 'Window':
      return 0
    case 'WindowLocation':
      return report.href.length
    case 'TextInput':
      return report.text.length + report.inputType.length
  }
}
