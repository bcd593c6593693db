import { createRequire } from 'node:module'
import { Language, Parser } from 'web-tree-sitter'

const require = createRequire(import.meta.url)

/** Reads PowerShell with the grammar that editors use; nothing is run. */
export async function openPowershellReader() {
  await Parser.init()
  const language = await Language.load(require.resolve('tree-sitter-powershell/tree-sitter-powershell.wasm'))
  const parser = new Parser().setLanguage(language)
  return {
    /** Whether it is a script without an error, and its text constants. */
    read(script: string): { hasError: boolean; constants: string[] } {
      const tree = parser.parse(script)
      if (tree === null) throw new Error('the script was not parsed')
      const nodes = tree.rootNode.descendantsOfType('verbatim_here_string_characters')
      const constants = nodes.map(node => (node?.text ?? '').replace(/^@'\s*\n/, '').replace(/\n'@$/, ''))
      return { hasError: tree.rootNode.hasError, constants }
    },
    close: () => parser.delete(),
  }
}
