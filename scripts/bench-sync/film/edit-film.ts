import { editPrompt, moveClips, renameClip, setClipLength, setClipSettings } from '#shared/commands/clip-commands.ts'
import type { CommandContext } from '#shared/commands/command.ts'
import { changeOrigin } from '#shared/document/origins.ts'
import type { ProjectDoc } from '#shared/document/project-doc.ts'
import { must } from '#shared/util/assert.ts'
import type { Random } from '#shared/util/random.ts'

const WORDS = 'neon rain on the pier at low tide, Mara turns, slow push in, warm light through fog, the band plays on'

/** A UUID from a source of chance. */
function uuid(random: Random): string {
  const hex = (digits: number): string =>
    Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('')
  return `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`
}

/** A context whose chance and time are fixed, so that each run has the same film. */
export function filmContext(random: Random): CommandContext {
  let time = 1_700_000_000_000
  return { origin: changeOrigin('user'), now: () => (time += 1000), newId: () => uuid(random), actor: 'Director' }
}

/** Somebody at work on a film: mostly typing into one prompt, then going on to another clip. */
export class Editor {
  readonly #doc: ProjectDoc
  readonly #clipIds: readonly string[]
  readonly #random: Random
  readonly #context: CommandContext
  #clip: string
  #text = ''

  constructor(doc: ProjectDoc, clipIds: readonly string[], random: Random) {
    this.#doc = doc
    this.#clipIds = clipIds
    this.#random = random
    this.#context = filmContext(random)
    this.#clip = this.#chooseClip()
  }

  /** One edit, by a command, as the app makes it. */
  edit(): void {
    const chance = this.#random()
    if (chance < 0.82) this.#type()
    else if (chance < 0.88) this.#rubOut()
    else if (chance < 0.9) this.#chooseClip()
    else if (chance < 0.95) this.#setLength()
    else if (chance < 0.98) this.#setSteps()
    else if (chance < 0.995) this.#rename()
    else this.#move()
  }

  #type(): void {
    this.#write(this.#text + WORDS[this.#text.length % WORDS.length])
  }

  #rubOut(): void {
    this.#write(this.#text.slice(0, -1))
  }

  #write(text: string): void {
    if (text.length > 400) this.#chooseClip()
    else this.#text = text
    editPrompt(this.#doc, { id: this.#clip, field: 'imagePrompt', text: this.#text }, this.#context)
  }

  #chooseClip(): string {
    this.#clip = this.#anyClip()
    this.#text = String(must(this.#doc.clips.get(this.#clip), 'a clip').get('imagePrompt') ?? '')
    return this.#clip
  }

  #setLength(): void {
    setClipLength(this.#doc, { ids: [this.#anyClip()], length: 24 + Math.floor(this.#random() * 96) }, this.#context)
  }

  #setSteps(): void {
    const steps = 1 + Math.floor(this.#random() * 50)
    setClipSettings(this.#doc, { ids: [this.#anyClip()], settings: { steps } }, this.#context)
  }

  #rename(): void {
    const name = `Clip ${Math.floor(this.#random() * 10_000)}`
    renameClip(this.#doc, { id: this.#anyClip(), name }, this.#context)
  }

  #move(): void {
    const afterId = this.#anyClip()
    const sceneId = String(this.#doc.clips.get(afterId)?.get('sceneId'))
    const id = this.#anyClip()
    if (id !== afterId) moveClips(this.#doc, { ids: [id], sceneId, afterId }, this.#context)
  }

  #anyClip(): string {
    return must(this.#clipIds[Math.floor(this.#random() * this.#clipIds.length)], 'a clip')
  }
}
