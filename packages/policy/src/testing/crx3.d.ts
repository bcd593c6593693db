declare module 'crx3' {
  interface Crx3Options {
    keyPath?: string
    crxPath?: string
    zipPath?: string
    xmlPath?: string
    crxURL?: string
  }
  /** Packs files with a key that it makes where there is none. */
  function crx3(files: string[], options: Crx3Options): Promise<unknown>
  export = crx3
}
