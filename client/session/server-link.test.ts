import { afterEach, describe, expect, test, vi } from 'vitest'
import type { ServerEvent } from '#shared/protocol/jobs.ts'
import { memoryDeviceSettings } from '../storage/memory/memory-stores.ts'
import type { TabRole } from '../sync/tab-leader.ts'
import { ServerLink } from './server-link.ts'
import type { OpenEvents } from './server-link.ts'
import { writable } from './store.ts'

afterEach(() => vi.useRealTimers())

/** A browser whose tabs hear one another at once, and a stream that the test plays. */
function aBrowser() {
  const listeners = new Set<(event: MessageEvent) => void>()
  const streams: Parameters<OpenEvents>[0][] = []
  let ended = 0
  const openEvents: OpenEvents = (handlers) => {
    streams.push(handlers)
    return () => void (ended += 1)
  }
  const settings = memoryDeviceSettings()
  const tab = async (role: TabRole) => {
    const leader = writable(role)
    let mine: ((event: MessageEvent) => void) | null = null
    const link = await ServerLink.open({
      settings,
      leader,
      openEvents,
      channel: {
        postMessage: (data: unknown) => {
          for (const listener of [...listeners]) if (listener !== mine) listener(new MessageEvent('message', { data }))
        },
        addEventListener: (_type: string, listener: unknown) => {
          mine = listener as (event: MessageEvent) => void
          listeners.add(mine)
        },
        close: () => {
          if (mine) listeners.delete(mine)
        },
      },
      random: () => 0,
    })
    const heard: ServerEvent['type'][] = []
    link.onEvent((event) => heard.push(event.type))
    return { link, leader, heard }
  }
  return { tab, streams, ended: () => ended }
}

describe('the stream of events', () => {
  test('is held by the leading tab alone and heard by all', async () => {
    const { tab, streams } = aBrowser()
    const first = await tab('leader')
    const second = await tab('follower')
    expect(streams).toHaveLength(1)
    streams[0]!.onOpen()
    streams[0]!.onMessage('{"type":"servers"}')
    streams[0]!.onMessage('not an event')
    expect([first.heard, second.heard]).toEqual([['servers'], ['servers']])
    expect(second.link.get()).toEqual({ known: true, answering: true })
  })

  test('a tab that opens later learns that the server answers', async () => {
    const { tab, streams } = aBrowser()
    await tab('leader')
    streams[0]!.onOpen()
    expect((await tab('follower')).link.get()).toEqual({ known: true, answering: true })
  })

  test('comes back by itself after a break, and says so meanwhile', async () => {
    vi.useFakeTimers()
    const { tab, streams } = aBrowser()
    const { link } = await tab('leader')
    streams[0]!.onOpen()
    streams[0]!.onClose()
    expect(link.get()).toEqual({ known: true, answering: false })
    await vi.advanceTimersByTimeAsync(1_000)
    expect(streams).toHaveLength(2)
    streams[1]!.onClose()
    link.retry()
    expect(streams).toHaveLength(3)
  })

  test('moves with the leadership', async () => {
    const { tab, streams, ended } = aBrowser()
    const first = await tab('leader')
    const second = await tab('follower')
    first.link.close()
    expect(ended()).toBe(1)
    second.leader.set('leader')
    expect(streams).toHaveLength(2)
  })

  test('a server that was seen once stays known over a reload', async () => {
    const { tab, streams } = aBrowser()
    const first = await tab('leader')
    expect(first.link.get().known).toBe(false)
    streams[0]!.onOpen()
    await vi.waitFor(async () => expect((await tab('follower')).link.get().known).toBe(true))
  })
})
