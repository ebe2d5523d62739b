import { fingerprint, makeClip, paintPicture } from './pictures.ts'
import type { FileName, Folders } from './folders.ts'
import { nearestNumber, pictureSize, samplerSteps, signatureOf } from './graph-reading.ts'
import type { RunFault } from './settings.ts'
import type { Graph } from './validate.ts'

/** Ends a run as Python's exceptions do. */
export class NodeFailure extends Error {
  readonly pythonType: string
  constructor(pythonType: string, message: string) {
    super(message)
    this.pythonType = pythonType
  }
}

/** What a node tells the user, as `executed` carries it. */
export type NodeOutput = Record<string, unknown>

/** What a running node may do to the world around it. */
export interface NodeSurroundings {
  readonly graph: Graph
  readonly folders: Folders
  readonly fault: RunFault | null
  /** One step of a sampler is done; `paint` makes its preview. Throws when the run was interrupted. */
  step(value: number, max: number, paint: () => Promise<Buffer>): Promise<void>
  /** A whole picture straight to the socket. */
  sendPicture(png: Buffer): void
}

const OUT_OF_MEMORY =
  'Allocation on device 0 would exceed allowed memory. (out of memory)\nThis error means you ran out of memory on your GPU.\n'

/** Runs one node. Gives its output, null when it has none to show. */
export async function runNode(id: string, around: NodeSurroundings): Promise<NodeOutput | null> {
  const { graph, folders, fault } = around
  const node = graph[id]
  const classType = node?.class_type ?? ''
  if (fault?.kind === 'unreadable-model' && /Loader/.test(classType)) {
    throw new NodeFailure('safetensors_rust.SafetensorError', 'Error while deserializing header: header too large\n')
  }
  if (/^(KSampler|KSamplerAdvanced|SamplerCustom|SamplerCustomAdvanced)$/.test(classType)) {
    await sample(id, around)
    return null
  }
  const mark = fingerprint(signatureOf(graph, id))
  const prefix = String(node?.inputs.filename_prefix ?? '')
  switch (classType) {
    case 'SaveImage':
      return { images: await savePictures(id, around, () => folders.nextName(prefix, 'png')) }
    case 'PreviewImage':
      return { images: await savePictures(id, around, () => folders.nextTempName('png')) }
    case 'SaveAnimatedWEBP': {
      const name = folders.nextName(prefix, 'webp')
      folders.write(name, await paintPicture(mark, await pictureSize(graph, id, folders), 'webp'))
      return { images: [name], animated: [true] }
    }
    case 'SaveVideo': {
      const name = folders.nextName(prefix, 'mp4')
      folders.write(name, makeClip(mark))
      return { images: [name], animated: [true] }
    }
    case 'SaveImageWebsocket':
      around.sendPicture(await paintPicture(mark, await pictureSize(graph, id, folders), 'png'))
      return null
    case 'PreviewAny':
      return { text: ['a value'] }
    default:
      return null
  }
}

async function sample(id: string, around: NodeSurroundings): Promise<void> {
  const { graph, fault } = around
  const steps = samplerSteps(graph, id)
  for (let value = 1; value <= steps; value += 1) {
    const mark = fingerprint([signatureOf(graph, id), value])
    await around.step(value, steps, () => paintPicture(mark, { width: 64, height: 64 }, 'jpeg'))
    if (fault?.kind === 'out-of-memory' && value >= (fault.atStep ?? 1)) {
      throw new NodeFailure('torch.OutOfMemoryError', OUT_OF_MEMORY)
    }
    if (fault?.kind === 'value-error') {
      throw new NodeFailure('ValueError', 'mat1 and mat2 shapes cannot be multiplied (154x768 and 2048x640)\n')
    }
  }
}

async function savePictures(id: string, around: NodeSurroundings, nextName: () => FileName): Promise<FileName[]> {
  const { graph, folders } = around
  const size = await pictureSize(graph, id, folders)
  const batch = Math.min(nearestNumber(graph, id, 'batch_size') ?? 1, 16)
  const names: FileName[] = []
  for (let index = 0; index < batch; index += 1) {
    const name = nextName()
    folders.write(name, await paintPicture(fingerprint([signatureOf(graph, id), index]), size, 'png'))
    names.push(name)
  }
  return names
}
