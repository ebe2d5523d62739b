import { z } from 'zod'
import { EntityId } from '#shared/model/ids.ts'
import { PEOPLE_HUES } from '#shared/protocol/presence.ts'
import type { Random } from '#shared/util/random.ts'
import type { DeviceSettings } from '../storage/device-settings.ts'
import { writable } from './store.ts'
import type { Readable } from './store.ts'

/** Who uses this browser, as others see it. */
export const Profile = z.object({
  deviceId: EntityId,
  name: z.string().trim().min(1).max(100),
  hue: z
    .int()
    .min(0)
    .max(PEOPLE_HUES - 1),
})
export type Profile = z.infer<typeof Profile>

/** The profile of this device; a change is kept and seen by everybody at once. */
export interface ProfileStore extends Readable<Profile> {
  /** Changes name or hue. An empty name is refused with a `ZodError`. */
  change(patch: Partial<Pick<Profile, 'name' | 'hue'>>): Promise<void>
}

const KEY = 'profile'

/** Reads this device's profile, or makes one: "Guest 37" in one of the people hues. */
export async function openProfile(
  settings: DeviceSettings,
  chance: { readonly newId: () => string; readonly random: Random },
): Promise<ProfileStore> {
  const stored = Profile.safeParse(await settings.get(KEY))
  const made = {
    deviceId: chance.newId(),
    name: `Guest ${1 + Math.floor(chance.random() * 99)}`,
    hue: Math.floor(chance.random() * PEOPLE_HUES),
  }
  const profile = writable<Profile>(stored.data ?? made)
  if (!stored.success) await settings.set(KEY, made)
  return {
    get: profile.get,
    subscribe: profile.subscribe,
    change: async (patch) => {
      const next = Profile.parse({ ...profile.get(), ...patch })
      profile.set(next)
      await settings.set(KEY, next)
    },
  }
}
