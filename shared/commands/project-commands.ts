import { z } from 'zod'
import { isEmptyProject, type ProjectDoc } from '../document/project-doc.ts'
import { readClip, readProject } from '../document/records.ts'
import { Pin } from '../model/clip.ts'
import { DEFAULT_SIZE, Music, Name, Project, SCHEMA_VERSION } from '../model/project.ts'
import { DEFAULT_FRAME_RATE, FrameCount, FrameRate } from '../model/time.ts'
import { CommandError, defineCommand } from './command.ts'
import { fieldsOf } from './lookup.ts'
import { retimeClip, sameRate } from './retime.ts'

const CreateProject = z.object({
  name: Name,
  description: Project.shape.description.default(''),
  frameRate: FrameRate.default(DEFAULT_FRAME_RATE),
  width: Project.shape.width.default(DEFAULT_SIZE.width),
  height: Project.shape.height.default(DEFAULT_SIZE.height),
  sample: z.boolean().default(false),
})

function existing(doc: ProjectDoc): Project {
  if (isEmptyProject(doc)) throw new CommandError('not-found', 'There is no such film')
  return readProject(doc)
}

/** Fills an empty document with a new film. The only command that seeds anything. */
export const createProject = defineCommand('project.create', CreateProject, (doc: ProjectDoc, args, context) => {
  if (!isEmptyProject(doc)) throw new CommandError('conflict', 'This film exists already')
  const fields = {
    ...args,
    schemaVersion: SCHEMA_VERSION,
    music: null,
    createdAt: context.now(),
    archivedAt: null,
    deletedAt: null,
  }
  return () => {
    for (const [key, value] of Object.entries(fields)) doc.meta.set(key, value)
  }
})

const UpdateProject = z.object({
  name: Name.optional(),
  description: Project.shape.description.optional(),
  width: Project.shape.width.optional(),
  height: Project.shape.height.optional(),
})

/** Renames or describes a film, or changes its picture size. */
export const updateProject = defineCommand('project.update', UpdateProject, (doc: ProjectDoc, args) => {
  const before = existing(doc)
  const changes = Object.entries(args).filter(
    ([key, value]) => value !== undefined && value !== before[key as keyof Project],
  )
  return () => {
    for (const [key, value] of changes) doc.meta.set(key, value)
  }
})

/**
 * Changes the frame rate and re-times every clip, so that each keeps its length and place in seconds as nearly as
 * whole frames allow. Trashed clips are re-timed too: a restored one must fit.
 */
export const setFrameRate = defineCommand(
  'project.set-frame-rate',
  z.object({ frameRate: FrameRate }),
  (doc: ProjectDoc, { frameRate }) => {
    const before = existing(doc).frameRate
    const retimed = [...doc.clips.keys()].flatMap((id) => {
      const clip = readClip(doc, id)
      return clip ? [{ clip, ...retimeClip(clip, before, frameRate) }] : []
    })
    const tooLong = retimed.find(
      ({ length, pin }) => !FrameCount.safeParse(length).success || !Pin.nullable().safeParse(pin).success,
    )
    if (tooLong) {
      const { number, name } = tooLong.clip
      throw new CommandError('invalid', `At this rate ${number} ${name} would be longer or later than a film can be`)
    }
    return () => {
      if (sameRate(before, frameRate)) return
      doc.meta.set('frameRate', frameRate)
      for (const { clip, length, sourceIn, pin } of retimed) {
        const fields = fieldsOf(doc.clips, clip.id)
        fields.set('length', length)
        if (clip.sourceIn > 0) fields.set('sourceIn', sourceIn)
        if (clip.pin) fields.set('pin', pin)
      }
    }
  },
)

/** Sets the song of the film, or takes it out with null. */
export const setMusic = defineCommand(
  'project.set-music',
  z.object({ music: Music.nullable() }),
  (doc: ProjectDoc, { music }) => {
    existing(doc)
    return () => {
      doc.meta.set('music', music)
    }
  },
)

/** Puts a film away without deleting it, or takes it out again. */
export const archiveProject = defineCommand(
  'project.archive',
  z.object({ archived: z.boolean() }),
  (doc: ProjectDoc, { archived }, context) => {
    existing(doc)
    return () => {
      doc.meta.set('archivedAt', archived ? context.now() : null)
    }
  },
)

/** Moves a film to the trash. */
export const trashProject = defineCommand('project.trash', z.object({}), (doc: ProjectDoc, _args, context) => {
  existing(doc)
  return () => {
    doc.meta.set('deletedAt', context.now())
  }
})

/** Takes a film out of the trash. */
export const restoreProject = defineCommand('project.restore', z.object({}), (doc: ProjectDoc) => {
  existing(doc)
  return () => {
    doc.meta.set('deletedAt', null)
  }
})
