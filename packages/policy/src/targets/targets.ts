import { chrome, chromium, edge } from './chromium-brand.ts'
import { chromiumLinux } from './chromium-linux.ts'
import { chromiumMacos } from './chromium-macos.ts'
import { chromiumWindows } from './chromium-windows.ts'
import { firefoxGpo } from './firefox-gpo.ts'
import { firefoxLinux } from './firefox-linux.ts'
import { firefoxMacos } from './firefox-macos.ts'
import { firefoxWindows } from './firefox-windows.ts'
import { googleAdmin } from './google-admin.ts'
import { intuneChromium } from './intune-chromium.ts'
import { intuneFirefox } from './intune-firefox.ts'
import type { Target } from './target.ts'

/** Every browser, system and management tool that policy files are made for. */
export const targets: readonly Target[] = [
  chromiumLinux(chromium),
  chromiumLinux(chrome),
  chromiumLinux(edge),
  chromiumWindows(chrome),
  chromiumWindows(edge),
  chromiumMacos(chrome),
  chromiumMacos(edge),
  googleAdmin,
  intuneChromium(chrome),
  intuneChromium(edge),
  firefoxLinux,
  firefoxWindows,
  firefoxMacos,
  firefoxGpo,
  intuneFirefox,
]
