import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { DocumentBytes, EMPTY_UPDATE, mergeStepwise } from './document-bytes.ts'

function typing(count: number): { updates: Uint8Array[]; text: string } {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (let index = 0; index < count; index += 1) doc.getText('t').insert(index, String(index % 10))
  return { updates, text: doc.getText('t').toString() }
}

function textOf(updates: readonly Uint8Array[]): string {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc.getText('t').toString()
}

describe('the bytes of a document', () => {
  test('nothing is an empty update', () => {
    expect(new DocumentBytes().merged()).toEqual(EMPTY_UPDATE)
    expect(textOf([EMPTY_UPDATE])).toBe('')
  })

  test('thousands of updates stay few parts, and are whole however they are read', () => {
    const { updates, text } = typing(5000)
    const bytes = new DocumentBytes(updates)
    expect(bytes.parts().length).toBeLessThan(3 * 64)
    expect(textOf(bytes.parts())).toBe(text)
    expect(textOf([bytes.merged()])).toBe(text)
    expect(bytes.merged()).toBe(bytes.merged())
    expect(textOf([mergeStepwise(updates)])).toBe(text)
  })

  test('a snapshot takes the place of what it was made of, not of what came meanwhile', () => {
    const { updates, text } = typing(300)
    const bytes = new DocumentBytes(updates.slice(0, 200))
    const snapshot = mergeStepwise(bytes.mark())
    for (const update of updates.slice(200)) bytes.add(update)
    // Being read in between merges everything, which must not matter.
    expect(textOf([bytes.merged()])).toBe(text)
    bytes.replaceMarked(snapshot)
    expect(textOf(bytes.parts())).toBe(text)
    expect(bytes.parts().length).toBeLessThan(110)
  })

  test('a snapshot that failed leaves everything as it was', () => {
    const { updates, text } = typing(100)
    const bytes = new DocumentBytes(updates)
    bytes.mark()
    bytes.clearMark()
    expect(textOf(bytes.parts())).toBe(text)
  })
})
