import type { MediaLibrary } from '#server/media/media-library.ts'
import type { HostFile, JobRecord, JobRun } from '#server/storage/job-store.ts'
import type { GraphPlan } from '#shared/generation/graph-plan.ts'
import type { WorkflowGraph } from '#shared/generation/workflow-graph.ts'
import type { JobError } from '#shared/protocol/jobs.ts'
import { must } from '#shared/util/assert.ts'
import { ResultUnavailable, type Backend, type RunReport, type RunResult } from './backend.ts'
import { ComfyError } from './comfy-errors.ts'
import type { ComfyFailure } from './comfy-failure.ts'
import type { OutputFile } from './comfy-messages.ts'
import { sleep } from './comfy-sleep.ts'
import { ensureSubmitted, type SubmitVerdict } from './comfy-submit.ts'
import { watchPrompt, type PromptWatch, type Verdict } from './comfy-watch.ts'
import { HostLines, type Place } from './host-lines.ts'
import type { HostConnection, HostPool } from './host-pool.ts'
import { jobGraph, smallerTake, tryJobGraph } from './job-graph.ts'

/** What the backend uses. */
export interface ComfyuiBackendServices {
  readonly hosts: HostPool
  readonly media: MediaLibrary
  readonly newId: () => string
  /** Bytes of the largest result that is fetched. */
  readonly maxResultBytes: number
  readonly timing?: Partial<ComfyuiTiming>
}

/** Milliseconds; tests wait less. */
export interface ComfyuiTiming {
  /** Between two questions about a prompt while nothing is heard. */
  readonly pollMs: number
  /** Without any answer until an attempt is given up. */
  readonly giveUpMs: number
  /** Between two looks for a prompt whose answer was lost. */
  readonly settleMs: number
}

const TIMING: ComfyuiTiming = { pollMs: 2_000, giveUpMs: 60_000, settleMs: 2_000 }

/** A run on its way to its host. */
interface Sending {
  readonly host: HostConnection
  readonly job: JobRecord
  readonly run: JobRun
  /** Its place among the jobs for this host. */
  readonly place: Place
  /** Whether the host may have it already. */
  readonly mayBeThere: boolean
}

/** Pictures that a graph starts from lie in this folder of the host's input. */
const INPUT_FOLDER = 'storycanvas'

/** Runs jobs on ComfyUI hosts. Rules R1 to R8 of SPEC.md. */
export class ComfyuiBackend implements Backend {
  readonly #services: ComfyuiBackendServices
  readonly #timing: ComfyuiTiming
  readonly #lines = new HostLines()

  constructor(services: ComfyuiBackendServices) {
    this.#services = services
    this.#timing = { ...TIMING, ...services.timing }
  }

  async run(job: JobRecord, report: RunReport, signal: AbortSignal): Promise<RunResult> {
    const place = this.#lines.enter(job.hostId ?? '')
    try {
      return await this.#run(job, report, place, signal)
    } finally {
      place.leave()
    }
  }

