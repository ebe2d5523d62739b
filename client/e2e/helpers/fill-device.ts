import type { BrowserContext, Page } from 'playwright/test'

/** Gives a site so many bytes of room; to be called before it has stored anything. */
export async function limitRoom(context: BrowserContext, page: Page, origin: string, quotaSize: number): Promise<void> {
  const devtools = await context.newCDPSession(page)
  await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize })
}

/** Takes the rest of the room, to the last bytes, into a database that is none of the app's. */
export async function fillDevice(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const db = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open('filler')
      opening.addEventListener('upgradeneeded', () =>
        opening.result.createObjectStore('filler', { autoIncrement: true }),
      )
      opening.addEventListener('success', () => resolve(opening.result))
    })
    const put = (bytes: number): Promise<boolean> =>
      new Promise((resolve) => {
        // Zeros would be squeezed together.
        const noise = new Uint8Array(bytes)
        for (let at = 0; at < bytes; at += 65_536) crypto.getRandomValues(noise.subarray(at, at + 65_536))
        const transaction = db.transaction('filler', 'readwrite')
        transaction.objectStore('filler').put(noise)
        transaction.addEventListener('complete', () => resolve(true))
        transaction.addEventListener('abort', () => resolve(false))
      })
    // Chromium remembers for a while how much room there was: asking for far too much makes it look again.
    await put(33_554_432)
    for (let bytes = 1_048_576; bytes >= 16; bytes /= 4) while (await put(bytes));
    db.close()
  })
}
