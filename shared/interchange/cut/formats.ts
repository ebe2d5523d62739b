import type { CutList } from './cut-list.ts'
import { writeEdl } from './edl.ts'
import { writeFcpxml } from './fcpxml.ts'

/** A format that an editing program reads. */
export interface CutFormat {
  /** How addresses name it. */
  readonly id: string
  /** Who reads it. */
  readonly label: string
  readonly mime: string
  readonly extension: string
  readonly write: (cut: CutList) => string
}

/** Every format in which a film's cut can be written, a row each. */
export const CUT_FORMATS: readonly CutFormat[] = [
  {
    id: 'fcpxml',
    label: 'Final Cut Pro (FCPXML 1.10)',
    mime: 'application/xml',
    extension: 'fcpxml',
    write: (cut) => writeFcpxml(cut, { names: 'clip' }),
  },
  {
    id: 'edl',
    label: 'an edit decision list (CMX 3600)',
    mime: 'text/plain',
    extension: 'edl',
    write: writeEdl,
  },
  {
    id: 'resolve',
    label: 'DaVinci Resolve (FCPXML 1.10, clips named by their files)',
    mime: 'application/xml',
    extension: 'fcpxml',
    write: (cut) => writeFcpxml(cut, { names: 'file' }),
  },
]
