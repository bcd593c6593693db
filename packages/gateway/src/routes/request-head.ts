import type { IncomingHttpHeaders } from 'node:http'

/** What a request says before its body, through the framework or without it. */
export interface RequestHead {
  method?: string | undefined
  /** Path and query. */
  url?: string | undefined
  headers: IncomingHttpHeaders
}
