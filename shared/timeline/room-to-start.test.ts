import { expect, test } from 'vitest'
import { roomToStart } from './room-to-start.ts'
import type { TimelineClip } from './spans.ts'

const clip = (id: string, length: number, pin: TimelineClip['pin'] = null): TimelineClip => ({
  id,
  sceneId: 's',
  length,
  pin,
  sourceIn: 0,
  sourceFrames: null,
})

test.each([
  ['nothing before or after', [clip('a', 10)], { from: 0, to: null }],
  ['one before', [clip('b', 10), clip('a', 5)], { from: 10, to: null }],
  ['one before that is pinned', [clip('b', 10, { frame: 30, kind: 'locked' }), clip('a', 5)], { from: 40, to: null }],
  ['loose ones after it', [clip('a', 5), clip('b', 10)], { from: 0, to: null }],
  [
    'a held one after it, which gives way',
    [clip('a', 5), clip('b', 9, { frame: 8, kind: 'held' })],
    { from: 0, to: null },
  ],
  [
    'a locked one after it',
    [clip('a', 5), clip('b', 10), clip('c', 1, { frame: 40, kind: 'locked' })],
    { from: 0, to: 25 },
  ],
  ['too little room', [clip('b', 38), clip('a', 5), clip('c', 1, { frame: 40, kind: 'locked' })], { from: 38, to: 35 }],
])('[T2] %s tells where a clip can start', (_name, clips, room) => {
  expect(roomToStart(clips, 'a')).toEqual(room)
  expect(roomToStart(clips, 'gone')).toBeNull()
})