  async #run(job: JobRecord, report: RunReport, place: Place, signal: AbortSignal): Promise<RunResult> {
    const host = this.#services.hosts.connection(job.hostId ?? '')
    if (!host) return failed('The server was removed.', '', 'anywhere')
    if (job.run !== null) return this.#send({ host, job, run: job.run, place, mayBeThere: true }, report, signal)
    const prepared = await this.#prepare(host, job, signal)
    if ('kind' in prepared) return prepared
    const { run, modelType } = prepared
    if (!(await report.prepared(run, modelType))) return { kind: 'called-off' }
    return this.#send({ host, job: { ...job, modelType }, run, place, mayBeThere: false }, report, signal)
  }

  async open(job: JobRecord, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    const host = this.#services.hosts.connection(job.hostId ?? '')
    const file = job.run?.files[0]
    if (!host || !file) throw new ResultUnavailable('The server that made it was removed.', true)
    const limits = { maxBytes: this.#services.maxResultBytes, types: [`${job.kind}/`] }
    try {
      const { body } = await host.client.download({ ...file, nodeId: '', media: job.kind }, limits, signal)
      return body
    } catch (error) {
      if (!(error instanceof ComfyError)) throw error
      throw new ResultUnavailable(error.message, error.code === 'not-found', { cause: error })
    }
  }

  async cancel(job: JobRecord, signal: AbortSignal): Promise<void> {
    const host = this.#services.hosts.connection(job.hostId ?? '')
    if (!host || job.run === null) return
    const { promptId } = job.run
    // The prompt may be on its way to the host while it is called off, so not finding it once proves nothing.
    for (let look = 0; look < 3; look += 1) {
      if (look > 0) await sleep(this.#timing.settleMs, signal)
      const effect = await host.client.cancel(promptId, signal).catch((error: unknown) => {
        if (error instanceof ComfyError) return 'unknown' as const
        throw error
      })
      if (effect !== 'unknown') return
    }
  }

  /** Takes a job back that its host has not begun; resolves with whether it is out of its queue. */
  async takeBack(job: JobRecord, signal: AbortSignal): Promise<boolean> {
    const host = this.#services.hosts.connection(job.hostId ?? '')
    if (!host || job.run === null) return false
    return host.client.takeBack(job.run.promptId, signal)
  }

  /** Uploads what goes in and builds the graph. */
  async #prepare(
    host: HostConnection,
    job: JobRecord,
    signal: AbortSignal,
  ): Promise<{ run: JobRun; modelType: string } | RunResult> {
    const { hosts } = this.#services
    // Right after a start nobody has asked the host yet.
    if (!hosts.get(host.record.id)?.capabilities) await hosts.look(host.record.id, signal)
    const state = hosts.get(host.record.id)
    const capabilities = state?.capabilities
    if (!capabilities) return { kind: 'not-begun', error: asError('The server does not answer.') }
    const trial = tryJobGraph(job, capabilities)
    if (!trial.ok) return failed(trial.message, '', 'elsewhere')
    const uploaded = await this.#uploadPictures(host, picturesOf(trial.plan), signal)
    if ('kind' in uploaded) return uploaded
    const nameOf = (sha256: string): string => uploaded.names.get(sha256) ?? sha256
    // A name of its own makes the host write a new file even where it has the picture in its cache.
    const built = jobGraph(job, capabilities, nameOf, `storycanvas/${job.id.slice(0, 8)}-${job.attempts}`)
    if (!built.ok) return failed(built.message, '', 'elsewhere')
    const { plan, output } = built
    const run: JobRun = {
      promptId: this.#services.newId(),
      graph: built.graph,
      outputNodeIds: built.outputNodeIds,
      params: recipeParams(plan, job.kind === 'video'),
      inputs: [...uploaded.names.keys()],
      serverVersion: state.stats?.version ?? null,
      frames: output.frames,
      fps: job.kind === 'video' ? output.fps : null,
      files: [],
    }
    return { run, modelType: built.modelType }
  }

  /** Puts the pictures that a graph is made of into the host's input folder. */
  async #uploadPictures(
    host: HostConnection,
    hashes: readonly string[],
    signal: AbortSignal,
  ): Promise<{ names: ReadonlyMap<string, string> } | RunResult> {
    const names = new Map<string, string>()
    for (const sha256 of hashes) {
      const picture = await this.#readPicture(sha256)
      if (!picture) return failed('A picture that it is made from is not on this server.', `SHA-256 ${sha256}`, 'never')
      const { data: bytes, mime } = picture
      const filename = `${sha256}.${mime.split('/')[1] ?? 'png'}`
      try {
        const { reference } = await host.client.upload({ bytes, filename, mime, subfolder: INPUT_FOLDER }, signal)
        names.set(sha256, reference)
      } catch (error) {
        if (error instanceof ComfyError) return { kind: 'not-begun', error: asError(error.message, error.detail) }
        throw error
      }
    }
    return { names }
  }

  async #readPicture(sha256: string): Promise<{ data: Uint8Array; mime: string } | null> {
    const { media } = this.#services
    const record = await media.find(sha256)
    if (record?.kind !== 'image') return null
    const data = new Uint8Array(await new Response(media.store.read(sha256)).arrayBuffer())
    return { data, mime: record.mime }
  }

  /** Hands the graph over once, whatever happened before, and watches it to its end. */
  async #send(
    { host, job, run, place, mayBeThere }: Sending,
    report: RunReport,
    signal: AbortSignal,
  ): Promise<RunResult> {
    const { client, socket } = host
    const { promptId } = run
    const graph = must(run.graph, 'the graph of a run on ComfyUI')
    const { pollMs, giveUpMs } = this.#timing
    await place.wait(signal)
    const watch = watchPrompt({ client, socket, promptId, graph, signal, pollMs, giveUpMs })
    try {
      const verdict = await this.#submit(
        host,
        { graph, promptId, clientId: socket.clientId },
        signal,
        mayBeThere,
        place,
      )
      place.leave()
      if (verdict.kind === 'refused') {
        void this.#services.hosts.refresh(host.record.id)
        return failed(verdict.failure.message, verdict.failure.detail, 'elsewhere')
      }
      if (verdict.kind === 'not-sent') {
        void this.#services.hosts.look(host.record.id)
        return { kind: 'not-begun', error: asError(verdict.error.message, verdict.error.detail) }
      }
      if (verdict.kind === 'gave-up') {
        return failed(`${host.record.name} stopped answering.`, verdict.error.detail, 'anywhere')
      }
      return this.#result(job, run, host.record.name, await this.#follow(watch, host, report))
    } finally {
      watch.close()
    }
  }

  /** While the host cannot be asked whether it has the prompt, nothing may be sent: it would run twice. */
  async #submit(
    host: HostConnection,
    submission: { graph: WorkflowGraph; promptId: string; clientId: string },
    signal: AbortSignal,
    mayBeThere: boolean,
    place: Place,
  ): Promise<Exclude<SubmitVerdict, { kind: 'uncertain' }> | { kind: 'gave-up'; error: ComfyError }> {
    const { pollMs, giveUpMs, settleMs } = this.#timing
    const until = performance.now() + giveUpMs
    for (let unsure = mayBeThere; ; unsure = true) {
      try {
        return await ensureSubmitted(host.client, submission, { mayBeThere: unsure, settleMs, signal })
      } catch (error) {
        if (!(error instanceof ComfyError)) throw error
        // While a host cannot be reached nobody waits for who is before them.
        place.leave()
        void this.#services.hosts.look(host.record.id)
        if (performance.now() >= until) return { kind: 'gave-up', error }
        await sleep(pollMs, signal)
      }
    }
  }

  async #follow(watch: PromptWatch, host: HostConnection, report: RunReport): Promise<Verdict> {
    for await (const event of watch) {
      switch (event.type) {
        case 'running':
          await report.running()
          break
        case 'progress':
          if (event.fraction > 0) await report.running()
          report.progress(event)
          break
        case 'preview':
          report.preview({ mime: event.preview.mime, bytes: event.preview.bytes })
          break
        case 'out-of-reach':
          void this.#services.hosts.look(host.record.id)
          break
        case 'waiting':
        case 'back-in-reach':
          break
        case 'verdict':
          return event.verdict
      }
    }
    throw new Error('A watch ends with a verdict')
  }

  #result(job: JobRecord, run: JobRun, hostName: string, verdict: Verdict): RunResult {
    switch (verdict.kind) {
      case 'done': {
        const files = resultFiles(verdict.files, run.outputNodeIds, job.kind)
        if (files.length > 0) return { kind: 'finished', files }
        return failed(`${hostName} finished without ${job.kind === 'image' ? 'a picture' : 'a video'}.`, '', 'anywhere')
      }
      case 'failed':
        return { kind: 'failed', error: failureError(job, run, verdict.failure), retry: 'elsewhere' }
      case 'interrupted':
        return failed(`Somebody stopped it on ${hostName}.`, '', 'never')
      case 'lost':
        return failed(`${hostName} was started anew and forgot the job.`, '', 'anywhere')
      case 'unreachable':
        return failed(`${hostName} stopped answering in the middle of the job.`, verdict.error.detail, 'anywhere')
    }
  }
}

