import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { SCHEMA_VERSION } from '../model/project.ts'
import { openProjectDoc, type ProjectDoc } from './project-doc.ts'
import { migrate, schemaStanding } from './migrations.ts'
import { RecordCache } from './record-cache.ts'
import { storyClips } from './selectors.ts'

/** A film saved by version 1 of the document, as bytes. */
const stored = readFileSync(new URL('./fixtures/film-v1.bin', import.meta.url))

function openStored(clientId: number): ProjectDoc {
  const ydoc = new Y.Doc()
  ydoc.clientID = clientId
  Y.applyUpdate(ydoc, stored)
  return openProjectDoc(ydoc)
}

test('[D60] a stored film of version 1 opens with its pins as locked ones', () => {
  const doc = openStored(1)
  expect(schemaStanding(doc)).toBe('older')
  expect(migrate(doc)).toBe(true)
  expect(schemaStanding(doc)).toBe('current')
  const clips = storyClips(new RecordCache(doc).snapshot())
  expect(clips.map(({ number, pin, sourceIn }) => ({ number, pin, sourceIn }))).toEqual([
    { number: '1.01', pin: null, sourceIn: 0 },
    { number: '1.02', pin: { frame: 120, kind: 'locked' }, sourceIn: 0 },
  ])
  expect(clips[0]?.imagePrompt).toBe('a pier at dusk')
})

test('[D5] [D60] migrating again changes nothing and unknown fields stay', () => {
  const doc = openStored(1)
  migrate(doc)
  const state = Y.encodeStateAsUpdate(doc.ydoc)
  expect(migrate(doc)).toBe(false)
  expect(Y.encodeStateAsUpdate(doc.ydoc)).toEqual(state)
  expect(doc.meta.get('moodBoard')).toBe('kept')
})

test('[D60] two replicas that migrate at once agree', () => {
  const [a, b] = [openStored(1), openStored(2)]
  migrate(a)
  migrate(b)
  Y.applyUpdate(a.ydoc, Y.encodeStateAsUpdate(b.ydoc))
  Y.applyUpdate(b.ydoc, Y.encodeStateAsUpdate(a.ydoc))
  expect(new RecordCache(a).snapshot().clips).toEqual(new RecordCache(b).snapshot().clips)
  expect(a.meta.get('schemaVersion')).toBe(SCHEMA_VERSION)
})

test('[D61] a film of a newer version is left as it is', () => {
  const doc = openStored(1)
  doc.meta.set('schemaVersion', SCHEMA_VERSION + 1)
  const state = Y.encodeStateAsUpdate(doc.ydoc)
  expect(schemaStanding(doc)).toBe('newer')
  expect(migrate(doc)).toBe(false)
  expect(Y.encodeStateAsUpdate(doc.ydoc)).toEqual(state)
})
