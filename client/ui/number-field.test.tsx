import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { useState } from 'react'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { NumberField } from './number-field.tsx'

function Length({ onCommit, start = 4 }: { onCommit: (value: number | null) => void; start?: number | null }) {
  const [value, setValue] = useState<number | null>(start)
  return (
    <NumberField
      label="Length"
      value={value}
      min={0}
      max={60}
      step={0.1}
      bigStep={1}
      units={{ b: 0.5, s: 1 }}
      onCommit={(next) => {
        setValue(next)
        onCommit(next)
      }}
    />
  )
}

const field = (): HTMLInputElement => screen.getByRole('textbox', { name: 'Length' })

describe('a number field', () => {
  afterEach(cleanup)

  test('takes a sum on Enter and commits once', () => {
    const onCommit = vi.fn()
    render(<Length onCommit={onCommit} />)
    fireEvent.change(field(), { target: { value: '4.3+1b' } })
    fireEvent.keyDown(field(), { key: 'Enter' })
    fireEvent.blur(field())
    expect(onCommit.mock.calls).toEqual([[4.8]])
    expect(field().value).toBe('4.8')
  })

  test('arrows step, with shift by more, within the limits', () => {
    const onCommit = vi.fn()
    render(<Length onCommit={onCommit} />)
    fireEvent.keyDown(field(), { key: 'ArrowUp' })
    fireEvent.keyDown(field(), { key: 'ArrowDown', shiftKey: true })
    expect(onCommit.mock.calls).toEqual([[4.1], [3.1]])
    for (let press = 0; press < 5; press += 1) fireEvent.keyDown(field(), { key: 'ArrowDown', shiftKey: true })
    expect(field().value).toBe('0')
  })

  test('what makes no sense is marked on Enter and gone on leaving', () => {
    const onCommit = vi.fn()
    render(<Length onCommit={onCommit} />)
    fireEvent.change(field(), { target: { value: 'long' } })
    fireEvent.keyDown(field(), { key: 'Enter' })
    expect(field().getAttribute('aria-invalid')).toBe('true')
    fireEvent.blur(field())
    expect(field().value).toBe('4')
    expect(onCommit).not.toHaveBeenCalled()
  })

  test('Escape puts the old number back', () => {
    render(<Length onCommit={() => undefined} />)
    fireEvent.change(field(), { target: { value: '9' } })
    fireEvent.keyDown(field(), { key: 'Escape' })
    expect(field().value).toBe('4')
  })

  test('differing values read Mixed, and a typed number holds for all', () => {
    const onCommit = vi.fn()
    render(<Length onCommit={onCommit} start={null} />)
    expect(field().placeholder).toBe('Mixed')
    fireEvent.change(field(), { target: { value: '2' } })
    fireEvent.blur(field())
    expect(onCommit.mock.calls).toEqual([[2]])
  })

  test('dragging the label scrubs and commits when it is let go', () => {
    const onCommit = vi.fn()
    render(<Length onCommit={onCommit} />)
    const label = screen.getByText('Length')
    label.setPointerCapture = () => undefined
    fireEvent.pointerDown(label, { button: 0, clientX: 100, pointerId: 1 })
    fireEvent.pointerMove(label, { clientX: 120, pointerId: 1 })
    expect(field().value).toBe('4.5')
    expect(onCommit).not.toHaveBeenCalled()
    fireEvent.pointerUp(label, { clientX: 120, pointerId: 1 })
    expect(onCommit.mock.calls).toEqual([[4.5]])
  })
})
