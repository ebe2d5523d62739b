import type { ProjectSnapshot } from '../../document/record-cache.ts'
import { shownTake, storyClips, takeNumber } from '../../document/selectors.ts'
import { sourceFrames, timelineOf } from '../../document/timeline-selectors.ts'
import type { Take } from '../../model/take.ts'
import { secondsToFrames, type FrameRate } from '../../model/time.ts'

/** A media file as editing programs know it: by a name that is unique in the film. */
export interface CutFile {
  readonly sha256: string
  readonly fileName: string
  readonly kind: 'image' | 'video' | 'audio'
  /** Pixels; 0 for audio. */
  readonly width: number
  readonly height: number
  /** Length in frames at `rate`; 1 for a still. */
  readonly frames: number
  /** Null for a still. */
  readonly rate: FrameRate | null
}

/** A clip as it is cut: where it lies, and which part of which file it shows. Places are frames at the film's rate. */
export interface CutClip {
  readonly id: string
  readonly name: string
  readonly recordIn: number
  readonly length: number
  readonly sourceIn: number
  readonly file: CutFile
}

/** A film's cut as editing programs take it: one video track and the song. */
export interface CutList {
  readonly name: string
  readonly rate: FrameRate
  readonly width: number
  readonly height: number
  /** In order, without overlaps; time that no clip covers is empty. */
  readonly clips: readonly CutClip[]
  readonly music: { readonly file: CutFile; readonly length: number } | null
  /** What of the film this cannot hold, in a person's words. */
  readonly warnings: readonly string[]
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
  'video/quicktime': 'mov',
  'audio/mpeg': 'mp3',
  'audio/wav': 'wav',
  'audio/flac': 'flac',
  'audio/ogg': 'ogg',
  'audio/mp4': 'm4a',
}

/** The cut of a film. Pure: the same film, the same list. */
export function cutListOf(snapshot: ProjectSnapshot): CutList {
  const { project } = snapshot
  const { spanOf } = timelineOf(snapshot)
  const warnings: string[] = []
  const clips = storyClips(snapshot).flatMap((clip): CutClip[] => {
    const span = spanOf.get(clip.id)
    const take = shownTake(snapshot, clip)
    if (!span) return []
    if (!take) {
      warnings.push(`${clip.number} has no take: its time is left empty`)
      return []
    }
    const available = sourceFrames(snapshot, clip)
    const length = available === null ? clip.length : Math.min(clip.length, available - clip.sourceIn)
    if (length <= 0) {
      warnings.push(`${clip.number} shows nothing of its take: its time is left empty`)
      return []
    }
    if (length < clip.length) warnings.push(`${clip.number} is ${clip.length - length} frames longer than its take`)
    const file = takeFile(snapshot, take, clip.number, clip.name)
    return [
      {
        id: clip.id,
        name: [clip.number, clip.name].filter(Boolean).join(' '),
        recordIn: span.start,
        length,
        sourceIn: take.kind === 'image' ? 0 : clip.sourceIn,
        file,
      },
    ]
  })
  const { music } = project
  return {
    name: project.name,
    rate: project.frameRate,
    width: project.width,
    height: project.height,
    clips,
    music: music && {
      file: {
        sha256: music.sha256,
        fileName: fileName('music', music.fileName.replace(/\.[^.]*$/, ''), music.mime, music.sha256),
        kind: 'audio',
        width: 0,
        height: 0,
        frames: 1,
        rate: null,
      },
      length: Math.max(1, secondsToFrames(music.durationSeconds, project.frameRate)),
    },
    warnings,
  }
}

/** The name under which editing programs look for a take. */
export function takeFileName(snapshot: ProjectSnapshot, take: Take, clipNumber: string, clipName: string): string {
  return fileName(`${clipNumber}_t${takeNumber(snapshot, take)}`, clipName, take.mime, take.media)
}

function takeFile(snapshot: ProjectSnapshot, take: Take, clipNumber: string, clipName: string): CutFile {
  return {
    sha256: take.media,
    fileName: takeFileName(snapshot, take, clipNumber, clipName),
    kind: take.kind,
    width: take.width,
    height: take.height,
    frames: take.frames,
    rate: take.frameRate,
  }
}

/** Letters that every system takes, with a piece of the hash so that no two files share a name. */
function fileName(start: string, name: string, mime: string, sha256: string): string {
  const words = name
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase()
    .slice(0, 40)
  const parts = [start.replace(/[^A-Za-z0-9_.-]/g, '-'), words, sha256.slice(0, 8)].filter((part) => part !== '')
  return `${parts.join('_')}.${EXTENSIONS[mime] ?? 'bin'}`
}
