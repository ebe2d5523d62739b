import type { Page } from 'playwright/test'
import * as Y from 'yjs'

/** The image prompt of a film's only clip as this browser's database has it: what would survive the loss of the tab. */
export async function promptOnDevice(page: Page): Promise<string> {
  const rows = await page.evaluate(async () => {
    const database = await new Promise<IDBDatabase | null>((resolve) => {
      const opening = indexedDB.open('storycanvas')
      // It is not there, or went a moment ago: what this would make in its place would stand in the app's way.
      opening.addEventListener('upgradeneeded', () => opening.transaction?.abort())
      opening.addEventListener('error', () => resolve(null))
      opening.addEventListener('success', () => resolve(opening.result))
    })
    if (!database?.objectStoreNames.contains('updates')) {
      database?.close()
      return []
    }
    database.addEventListener('versionchange', () => database.close())
    const reading = database.transaction('updates').objectStore('updates').getAll()
    await new Promise((resolve) => reading.addEventListener('success', resolve))
    database.close()
    return (reading.result as { docName: string; encoding: 1 | 2; bytes: Uint8Array }[])
      .filter(({ docName }) => docName.startsWith('project/'))
      .map(({ encoding, bytes }) => ({ encoding, bytes: [...bytes] }))
  })
  const ydoc = new Y.Doc()
  for (const { encoding, bytes } of rows) {
    const apply = encoding === 2 ? Y.applyUpdateV2 : Y.applyUpdate
    apply(ydoc, Uint8Array.from(bytes))
  }
  const [clip] = [...ydoc.getMap<Y.Map<unknown>>('clips').values()]
  const prompt = clip?.get('imagePrompt')
  return prompt instanceof Y.Text ? prompt.toString() : ''
}
