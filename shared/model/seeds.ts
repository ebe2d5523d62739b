import type { Clip } from './clip.ts'

/**
 * The seed of a clip's next take, by what its settings say; null for a new one each time. One seed for a scene comes
 * from the scene's id, so that all who work on it have the same without asking each other.
 */
export function nextSeed({ settings, sceneId }: Pick<Clip, 'settings' | 'sceneId'>): number | null {
  return settings.seedMode === 'scene' ? seedOfScene(sceneId) : (settings.seed ?? null)
}

/** The seed to keep after a take was asked for; null where it stays as it is. */
export function seedAfter({ settings }: Pick<Clip, 'settings'>): number | null {
  if (settings.seedMode !== 'increment' || settings.seed === undefined) return null
  return settings.seed < Number.MAX_SAFE_INTEGER ? settings.seed + 1 : 0
}

/** FNV-1a of the id, 32 bits. */
function seedOfScene(sceneId: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < sceneId.length; at += 1) hash = Math.imul(hash ^ sceneId.charCodeAt(at), 0x01000193) >>> 0
  return hash
}
