import type { Audit, FocusReport, LowContrast } from './audit-report.ts'
import { contrast, groundOf, parseColour } from './colour.ts'

const audit: Audit = { overflow, lowContrast, controls, focused }
Object.assign(globalThis, { audit })

function overflow(): string[] {
  const found: string[] = []
  const { scrollWidth, clientWidth } = document.documentElement
  if (scrollWidth > clientWidth) found.push(`page: ${scrollWidth} px in ${clientWidth} px`)
  for (const element of document.body.querySelectorAll('*')) {
    const { right, left } = element.getBoundingClientRect()
    if (isShown(element) && (right > clientWidth + 0.5 || left < -0.5)) found.push(labelOf(element))
  }
  return found
}

function lowContrast(): LowContrast[] {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const found: LowContrast[] = []
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const { parentElement, textContent } = node
    if (parentElement === null || !textContent?.trim() || !isShown(parentElement)) continue
    const style = getComputedStyle(parentElement)
    const sizePx = Number.parseFloat(style.fontSize)
    const isLarge = sizePx >= 24 || (sizePx >= 18.66 && Number(style.fontWeight) >= 700)
    const needed = isLarge ? 3 : 4.5
    const ratio = contrast(parseColour(style.color), groundOf(parentElement))
    if (ratio < needed) found.push({ text: textContent.slice(0, 40), ratio, needed })
  }
  return found
}

const reachable = 'a[href], button, summary, input, select, textarea, [tabindex]:not([tabindex="-1"])'

function controls(): number {
  return [...document.querySelectorAll(reachable)].filter(isShown).length
}

function focused(): FocusReport | undefined {
  const element = document.activeElement
  if (element === null || element === document.body) return undefined
  const style = getComputedStyle(element)
  const { top, bottom } = element.getBoundingClientRect()
  return {
    name: labelOf(element),
    tag: element.localName,
    ringPixels: style.outlineStyle === 'none' ? 0 : Number.parseFloat(style.outlineWidth),
    // The ring is drawn around the element, so it stands on what is behind the element.
    ringContrast: contrast(parseColour(style.outlineColor), groundOf(element.parentElement ?? element)),
    inView: bottom > 0 && top < innerHeight,
  }
}

function isShown(element: Element): boolean {
  const { width, height } = element.getBoundingClientRect()
  const isUnseen = element.closest('.unseen') !== null
  return width > 0 && height > 0 && !isUnseen && element.checkVisibility()
}

function labelOf(element: Element): string {
  const text = element.getAttribute('aria-label') ?? element.textContent ?? ''
  return `${element.localName}: ${text.trim().slice(0, 40)}`
}
