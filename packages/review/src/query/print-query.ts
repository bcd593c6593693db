import type { FieldTest, Query, QueryNode, TextPattern } from './query.ts'

/** Writes a query in the plainest way that `parseQuery` reads as the same query. */
export function printQuery({ root }: Query): string {
  return root === undefined ? '' : printNode(root)
}

function printNode(node: QueryNode): string {
  switch (node.kind) {
    case 'any':
      return node.of.map(member => printMember(member, ['any'])).join(' OR ')
    case 'all':
      return node.of.map(member => printMember(member, ['any', 'all'])).join(' ')
    case 'not':
      return `-${printMember(node.of, ['any', 'all', 'not'])}`
    case 'text':
      return printPattern(node.pattern)
    case 'field':
      return printField(node.field, node.test)
  }
}

/** In parentheses where it would come apart without. */
function printMember(node: QueryNode, apart: readonly QueryNode['kind'][]): string {
  return apart.includes(node.kind) ? `(${printNode(node)})` : printNode(node)
}

function printField(field: string, test: FieldTest): string {
  switch (test.kind) {
    case 'has':
      return `has:${field}`
    case 'is':
      return `${field}:${printPattern(test.pattern)}`
    case 'isTrue':
      return `${field}:${test.value}`
    case 'network':
      return `${field}:${printText(test.written)}`
    case 'number':
      return `${field}${operatorOf(test.compare)}${printText(test.written)}`
    case 'time':
      return printTime(field, test)
  }
}

function printTime(field: string, { compare, written }: Extract<FieldTest, { kind: 'time' }>): string {
  if (field === 'time' && compare === '>=') return `since:${printText(written)}`
  if (field === 'time' && compare === '<=') return `until:${printText(written)}`
  return `${field}${operatorOf(compare)}${printText(written)}`
}

function operatorOf(compare: string): string {
  return compare === '=' ? ':' : compare
}

function printPattern(pattern: TextPattern): string {
  if (pattern.kind === 'plain') return printText(pattern.text)
  if (pattern.kind === 'regex') return `~${pattern.source.replaceAll('~', '\\~')}~`
  return pattern.pieces.map(piece => (typeof piece === 'string' ? piece : escapeWord(piece.literal))).join('')
}

const bareWord = /^(?!(?:AND|OR|NOT)$)[\p{L}\p{N}_./@+][\p{L}\p{N}_./@+-]*$/u

/** A plain text as a bare word where that reads as the same text, else in quotes. */
export function printText(text: string): string {
  return bareWord.test(text) ? text : `"${text.replace(/["\\]/g, '\\$&').replace(unprintable, codeOf)}"`
}

function escapeWord(literal: string): string {
  return literal.replace(/[\s()"\\*?~:<>=!-]/gu, escapeCharacter).replace(unprintable, codeOf)
}

/** Lines and tabs have escapes of their own, since a query is one line. */
function escapeCharacter(character: string): string {
  return /[\p{Z} -~]/u.test(character) && character.trim() !== '' ? `\\${character}` : codeOf(character)
}

const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/gu

function codeOf(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
}
