import { describe, expect, test } from 'vitest'
import { UnfinishedMessages, type MessageSender } from './unfinished-messages.ts'

interface TestSender extends MessageSender {
  gone: boolean
}

function sender(): TestSender {
  const one: TestSender = { unfinishedBytes: 0, unfinishedPieces: 0, gone: false, giveUp: () => (one.gone = true) }
  return one
}

describe('[H4] messages that are not whole yet', () => {
  test('beyond the common bound the oldest goes', () => {
    const unfinished = new UnfinishedMessages(10_000)
    const [first, second, third] = [sender(), sender(), sender()]
    unfinished.arrived(first, 4000)
    unfinished.arrived(second, 4000)
    unfinished.finished(first)
    unfinished.arrived(first, 1000)
    unfinished.arrived(third, 5000)
    expect([first.gone, second.gone, third.gone]).toEqual([false, true, false])
    unfinished.arrived(third, 3000)
    expect(first.gone).toBe(false)
  })

  test('a thousand small ones that are finished count for nothing', () => {
    const unfinished = new UnfinishedMessages(1000)
    const one = sender()
    for (let message = 0; message < 1000; message += 1) {
      unfinished.arrived(one, 100)
      unfinished.finished(one)
    }
    expect(one.gone).toBe(false)
  })

  test('pongs of a silent peer add up to nothing, and those in the middle of a message do not hide it', () => {
    const unfinished = new UnfinishedMessages(10_000)
    const [silent, sly] = [sender(), sender()]
    for (let beat = 0; beat < 1000; beat += 1) {
      unfinished.arrived(silent, 6)
      unfinished.control(silent, 0)
    }
    expect(silent.gone).toBe(false)
    for (let piece = 0; piece < 20; piece += 1) {
      unfinished.arrived(sly, 600)
      unfinished.arrived(sly, 6)
      unfinished.control(sly, 0)
    }
    expect(sly.gone).toBe(true)
    expect(silent.gone).toBe(false)
  })

  test('a byte at a time is more than its bytes', () => {
    const unfinished = new UnfinishedMessages(10_000)
    const one = sender()
    for (let piece = 0; piece < 100 && !one.gone; piece += 1) unfinished.arrived(one, 1)
    expect(one.gone).toBe(true)
  })
})
