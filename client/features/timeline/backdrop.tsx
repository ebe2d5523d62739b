import { useEffect, useRef, useState, type ReactElement } from 'react'
import { preferences } from '../../session/preferences.ts'
import { useServices } from '../../session/services-context.tsx'
import { useReadable } from '../../session/store.ts'
import { useProject } from '../../session/use-session.tsx'
import { drawBackdrop, type BackdropColours, type Waveform } from './draw-backdrop.ts'
import type { Rows } from './rows.ts'
import { gridOf, useTimeline } from './timeline-model.ts'

/** The shape of the film's song; null until it is worked out, or where it cannot be. */
function useWaveform(): Waveform | null {
  const { media } = useServices()
  const sha256 = useProject((snapshot) => snapshot.project.music?.sha256 ?? null)
  // A song that comes to this device later is drawn then.
  const arrivals = useReadable(media.arrivals)
  const [waveform, setWaveform] = useState<{ of: string; shape: Waveform } | null>(null)
  const known = waveform !== null && waveform.of === sha256
  useEffect(() => {
    if (sha256 === null || known) return undefined
    let left = false
    media.waveform(sha256).then(
      (shape) => !left && setWaveform({ of: sha256, shape }),
      // Without the file, or without a decoder for it, the row stays a plain line.
      () => undefined,
    )
    return () => {
      left = true
    }
  }, [media, sha256, known, arrivals])
  return known ? waveform.shape : null
}

/** Custom properties hold `light-dark()`; only a computed colour says what that is now. */
function readColours(element: HTMLElement): BackdropColours {
  const resolve = (name: string): string => {
    element.style.color = `var(${name})`
    return getComputedStyle(element).color
  }
  return {
    tick: resolve('--line-strong'),
    line: resolve('--line'),
    strongLine: resolve('--line-strong'),
    wave: resolve('--fg-3'),
  }
}

/** Ticks, beat grid and waveform on one canvas, drawn anew only when something that they show changed. */
export function Backdrop({ rows }: { rows: Rows }): ReactElement {
  const model = useTimeline()
  const canvas = useRef<HTMLCanvasElement>(null)
  const probe = useRef<HTMLSpanElement>(null)
  const rate = useProject((snapshot) => snapshot.project.frameRate)
  const grid = useProject(gridOf)
  const waveform = useWaveform()
  const { theme } = useReadable(preferences)

  useEffect(() => {
    const element = canvas.current
    const context = element?.getContext('2d')
    if (!element || !context || !probe.current) return undefined
    const media = matchMedia('(prefers-color-scheme: light)')
    let colours = readColours(probe.current)
    let handle = 0
    const paint = (): void => {
      handle = 0
      const viewport = model.viewport.get()
      const height = rows.overview.top
      const ratio = devicePixelRatio
      const [w, h] = [Math.round(viewport.width * ratio), Math.round(height * ratio)]
      if (element.width !== w || element.height !== h) {
        element.width = w
        element.height = h
      }
      context.setTransform(ratio, 0, 0, ratio, 0, 0)
      drawBackdrop(context, { viewport, rows, rate, grid, waveform, colours })
    }
    const soon = (): void => {
      if (handle === 0) handle = requestAnimationFrame(paint)
    }
    const recolour = (): void => {
      if (probe.current) colours = readColours(probe.current)
      soon()
    }
    let seen = model.viewport.get()
    const stop = model.viewport.subscribe(() => {
      const now = model.viewport.get()
      const { pxPerFrame, scrollFrame, width } = seen
      seen = now
      if (now.pxPerFrame !== pxPerFrame || now.scrollFrame !== scrollFrame || now.width !== width) soon()
    })
    media.addEventListener('change', recolour)
    paint()
    return () => {
      stop()
      media.removeEventListener('change', recolour)
      cancelAnimationFrame(handle)
    }
  }, [model, rows, rate, grid, waveform, theme])

  return (
    <>
      <canvas
        ref={canvas}
        aria-hidden
        data-waveform={waveform ? 'drawn' : 'missing'}
        className="pointer-events-none absolute inset-x-0 top-0 w-full"
        style={{ height: rows.overview.top }}
      />
      <span ref={probe} hidden />
    </>
  )
}
