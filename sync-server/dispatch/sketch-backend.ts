import { setTimeout as wait } from 'node:timers/promises'
import type { JobRecord } from '#server/storage/job-store.ts'
import type { Backend } from './backend.ts'
import { renderSketch, renderSketchPreview, sketchSize, type SketchRequest } from './sketch/render-sketch.ts'

/** The id under which the built-in renderer stands among the hosts. */
export const SKETCH_HOST_ID = 'sketch'

const STEPS = 5
/** A sketch is drawn at once. It shows a few steps all the same, so that the loop can be seen; milliseconds each. */
const STEP_MS = 90

/** Draws badged placeholder frames. The same job always gives the same picture, so nothing is kept between its steps. */
export const sketchBackend: Backend = {
  async run(job, report, signal) {
    const { width, height } = sketchSize(sizeOf(job).width, sizeOf(job).height)
    const run = {
      promptId: job.id,
      graph: null,
      outputNodeIds: [],
      params: { width, height },
      inputs: [],
      serverVersion: null,
      frames: 1,
      fps: null,
      files: [],
    }
    if (job.run === null && !(await report.prepared(run, null))) return { kind: 'called-off' }
    await report.running()
    for (let step = 1; step <= STEPS; step += 1) {
      await wait(STEP_MS, undefined, { signal })
      const blur = 1 + (STEPS - step) * 4
      const bytes = await renderSketchPreview(requestOf(job), blur)
      report.preview({ mime: 'image/jpeg', bytes })
      report.progress({ step, steps: STEPS, fraction: step / (STEPS + 1) })
    }
    return { kind: 'finished', files: [] }
  },

  async open(job) {
    const { bytes } = await renderSketch(requestOf(job))
    return oneChunk(bytes)
  },

  async cancel() {},
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

function sizeOf(job: JobRecord): { width: number; height: number } {
  return { width: job.params.width ?? job.film.width, height: job.params.height ?? job.film.height }
}

function requestOf(job: JobRecord): SketchRequest {
  return { prompt: job.prompt, seed: job.params.seed, ...sizeOf(job) }
}
