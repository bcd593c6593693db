/** A text as SQL writes it: for paths of our own files, which cannot be parameters of a view. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** A name as SQL writes it: always quoted, since `user` and `group` are words of the language. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
