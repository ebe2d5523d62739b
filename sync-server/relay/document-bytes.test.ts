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

function filled(updates: readonly Uint8Array[]): DocumentBytes {
  const bytes = new DocumentBytes()
  for (const update of updates) bytes.add(update)
  return bytes
}

describe('the bytes of a document', () => {
  test('nothing is an empty update', () => {
    expect(new DocumentBytes().parts()).toEqual([])
    expect(textOf([EMPTY_UPDATE])).toBe('')
  })

  test('thousands of updates stay few parts, and are whole however they are read', () => {
    const { updates, text } = typing(5000)
    const bytes = filled(updates)
    expect(bytes.parts().length).toBeLessThan(3 * 64)
    expect(textOf(bytes.parts())).toBe(text)
    expect(textOf([mergeStepwise(updates)])).toBe(text)
  })

  test('a snapshot takes the place of what it was made of, not of what came meanwhile', () => {
    const { updates, text } = typing(300)
    const bytes = filled(updates.slice(0, 200))
    const snapshot = { update: mergeStepwise(bytes.mark()), clocks: new Map() }
    for (const update of updates.slice(200)) bytes.add(update)
    bytes.replaceMarked(snapshot)
    expect(bytes.base).toBe(snapshot)
    expect(textOf(bytes.parts())).toBe(text)
    expect(textOf([snapshot.update, ...bytes.tailParts()])).toBe(text)
    expect(bytes.parts().length).toBeLessThan(110)
  })

  test('a snapshot that failed leaves everything as it was', () => {
    const { updates, text } = typing(100)
    const bytes = filled(updates)
    bytes.mark()
    bytes.clearMark()
    expect(textOf(bytes.parts())).toBe(text)
  })
})
