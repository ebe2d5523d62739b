import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Toaster } from './toaster.tsx'
import { TOAST_MS, toasts } from './toast-store.ts'
import { TooltipProvider } from './tooltip.tsx'

const renderToasts = () =>
  render(
    <TooltipProvider>
      <Toaster />
    </TooltipProvider>,
  )

const show = (request: Parameters<typeof toasts.show>[0]): string => {
  let id = ''
  act(() => {
    id = toasts.show(request)
  })
  return id
}

const pass = (ms: number): void =>
  act(() => {
    vi.advanceTimersByTime(ms)
  })

describe('toasts', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => {
    act(() => toasts.get().forEach((toast) => toasts.dismiss(toast.id)))
    cleanup()
    vi.useRealTimers()
  })

  test('news is a status, a failure an alert', () => {
    renderToasts()
    show({ title: 'Deleted 3 clips' })
    show({ title: '3.07 ran out of GPU memory', tone: 'alert' })
    expect(screen.getByRole('status').textContent).toContain('Deleted 3 clips')
    expect(screen.getByRole('alert').textContent).toContain('3.07 ran out of GPU memory')
  })

  test('at most three stand at a time: the oldest goes', () => {
    renderToasts()
    for (const title of ['one', 'two', 'three', 'four']) show({ title })
    expect(screen.queryByText('one')).toBeNull()
    expect(screen.getByText('four')).toBeTruthy()
  })

  test('they leave by themselves, but not while somebody looks at one', () => {
    renderToasts()
    show({ title: 'Deleted 3 clips' })
    fireEvent.pointerEnter(screen.getByRole('region', { name: 'Notifications' }))
    pass(TOAST_MS * 2)
    expect(screen.getByText('Deleted 3 clips')).toBeTruthy()
    fireEvent.pointerLeave(screen.getByRole('region', { name: 'Notifications' }))
    pass(TOAST_MS)
    expect(screen.queryByText('Deleted 3 clips')).toBeNull()
  })

  test('work under way stays, and turns into its result', () => {
    renderToasts()
    const id = show({ title: 'Reading the song', progress: 0.4 })
    pass(TOAST_MS * 2)
    expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('40')
    show({ id, title: 'The song is in', stays: false })
    expect(screen.queryByText('Reading the song')).toBeNull()
    pass(TOAST_MS)
    expect(screen.queryByText('The song is in')).toBeNull()
  })

  test('what had the focus before gets it back when the toast that has it leaves, and else the page does', () => {
    render(
      <TooltipProvider>
        <main tabIndex={-1}>
          <button type="button">A clip</button>
        </main>
        <Toaster />
      </TooltipProvider>,
    )
    const clip = screen.getByRole('button', { name: 'A clip' })
    const undo = () => screen.getByRole('button', { name: 'Undo' })
    for (const [title, run, heir] of [
      ['Deleted 3 clips', () => undefined, clip],
      ['Deleted 4 clips', () => clip.remove(), screen.getByRole('main')],
    ] as const) {
      show({ title, action: { label: 'Undo', run } })
      act(() => clip.focus())
      act(() => undo().focus())
      pass(TOAST_MS * 2)
      fireEvent.click(undo())
      expect(document.activeElement).toBe(heir)
    }
    show({ title: 'They leave again' })
    pass(TOAST_MS)
    expect(screen.queryByText('They leave again')).toBeNull()
  })

  test('the action runs once and takes the toast away', () => {
    renderToasts()
    const undo = vi.fn()
    show({ title: 'Deleted 3 clips', action: { label: 'Undo', run: undo } })
    fireEvent.click(screen.getByRole('button', { name: 'Undo' }))
    expect(undo).toHaveBeenCalledOnce()
    expect(screen.queryByText('Deleted 3 clips')).toBeNull()
  })
})
