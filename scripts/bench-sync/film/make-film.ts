import * as Y from 'yjs'
import { addClip } from '#shared/commands/clip-commands.ts'
import { createProject } from '#shared/commands/project-commands.ts'
import { addScene } from '#shared/commands/scene-commands.ts'
import { openProjectDoc } from '#shared/document/project-doc.ts'
import { seededRandom } from '#shared/util/random.ts'
import { Editor, filmContext } from './edit-film.ts'

/** A film that many people have worked on for long, and what two of them wrote without a network. */
export interface Film {
  /** Each edit as its tab sent it, oldest first. */
  readonly updates: readonly Uint8Array[]
  /** The film after all of it, as Yjs would encode it now. */
  readonly whole: Uint8Array
  /** For two people: their edits on top of the whole, as one update each. */
  readonly offline: readonly [Uint8Array, Uint8Array]
}

/** How large a film. */
export interface FilmSize {
  readonly clips: number
  readonly edits: number
  /** Edits of each of the two who were offline. */
  readonly offlineEdits: number
}

const CLIPS_A_SCENE = 25
/** People take turns, each under a client id of their own. */
const PEOPLE = 5
const EDITS_A_TURN = 200

/** Makes the film by its own commands; the same one each time. */
export function makeFilm({ clips, edits, offlineEdits }: FilmSize): Film {
  const ydoc = new Y.Doc()
  ydoc.clientID = 1000
  const updates: Uint8Array[] = []
  ydoc.on('update', (update: Uint8Array) => updates.push(update))
  const doc = openProjectDoc(ydoc)
  const context = filmContext(seededRandom(1))
  createProject(doc, { name: 'Salt & Neon' }, context)
  const clipIds: string[] = []
  for (let scene = 0; scene * CLIPS_A_SCENE < clips; scene++) {
    const sceneId = addScene(doc, { name: `Scene ${scene + 1}` }, context)
    for (let n = 0; n < CLIPS_A_SCENE && clipIds.length < clips; n++) {
      clipIds.push(addClip(doc, { sceneId, name: `Shot ${clipIds.length + 1}`, length: 48 }, context))
    }
  }
  const editors = Array.from({ length: PEOPLE }, (_, n) => new Editor(doc, clipIds, seededRandom(100 + n)))
  for (let edit = 0; edit < edits; edit++) {
    const person = Math.floor(edit / EDITS_A_TURN) % PEOPLE
    ydoc.clientID = 1001 + person
    editors[person]?.edit()
  }
  const whole = Y.encodeStateAsUpdate(ydoc)
  return { updates, whole, offline: [offline(7001), offline(7002)] }

  function offline(client: number): Uint8Array {
    const copy = new Y.Doc()
    Y.applyUpdate(copy, whole)
    copy.clientID = client
    const editor = new Editor(openProjectDoc(copy), clipIds, seededRandom(client))
    for (let edit = 0; edit < offlineEdits; edit++) editor.edit()
    return Y.encodeStateAsUpdate(copy, Y.encodeStateVector(ydoc))
  }
}
