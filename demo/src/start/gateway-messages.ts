/** What the process of the gateway tells the one that started it. */
export type GatewayNews =
  | { status: 'started'; url: string; wantedPort: number; port: number }
  | { status: 'failed'; code: string; message: string; todo: string }
