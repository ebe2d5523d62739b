import { expect, test } from 'vitest'
import { memoryFanOut } from '#server/fan-out/memory-fan-out.ts'
import { until } from '#server/testing/until.ts'
import type { ServerEvent } from '#shared/protocol/jobs.ts'
import { EventHub } from './event-hub.ts'

const at = (): number => Date.UTC(2026, 0, 1)

test('what is published at one server is heard at all of them, once', async () => {
  const medium = memoryFanOut()
  const hubs = [new EventHub(at, medium.join()), new EventHub(at, medium.join())] as const
  const heard: string[][] = hubs.map((hub) => {
    const types: string[] = []
    hub.subscribe((event) => types.push(event.type))
    return types
  })
  hubs[0].publish({ type: 'projects' })
  await until(() => expect(heard).toEqual([['projects'], ['projects']]))
  hubs[1].publishHere({ type: 'servers' })
  hubs[1].publish({ type: 'projects' })
  await until(() =>
    expect(heard).toEqual([
      ['projects', 'projects'],
      ['projects', 'servers', 'projects'],
    ]),
  )
})

test('after a break listeners are told that they may have missed something', async () => {
  const medium = memoryFanOut()
  const hub = new EventHub(at, medium.join())
  const heard: ServerEvent[] = []
  hub.subscribe((event) => heard.push(event))
  medium.breakDown()
  medium.restore()
  expect(heard).toMatchObject([{ type: 'hello', now: '2026-01-01T00:00:00.000Z' }])
})

test('what another version of the server says and this one does not know is left aside', async () => {
  const medium = memoryFanOut()
  const other = medium.join()
  const hub = new EventHub(at, medium.join())
  const heard: ServerEvent[] = []
  hub.subscribe((event) => heard.push(event))
  const text = new TextEncoder()
  other.publish('events', text.encode('{"type":"later"}'))
  other.publish('events', text.encode('no JSON'))
  other.publish('events', text.encode('{"type":"servers"}'))
  await until(() => expect(heard).toEqual([{ type: 'servers' }]))
})
