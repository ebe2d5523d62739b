import { cleanup, render, screen } from '@testing-library/react'
import { useRef, type ReactElement } from 'react'
import { afterEach, expect, test } from 'vitest'
import { useFocusHeir } from './use-focus-heir.ts'

afterEach(cleanup)

function Rows({ groups }: { groups: readonly (readonly string[])[] }): ReactElement {
  const list = useRef<HTMLDivElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  useFocusHeir(list, heading)
  return (
    <div ref={list}>
      <h2 ref={heading} tabIndex={-1}>
        Queue
      </h2>
      {groups.map((rows, at) => (
        <ul key={at}>
          {rows.map((row) => (
            <li key={row} data-row={row}>
              <button type="button">Details of {row}</button>
              <button type="button">Cancel {row}</button>
            </li>
          ))}
        </ul>
      ))}
    </div>
  )
}

test('the focus goes to the same row elsewhere, else to the one in its place, else to the heading', () => {
  const { rerender } = render(<Rows groups={[[], ['a', 'b', 'c']]} />)
  const focused = () => document.activeElement?.textContent
  screen.getByRole('button', { name: 'Cancel b' }).focus()
  for (const [groups, heir] of [
    [[['b'], ['a', 'c']], 'Cancel b'],
    [[[], ['a', 'c']], 'Cancel a'],
    [[[], ['c']], 'Cancel c'],
    [[[], []], 'Queue'],
    [[[], ['d']], 'Queue'],
  ] as const) {
    rerender(<Rows groups={groups} />)
    expect(focused()).toBe(heir)
  }
})
