import { unwrapTabMessage, wrapTabMessage } from '../sync/tab-channel.ts'
import type { TabChannel, TabMessage } from '../sync/tab-channel.ts'

/** The lines between the tabs of one browser, delivered at once and by value as between real tabs. */
export function fakeTabs() {
  const channels = new Map<string, Set<(message: TabMessage) => void>>()
  return {
    openChannel: (docName: string): TabChannel => {
      const all = channels.get(docName) ?? new Set()
      channels.set(docName, all)
      let mine: ((message: TabMessage) => void) | null = null
      return {
        post: (message) => {
          for (const listener of [...all]) {
            const arrived = unwrapTabMessage(structuredClone(wrapTabMessage(message)))
            if (listener !== mine && arrived) listener(arrived)
          }
        },
        onMessage: (listener) => {
          mine = listener
          all.add(listener)
        },
        close: () => {
          if (mine) all.delete(mine)
        },
      }
    },
  }
}
