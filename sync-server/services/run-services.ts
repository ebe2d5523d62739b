import type { Service } from './service.ts'

/**
 * Starts services one after the other. Returns the way to stop them: all are drained in reverse order, so that what
 * one hands to another is still taken, then stopped. Where one cannot start, those before it are stopped again.
 */
export async function runServices(services: readonly Service[]): Promise<() => Promise<void>> {
  const started: Service[] = []
  const stop = async (): Promise<void> => {
    const reversed = started.toReversed()
    for (const service of reversed) await service.drain()
    for (const service of reversed) await service.stop()
  }
  for (const service of services) {
    try {
      await service.run()
    } catch (cause) {
      await stop()
      throw new Error(`The part "${service.name}" could not start`, { cause })
    }
    started.push(service)
  }
  return stop
}
