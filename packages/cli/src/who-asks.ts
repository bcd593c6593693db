import { userInfo } from 'node:os'

/** Who runs this command, as audit logs name people. The system knows it, not the environment, which anybody can set. */
export function whoAsks(): { program: string; user?: string; uid?: number } {
  const uid = process.getuid?.()
  const user = userName()
  return { program: 'weaklayer', ...(user !== undefined && { user }), ...(uid !== undefined && { uid }) }
}

/** Containers may run as a number without a name. */
function userName(): string | undefined {
  try {
    return userInfo().username
  } catch {
    return undefined
  }
}
