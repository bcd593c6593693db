export type FolderUrl = { status: 'ok'; url: string } | { status: 'invalid'; message: string }

/** Reads the address of a folder of updates; `url` has no slash at the end. */
export function readFolderUrl(text: string): FolderUrl {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol))
    return invalid('Expected an address such as https://gateway.example.com/updates.')
  if (url.username !== '' || url.password !== '')
    return invalid('Expected no user name or password: everybody can read them in the package.')
  if (url.search !== '' || url.hash !== '' || /[?#]$/.test(text))
    return invalid('Expected the address of a folder, without ? or #.')
  if (/\.(xml|json|crx|xpi)$/.test(url.pathname))
    return invalid('Expected the address of the folder that the update manifests are in, not of a file.')
  return { status: 'ok', url: url.href.replace(/\/+$/, '') }
}

function invalid(message: string): FolderUrl {
  return { status: 'invalid', message }
}
