/** Keys typed one after the other outside any field. */
export type KeyRun = string

export interface KeyStroke {
  key: string
  ctrlKey: boolean
  altKey: boolean
  metaKey: boolean
  repeat: boolean
  isComposing: boolean
  getModifierState(modifier: string): boolean
}

/** The text so far after one more key; `ended` is a text that this key completes. */
export function nextRun(run: KeyRun, stroke: KeyStroke): { run: KeyRun; ended?: KeyRun } {
  if (stroke.key === 'Enter' || stroke.key === 'Tab' || stroke.key === 'Escape')
    return { run: '', ended: run }
  if (stroke.repeat || stroke.isComposing || isShortcut(stroke)) return { run }
  if (stroke.key === 'Backspace') return { run: [...run].slice(0, -1).join('') }
  // Named keys such as `ArrowLeft` have longer names; some letters have two code units.
  if ([...stroke.key].length !== 1) return { run }
  const grown = run + stroke.key
  return grown.length < longestRun ? { run: grown } : { run: '', ended: grown }
}

/** Games make long runs. */
const longestRun = 1024

/** AltGr writes letters although it is Ctrl and Alt on some systems. */
function isShortcut(stroke: KeyStroke): boolean {
  if (stroke.getModifierState('AltGraph')) return false
  return stroke.ctrlKey || stroke.altKey || stroke.metaKey
}
