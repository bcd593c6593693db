/** Whether a window can be opened here. Windows and macOS have a display unless somebody came in by SSH. */
export function hasDisplay(
  platform: NodeJS.Platform,
  environment: Record<string, string | undefined>,
): boolean {
  if (platform === 'win32' || platform === 'darwin') return !environment.SSH_CONNECTION
  return Boolean(environment.DISPLAY) || Boolean(environment.WAYLAND_DISPLAY)
}
