import { cleanup, render } from '@testing-library/react'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Action, ActionContext } from './action.ts'
import { createActionHost } from './action-host.tsx'
import { actionRegistry, createActionRegistry, useActions } from './action-registry.ts'

const context = { page: 'board' } as ActionContext
const action = (id: string, more: Partial<Action> = {}): Action => ({
  id,
  label: id,
  group: 'Edit',
  run: () => undefined,
  ...more,
})

describe('the registry of actions', () => {
  afterEach(cleanup)

  test('lists come and go, and of one id the newest answers', () => {
    const registry = createActionRegistry()
    const heard = vi.fn()
    registry.subscribe(heard)
    const takeFirst = registry.add([action('a', { label: 'old' })])
    const takeSecond = registry.add([action('a', { label: 'new' }), action('b')])
    expect(registry.all().map((one) => one.label)).toEqual(['new', 'b'])
    takeSecond()
    expect(registry.all().map((one) => one.label)).toEqual(['old'])
    takeFirst()
    expect(registry.all()).toEqual([])
    expect(heard).toHaveBeenCalledTimes(4)
  })

  test('a view’s actions run its newest functions without changing the registry', () => {
    const ran: number[] = []
    const View = ({ count }: { count: number }) => {
      useActions([action('view.count', { run: () => void ran.push(count) })])
      return null
    }
    const { rerender, unmount } = render(<View count={1} />)
    const before = actionRegistry.all()
    rerender(<View count={2} />)
    expect(actionRegistry.all()).toBe(before)
    void actionRegistry.all()[0]?.run(context)
    expect(ran).toEqual([2])
    unmount()
    expect(actionRegistry.all()).toEqual([])
  })

  test('a host runs what can run, says why not else, and knows nothing of other pages', () => {
    const run = vi.fn()
    const refused = vi.fn()
    const actions = [
      action('a', { run }),
      action('b', { enabled: () => 'Choose a clip first' }),
      action('c', { when: () => false }),
    ]
    const host = createActionHost(
      () => actions,
      () => context,
      refused,
    )
    host.run('a')
    host.run('b')
    host.run('c')
    expect(run).toHaveBeenCalledWith(context)
    expect(refused.mock.calls).toEqual([['Choose a clip first']])
    expect(host.find('c')).toBeNull()
  })
})
