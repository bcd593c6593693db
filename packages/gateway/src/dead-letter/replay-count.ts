import type { Judgement } from './judge-letter.ts'

/** Letters that stay for one reason. */
export interface KeptLetters {
  code: string
  message: string
  count: number
}

export interface ReplayReport {
  /** Letters that were read. */
  letters: number
  /** Those whose event is stored now, or would be. */
  replayed: number
  /** Those that are refused still, by reason, the most frequent first. */
  kept: KeptLetters[]
  /** Lines that are no dead letter, by file; they stay too. */
  unreadable: { file: string; count: number }[]
}

export interface ReplayCount {
  add(judgement: Judgement, file: string): void
  report(): ReplayReport
}

export function createReplayCount(): ReplayCount {
  let letters = 0
  let replayed = 0
  const kept = new Map<string, KeptLetters>()
  const unreadable = new Map<string, number>()
  return {
    add(judgement, file) {
      letters++
      if (judgement.status === 'replay') replayed++
      else if (judgement.status === 'unreadable') unreadable.set(file, (unreadable.get(file) ?? 0) + 1)
      else {
        const { code, message } = judgement
        const key = `${code} ${message}`
        const found = kept.get(key) ?? { code, message, count: 0 }
        found.count++
        kept.set(key, found)
      }
    },
    report: () => ({
      letters,
      replayed,
      kept: [...kept.values()].sort((left, right) => right.count - left.count),
      unreadable: [...unreadable].map(([file, count]) => ({ file, count })),
    }),
  }
}
