/** What the process of the store tells the one that started it. */
export type StoreNews =
  | { status: 'started' }
  | { status: 'failed'; code: string; message: string; todo: string }
