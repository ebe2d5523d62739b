import { useReadable, writable } from './store.ts'

/** What Chromium browsers send when the app may be installed. No type of the standard library knows it yet. */
type InstallPrompt = Event & { prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }> }

const isInstallPrompt = (event: Event): event is InstallPrompt => 'prompt' in event

const offered = writable<InstallPrompt | null>(null)
const installed = writable(false)

/** Keeps the browser's offer to install the app for the moment somebody asks for it. Called once, at the start. */
export function watchInstall(): void {
  installed.set(matchMedia('(display-mode: standalone)').matches)
  addEventListener('beforeinstallprompt', (event) => {
    if (!isInstallPrompt(event)) return
    event.preventDefault()
    offered.set(event)
  })
  addEventListener('appinstalled', () => {
    installed.set(true)
    offered.set(null)
  })
}

/** Whether the app is installed, and the way to do it; null where this browser offers none. */
export function useInstall(): { installed: boolean; install: (() => void) | null } {
  const prompt = useReadable(offered)
  const done = useReadable(installed)
  return {
    installed: done,
    install: prompt
      ? () => {
          // A prompt can be shown once; the browser sends another when it can be again.
          offered.set(null)
          void prompt.prompt()
        }
      : null,
  }
}
