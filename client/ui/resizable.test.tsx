import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Divider, useResizable } from './resizable.tsx'

const limits = { min: 200, max: 320, initial: 232 }

function Panels() {
  const panel = useResizable('test.scenes', limits)
  return (
    <>
      <output>{panel.collapsed ? 'closed' : panel.size}</output>
      <Divider label="Resize scenes" panel={panel} edge="left" />
    </>
  )
}

const divider = (): HTMLElement => screen.getByRole('separator', { name: 'Resize scenes' })
const shown = (): string => screen.getByRole('status').textContent ?? ''

describe('a divider', () => {
  beforeEach(() => localStorage.clear())
  afterEach(cleanup)

  test('arrows move it by 8, with shift by 32, within the limits', () => {
    render(<Panels />)
    fireEvent.keyDown(divider(), { key: 'ArrowRight' })
    expect(shown()).toBe('240')
    fireEvent.keyDown(divider(), { key: 'ArrowLeft', shiftKey: true })
    expect(shown()).toBe('208')
    fireEvent.keyDown(divider(), { key: 'ArrowLeft', shiftKey: true })
    expect(shown()).toBe('200')
    fireEvent.keyDown(divider(), { key: 'End' })
    expect(shown()).toBe('320')
    expect(divider().getAttribute('aria-valuenow')).toBe('320')
  })

  test('Enter collapses and opens again at the old size; a double press resets', () => {
    render(<Panels />)
    fireEvent.keyDown(divider(), { key: 'ArrowRight', shiftKey: true })
    fireEvent.keyDown(divider(), { key: 'Enter' })
    expect(shown()).toBe('closed')
    fireEvent.keyDown(divider(), { key: 'Enter' })
    expect(shown()).toBe('264')
    fireEvent.doubleClick(divider())
    expect(shown()).toBe('232')
  })

  test('dragging past half the minimum collapses', () => {
    render(<Panels />)
    divider().setPointerCapture = () => undefined
    fireEvent.pointerDown(divider(), { button: 0, clientX: 232, pointerId: 1 })
    fireEvent.pointerMove(divider(), { clientX: 140, pointerId: 1 })
    expect(shown()).toBe('200')
    fireEvent.pointerMove(divider(), { clientX: 90, pointerId: 1 })
    expect(shown()).toBe('closed')
  })

  test('the size is kept on this device', () => {
    const { unmount } = render(<Panels />)
    fireEvent.keyDown(divider(), { key: 'ArrowRight', shiftKey: true })
    unmount()
    render(<Panels />)
    expect(shown()).toBe('264')
  })

  test('nonsense in storage leaves the initial size', () => {
    localStorage.setItem('storycanvas.panels.test.scenes', '{"size":"wide"}')
    render(<Panels />)
    expect(shown()).toBe('232')
  })
})
