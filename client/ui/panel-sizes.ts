/** What a resizable panel may be, in CSS pixels. */
export type PanelLimits = { min: number; max: number; initial: number }

/** Size of a panel: what it has when open, and whether it is open. */
export type PanelSize = { size: number; collapsed: boolean }

/** Where a drag or key asked a panel to be: clamped, and collapsed when past half its minimum. */
export function resizePanel(current: PanelSize, wanted: number, { min, max }: PanelLimits): PanelSize {
  if (wanted < min / 2) return { ...current, collapsed: true }
  return { size: Math.round(Math.min(max, Math.max(min, wanted))), collapsed: false }
}

const KEY = 'storycanvas.panels.'

/** What this device remembers of a panel; its initial size when nothing usable is stored. */
export function readPanelSize(name: string, limits: PanelLimits): PanelSize {
  const initial = { size: limits.initial, collapsed: false }
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY + name) ?? 'null')
    if (typeof stored !== 'object' || stored === null || !('size' in stored) || !('collapsed' in stored)) return initial
    if (typeof stored.size !== 'number' || !Number.isFinite(stored.size)) return initial
    const { size } = resizePanel(initial, Math.max(stored.size, limits.min), limits)
    return { size, collapsed: stored.collapsed === true }
  } catch {
    // Storage is switched off or holds something else: the layout is then simply the default one.
    return initial
  }
}

/** Remembers a panel's size on this device. */
export function writePanelSize(name: string, value: PanelSize): void {
  try {
    localStorage.setItem(KEY + name, JSON.stringify(value))
  } catch {
    // A layout that is not remembered is no reason to stop anything.
  }
}
