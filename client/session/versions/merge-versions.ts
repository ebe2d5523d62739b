import type { FilmVersion } from '#shared/model/version.ts'
import type { StoredVersion } from '../../storage/version-store.ts'

/** How often versions are kept by themselves while a film changes, in milliseconds. */
export const AUTOMATIC_EVERY_MS = 10 * 60 * 1000

/** A version as lists show it, and where it is. */
export interface ListedVersion extends FilmVersion {
  readonly onDevice: boolean
  readonly onServer: boolean
}

/** Two versions that were kept by themselves so close to each other tell the same: half of the time between two. */
const SAME_MOMENT_MS = AUTOMATIC_EVERY_MS / 2

/**
 * The versions of this device and of the server as one list, newest first. Both keep some by themselves, at about the
 * same times: where the server has one of the same moment or the same state, the device's is not listed beside it.
 */
export function mergeVersions(
  device: readonly StoredVersion[],
  server: readonly FilmVersion[] | null,
): readonly ListedVersion[] {
  const there = new Map((server ?? []).map((version) => [version.id, version]))
  const here = device.filter((version) => {
    if (there.has(version.id) || version.kind !== 'automatic' || version.name !== null) return true
    return ![...there.values()].some(
      ({ at, kind, fingerprint }) =>
        fingerprint === version.fingerprint || (kind === 'automatic' && Math.abs(at - version.at) < SAME_MOMENT_MS),
    )
  })
  const hereIds = new Set(here.map(({ id }) => id))
  const merged = [
    ...here.map(({ song: _song, place, ...version }): ListedVersion => {
      const other = there.get(version.id)
      // A name given here that is still on its way counts; else the server's does.
      const name = other && place !== 'to-send' ? other.name : version.name
      return { ...version, name, onDevice: true, onServer: server === null ? place === 'sent' : other !== undefined }
    }),
    ...[...there.values()]
      .filter(({ id }) => !hereIds.has(id))
      .map((version): ListedVersion => ({ ...version, onDevice: false, onServer: true })),
  ]
  return merged.sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1))
}
