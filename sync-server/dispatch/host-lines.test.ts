import { expect, test } from 'vitest'
import { HostLines } from './host-lines.ts'

const never = new AbortController().signal

test('[S4] who came first goes first, at each host by itself; who gives up holds nobody up', async () => {
  const lines = new HostLines()
  const went: string[] = []
  const go = async (name: string, host: string, signal = never) => {
    const place = lines.enter(host)
    return { place, gone: place.wait(signal).then(() => went.push(name)) }
  }
  const first = await go('first', 'a')
  const calledOff = new AbortController()
  const second = await go('second', 'a', calledOff.signal)
  const third = await go('third', 'a')
  await (
    await go('elsewhere', 'b')
  ).gone
  await first.gone
  expect(went).toEqual(['first', 'elsewhere'])

  calledOff.abort(new Error('called off'))
  await expect(second.gone).rejects.toThrow('called off')
  second.place.leave()
  expect(went).toEqual(['first', 'elsewhere'])
  first.place.leave()
  await third.gone
  expect(went).toEqual(['first', 'elsewhere', 'third'])
})
