/** Why a statement was not carried out, for the one who wrote it. */
export interface SqlRefusal {
  code:
    | 'SQL_INVALID'
    | 'SQL_REFUSED'
    | 'SQL_FAILED'
    | 'SQL_TIME_LIMIT'
    | 'SQL_MEMORY_LIMIT'
    | 'SQL_STOPPED'
    | 'STORE_MISSING'
    | 'STORE_FILE_OUTSIDE'
  message: string
  todo: string
}

/** A statement that was refused, failed, or was ended because it needed too much. */
export class SqlError extends Error {
  code: SqlRefusal['code']
  todo: string

  constructor({ code, message, todo }: SqlRefusal) {
    super(message)
    this.code = code
    this.todo = todo
  }
}
