/** One request to the gateway. */
export interface GatewayRequest {
  method: 'GET' | 'POST'
  url: string
  headers: Record<string, string>
  body?: Uint8Array<ArrayBuffer>
}

/** What came back; a redirect is answered with its status and never followed. */
export type GatewayAnswer =
  | { status: 'failed'; reason: 'timeout' | 'network' }
  | { status: 'answered'; http: number; retryAfter?: string; date?: string; body: string }

/** The way to the gateway. Never rejects. */
export interface Transport {
  send(request: GatewayRequest): Promise<GatewayAnswer>
}

export interface Clock {
  nowMs(): number
  /** Runs once after a time, unless the returned function is called before. */
  after(delayMs: number, run: () => void): () => void
}

export interface Random {
  /** At least 0, less than 1. */
  fraction(): number
  /** That many random hex digits. */
  hex(digits: number): string
}
