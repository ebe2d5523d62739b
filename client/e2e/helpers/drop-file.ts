import type { Locator } from 'playwright/test'
import type { MediaFile } from './sample-media.ts'

/** Drops files from outside the browser on an element, with the events that a hand would cause. */
export async function dropFiles(target: Locator, files: readonly MediaFile[]): Promise<void> {
  const plain = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, base64: buffer.toString('base64') }))
  const dataTransfer = await target.page().evaluateHandle((given) => {
    const transfer = new DataTransfer()
    for (const { name, mimeType, base64 } of given) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
      transfer.items.add(new File([bytes], name, { type: mimeType }))
    }
    return transfer
  }, plain)
  const box = await target.boundingBox()
  if (!box) throw new Error('the target of a drop is not on screen')
  const at = { clientX: box.x + box.width / 2, clientY: box.y + box.height / 3 }
  for (const type of ['dragenter', 'dragover', 'drop']) {
    await target.dispatchEvent(type, { dataTransfer, bubbles: true, cancelable: true, ...at })
    // The drag library settles what lies under the pointer once a frame.
    await target.page().evaluate(() => new Promise((resolve) => requestAnimationFrame(() => resolve(null))))
  }
}
