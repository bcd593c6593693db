import type { PolicyFile, PolicyModel } from '../model/policy-model.ts'

/** What the README beside the files of a target says; each entry is one sentence or more of Markdown. */
export interface Guide {
  /** Where each file goes, or what it is for, by its path. */
  files: Record<string, string>
  /** What to do, in this order. */
  steps: readonly string[]
  /** How to see that it took effect. */
  check: readonly string[]
  remove: readonly string[]
  /** What goes wrong without a word. */
  traps: readonly string[]
}

/** One browser on one system, or in one management tool. */
export interface Target {
  name: string
  title: string
  /** `browser`: a test installs these very files in a real browser. `parsed`: they are read back by other programs only. */
  proof: 'browser' | 'parsed'
  files(model: PolicyModel): PolicyFile[]
  guide(model: PolicyModel): Guide
}