/** The files of the nodes that were to make the take, those of the right kind first. */
function resultFiles(files: readonly OutputFile[], nodeIds: readonly string[], kind: JobRecord['kind']): HostFile[] {
  return files
    .filter((file) => nodeIds.includes(file.nodeId) && file.media === kind)
    .map(({ filename, subfolder, type }) => ({ filename, subfolder, type }))
}

function failureError(job: JobRecord, run: JobRun, failure: ComfyFailure): JobError {
  const width = Number(run.params.width)
  const height = Number(run.params.height)
  const fix = failure.code === 'out-of-memory' ? smallerTake(job, { width, height }) : null
  return { message: failure.message, detail: failure.detail, fix }
}

function failed(message: string, detail: string, retry: 'anywhere' | 'elsewhere' | 'never'): RunResult {
  return { kind: 'failed', error: asError(message, detail), retry }
}

function asError(message: string, detail = ''): JobError {
  return { message, detail, fix: null }
}

/** The pictures that a plan uses, each once. */
function picturesOf({ startImage, endImage, references, faceImage }: GraphPlan): readonly string[] {
  return [...new Set([startImage, endImage, ...references, faceImage].filter((picture) => picture !== null))]
}

/** The values that made a take, without those that mean nothing for its kind. */
function recipeParams(plan: GraphPlan, isVideo: boolean): JobRun['params'] {
  const { width, height, steps, cfg, sampler, scheduler, denoise, guidance, shift, frames, fps } = plan
  return {
    width,
    height,
    steps,
    cfg,
    sampler,
    scheduler,
    denoise,
    ...(guidance !== null && { guidance }),
    ...(shift !== null && { shift }),
    ...(isVideo && { frames, fps }),
    ...(plan.references.length > 0 && { referenceStrength: plan.referenceStrength }),
    ...(plan.refiner !== null && { refiner: plan.refiner }),
    ...(plan.upscale !== null && { upscale: plan.upscale.factor, upscaleModel: plan.upscale.model }),
    ...(plan.interpolate > 1 && { interpolate: plan.interpolate }),
  }
}
