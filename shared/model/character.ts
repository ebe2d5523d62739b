import { z } from 'zod'
import { MAX_TEXT } from './clip.ts'
import { EntityId } from './ids.ts'
import { Name, Timestamp } from './project.ts'

/** A picture: the hash of a file in the media store, its path there, or a path that only its giver knows. */
export const ImageReference = z.string().trim().min(1).max(500)

/** The hash of a picture that the media store may hold ("ab12…" or "/media/ab12…"); null for any other reference. */
export function mediaHashOf(reference: string): string | null {
  return /^(?:\/media\/)?([0-9a-f]{64})$/.exec(reference)?.[1] ?? null
}

/** Most pictures that show what one character looks like. */
export const MAX_REFERENCES = 40

const Words = z.string().max(MAX_TEXT)

/** What a person says of a character. */
export const CharacterFields = z.object({
  name: Name,
  /** What models are told about how they look. */
  description: Words,
  /** What must not be seen of them. */
  negative: Words,
  /** Words that wake the LoRA. */
  triggerWords: z.string().max(500),
  /** Pictures of them, the main one first. */
  references: z.array(ImageReference).max(MAX_REFERENCES),
  /** The picture of their face that face tools work from. */
  faceImage: ImageReference.nullable(),
  /** The LoRA's file, as a path or as the name in a server's list; null where words have to do. */
  loraPath: z.string().trim().min(1).max(500).nullable(),
  loraStrength: z.number().min(-10).max(10),
  /** Families that the LoRA was made for; none means it is tried with every one. */
  loraModelTypes: z.array(z.string().min(1).max(40)).max(20),
  /** Words for single model families, in place of the description. */
  fragments: z.record(z.string().min(1).max(40), Words),
})
export type CharacterFields = z.infer<typeof CharacterFields>

/** Somebody who is to look the same in every clip. */
export const Character = CharacterFields.extend({
  id: EntityId,
  name: z.string().max(200),
  // Shared texts, which several people may make longer than one may write.
  description: z.string(),
  negative: z.string(),
  /** The library's character that a film's copy came from; null for one that is at home where it is. */
  sourceId: EntityId.nullable(),
  createdAt: Timestamp,
  deletedAt: Timestamp.nullable(),
})
export type Character = z.infer<typeof Character>

/** What a new character is where nothing is said. */
export const NEW_CHARACTER: Omit<CharacterFields, 'name'> = {
  description: '',
  negative: '',
  triggerWords: '',
  references: [],
  faceImage: null,
  loraPath: null,
  loraStrength: 1,
  loraModelTypes: [],
  fragments: {},
}

/** Hashes of the pictures of a character that the media store may hold. */
export function picturesOf({ references, faceImage }: Pick<Character, 'references' | 'faceImage'>): string[] {
  return [
    ...new Set([...references, ...(faceImage === null ? [] : [faceImage])].flatMap((one) => mediaHashOf(one) ?? [])),
  ]
}
