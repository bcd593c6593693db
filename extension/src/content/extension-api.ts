import type { FramePortName, FromFrame, ToFrame } from '../protocol.ts'

/** The frame's end of a port to the worker. */
export interface FramePort {
  postMessage(message: FromFrame): void
  disconnect(): void
  onMessage: { addListener(listener: (message: ToFrame) => void): void }
  onDisconnect: { addListener(listener: () => void): void }
}

interface StorageArea {
  get(key: string): Promise<Record<string, unknown>>
  onChanged: {
    addListener(listener: (changes: Record<string, unknown>) => void): void
    removeListener(listener: (changes: Record<string, unknown>) => void): void
  }
}

/** The few browser functions that a frame uses; both browsers offer them under these names. */
export interface ExtensionApi {
  runtime: { id?: string; connect(options: { name: FramePortName }): FramePort; lastError?: unknown }
  storage: { local: StorageArea }
  dom?: { openOrClosedShadowRoot(element: Element): ShadowRoot | null }
}

const globals = globalThis as { chrome?: ExtensionApi; browser?: ExtensionApi }

export const extensionApi = (globals.chrome ?? globals.browser) as ExtensionApi

/** Whether the extension that this frame belongs to was updated, disabled or removed. */
export const isGone = (): boolean => extensionApi.runtime?.id === undefined
