import type { Fate } from './fates.ts'

/** What a page does, or what befalls the world. */
export type Action =
  | { do: 'browse'; tab: number; reports: Report[] }
  | { do: 'flood'; tab: number; reports: number }
  | { do: 'close_tab'; tab: number }
  | { do: 'back_forward'; tab: number }
  | { do: 'network'; fates: Fate[] }
  | { do: 'crash_worker'; step: string; nth: number; side: 'before' | 'after' }
  | { do: 'kill_worker' }
  | { do: 'kill_browser'; downMs: number }
  | {
      do: 'crash_gateway'
      gateway: number
      step: string
      nth: number
      side: 'before' | 'after'
      end: 'kill' | 'power'
    }
  | { do: 'end_gateway'; gateway: number; end: 'kill' | 'power' | 'stop' }
  | { do: 'disk'; gateway: number; call: string; code: string; times: number }
  | { do: 'full_profile'; commits: number }
  | { do: 'policy'; policy: PolicyName }
  | {
      do: 'gateway_config'
      secrets: 'first' | 'second' | 'second_only'
      verifiers: 'both' | 'first' | 'second'
    }
  | { do: 'clock'; byMs: number }
  | { do: 'clear_alarms' }
  | { do: 'online' }
  | { do: 'lose_store' }
  | { do: 'copy_profile' }

export type Report = 'address' | 'text' | 'poison' | 'oversized' | 'excluded'
export type PolicyName = 'first_group' | 'second_group' | 'invalid' | 'none' | 'tiny_store' | 'wrong_key'

export interface Scenario {
  /** Decides every delay and order. */
  chaos: number
  policy: PolicyName
  /** Gateways whose clock moves in steps of so many milliseconds, and whose files are so small. */
  coarseMs: number
  fileBytes: number
  proof: 'off' | 'required'
  actions: { action: Action; thenMs: number }[]
}
