import type { Folders } from './folders.ts'
import { runningOrder, signatureOf } from './graph-reading.ts'
import { EntryHeap, type Entry } from './heap.ts'
import { nodeMeta, nodeState, previewFrame, previewFrameWithMetadata, type HistoryEntry } from './run-log.ts'
import { NodeFailure, runNode, type NodeOutput } from './run-node.ts'
import type { RunFault, Settings } from './settings.ts'
import type { Sockets } from './sockets.ts'

class Interrupted extends Error {}

/** What stands still because the settings say so. */
interface Hold {
  readonly promptId: string
  readonly nodeId: string
  readonly step: number | null
  readonly release: () => void
}

/** The queue and the one worker of the pretended server. */
export class Engine {
  readonly pending = new EntryHeap()
  readonly history = new Map<string, HistoryEntry>()
  running: Entry | null = null
  runningNode: string | null = null
  nextNumber = 0
  hold: Hold | null = null
  runFault: RunFault | null = null
  onCrash: () => void = () => {}
  private readonly settings: Settings
  private readonly folders: Folders
  private readonly sockets: Sockets
  /** Results of the prompt that ran last, by signature; the only ones that are kept. */
  private cache = new Map<string, NodeOutput | null>()
  private dropCacheNext = false
  private interruptAsked = false

  constructor(settings: Settings, folders: Folders, sockets: Sockets) {
    this.settings = settings
    this.folders = folders
    this.sockets = sockets
  }

  get remaining(): number {
    return this.pending.items.length + (this.running ? 1 : 0)
  }

  statusMessage(sid?: string): unknown {
    const status = { exec_info: { queue_remaining: this.remaining } }
    return { type: 'status', data: sid === undefined ? { status } : { status, sid } }
  }

  put(entry: Entry): void {
    try {
      this.pending.push(entry)
    } finally {
      this.sockets.broadcast(this.statusMessage())
      setImmediate(() => void this.work())
    }
  }

  /** Stops what runs; with an id only when that is the one. */
  interrupt(promptId: string | null): void {
    if (!this.running || (promptId !== null && this.running.promptId !== promptId)) return
    this.interruptAsked = true
    if (this.hold?.step !== null) this.release()
  }

  release(): void {
    const hold = this.hold
    this.hold = null
    hold?.release()
  }

  dropCache(): void {
    this.dropCacheNext = true
  }

  /** Stops what runs and forgets everything. */
  async reset(): Promise<void> {
    this.pending.clear()
    while (this.running) {
      this.interrupt(null)
      this.release()
      await pause(1)
    }
    this.runFault = null
    this.history.clear()
    this.cache.clear()
    this.nextNumber = 0
  }

  async work(): Promise<void> {
    if (this.running || this.settings.pauseQueue) return
    const entry = this.pending.pop()
    if (!entry) return
    this.running = entry
    this.interruptAsked = false
    this.sockets.broadcast(this.statusMessage())
    const fault = this.takeFault()
    const run = new Run(entry)
    await this.execute(run, fault)
    this.sockets.flush()
    this.history.set(entry.promptId, run.entryForHistory())
    this.running = null
    this.runningNode = null
    this.sockets.broadcast(this.statusMessage())
    this.sockets.sendRun(entry.clientId, { type: 'executing', data: { node: null, prompt_id: entry.promptId } })
    this.sockets.flush()
    void this.work()
  }

  private async execute(run: Run, fault: RunFault | null): Promise<void> {
    const { entry } = run
    if (this.dropCacheNext) this.cache.clear()
    this.dropCacheNext = false
    const order = runningOrder(entry.graph, entry.outputs)
    const signatures = new Map(order.map((id) => [id, signatureOf(entry.graph, id)]))
    const cachedIds = order.filter((id) => this.cache.has(signatures.get(id) ?? ''))
    this.say(run, 'execution_start', { prompt_id: entry.promptId, timestamp: Date.now() })
    this.say(run, 'execution_cached', { nodes: cachedIds, prompt_id: entry.promptId, timestamp: Date.now() })
    const results = new Map<string, NodeOutput | null>()
    try {
      for (const id of order) {
        const signature = signatures.get(id) ?? ''
        const cached = this.cache.get(signature)
        const output = cached === undefined ? await this.runOne(run, id, fault) : this.repeatCached(run, id, cached)
        results.set(signature, output)
        run.executed.push(id)
      }
      this.say(run, 'execution_success', { prompt_id: entry.promptId, timestamp: Date.now() })
    } catch (error) {
      this.sayFailure(run, error)
      run.succeeded = false
    }
    this.cache = results
  }

  private async runOne(run: Run, id: string, fault: RunFault | null): Promise<NodeOutput | null> {
    const { promptId, clientId, graph } = run.entry
    run.current = id
    this.runningNode = id
    this.progressState(run, id, 0, 1, 'running')
    this.sockets.sendRun(clientId, { type: 'executing', data: { node: id, display_node: id, prompt_id: promptId } })
    this.checkInterrupt()
    if (this.settings.nodeMs > 0) await pause(this.settings.nodeMs)
    if (graph[id]?.class_type === this.settings.holdInClass) await this.holdHere(promptId, id, null)
    const output = await runNode(id, {
      graph,
      folders: this.folders,
      fault,
      step: (value, max, paint) => this.step(run, id, value, max, paint),
      sendPicture: (png) => this.preview(run, id, png, 'png'),
    })
    if (output) this.sayExecuted(run, id, output)
    const reached = run.states[id]
    this.progressState(run, id, reached?.max ?? 1, reached?.max ?? 1, 'finished')
    return output
  }

  /** Nothing runs and nothing is written: the names of the earlier run are told again. */
  private repeatCached(run: Run, id: string, output: NodeOutput | null): NodeOutput | null {
    if (!output || run.entry.clientId === null) return output
    this.sayExecuted(run, id, output)
    this.progressState(run, id, 1, 1, 'finished')
    return output
  }

  private async step(run: Run, id: string, value: number, max: number, paint: () => Promise<Buffer>): Promise<void> {
    const { promptId, clientId, extraData } = run.entry
    await pause(this.settings.stepMs)
    this.checkInterrupt()
    if (this.settings.crashAtStep === value) this.onCrash()
    if (this.settings.dropSocketsAtStep === value) this.sockets.dropAll()
    this.progressState(run, id, value, max, 'running')
    const method = this.settings.version === '0.8.0' ? extraData.preview_method : undefined
    const wanted = method === undefined ? this.settings.previewsByDefault : method !== 'none'
    const image = wanted ? await paint() : null
    const newKind = this.sockets.wantsMetadata(clientId)
    if (image && newKind) this.preview(run, id, image, 'jpeg')
    this.sockets.sendRunOrAll(clientId, { type: 'progress', data: { value, max, prompt_id: promptId, node: id } })
    if (image && !newKind) this.preview(run, id, image, 'jpeg')
    if (this.settings.holdAtStep === value) await this.holdHere(promptId, id, value)
    this.checkInterrupt()
  }

  private preview(run: Run, id: string, image: Buffer, format: 'jpeg' | 'png'): void {
    const { promptId, clientId } = run.entry
    const frame = this.sockets.wantsMetadata(clientId)
      ? previewFrameWithMetadata(image, format, promptId, id)
      : previewFrame(image, format)
    this.sockets.sendBytes(clientId, frame)
  }

  private async holdHere(promptId: string, nodeId: string, step: number | null): Promise<void> {
    await new Promise<void>((release) => {
      this.hold = { promptId, nodeId, step, release }
    })
  }

  private checkInterrupt(): void {
    if (this.interruptAsked) throw new Interrupted()
  }

  private takeFault(): RunFault | null {
    const fault = this.runFault
    if (fault) this.runFault = fault.times > 1 ? { ...fault, times: fault.times - 1 } : null
    return fault
  }

  private progressState(run: Run, id: string, value: number, max: number, state: 'running' | 'finished'): void {
    const { promptId, clientId } = run.entry
    run.states[id] = nodeState(promptId, id, value, max, state)
    const data = { prompt_id: promptId, nodes: { ...run.states } }
    this.sockets.sendRunOrAll(clientId, { type: 'progress_state', data })
  }

  private sayExecuted(run: Run, id: string, output: NodeOutput): void {
    const { promptId, clientId } = run.entry
    run.outputs[id] = output
    const data = { node: id, display_node: id, output, prompt_id: promptId }
    this.sockets.sendRun(clientId, { type: 'executed', data })
  }

  /** A message that is sent and kept in the history. */
  private say(run: Run, type: string, data: Record<string, unknown>): void {
    run.messages.push([type, data])
    this.sockets.sendRun(run.entry.clientId, { type, data })
  }

  private sayFailure(run: Run, error: unknown): void {
    const { promptId, clientId, graph } = run.entry
    const id = run.current ?? ''
    const where = {
      prompt_id: promptId,
      node_id: id,
      node_type: graph[id]?.class_type ?? '',
      executed: run.executed.toReversed(),
    }
    if (error instanceof Interrupted) {
      const data = { ...where, timestamp: Date.now() }
      run.messages.push(['execution_interrupted', data])
      this.sockets.sendRunOrAll(clientId, { type: 'execution_interrupted', data })
      return
    }
    const failure = error instanceof NodeFailure ? error : new NodeFailure('Exception', `${String(error)}\n`)
    if (failure.pythonType === 'torch.OutOfMemoryError') this.dropCache()
    this.say(run, 'execution_error', {
      ...where,
      exception_message: failure.message,
      exception_type: failure.pythonType,
      traceback: ['  File "<comfyui>/execution.py", line 518, in execute\n'],
      current_inputs: { seed: ['1'], text: ['printed tensors stand here'] },
      current_outputs: [id, ...run.executed],
      timestamp: Date.now(),
    })
  }
}

/** One prompt on its way. */
class Run {
  readonly entry: Entry
  readonly states: Record<string, ReturnType<typeof nodeState>> = {}
  readonly outputs: Record<string, NodeOutput> = {}
  readonly executed: string[] = []
  readonly messages: [string, Record<string, unknown>][] = []
  current: string | null = null
  succeeded = true

  constructor(entry: Entry) {
    this.entry = entry
  }

  entryForHistory(): HistoryEntry {
    const { number, promptId, graph, extraData, outputs } = this.entry
    return {
      prompt: [number, promptId, graph, extraData, outputs],
      outputs: this.outputs,
      status: {
        status_str: this.succeeded ? 'success' : 'error',
        completed: this.succeeded,
        messages: this.messages,
      },
      meta: Object.fromEntries(Object.keys(this.outputs).map((id) => [id, nodeMeta(id)])),
    }
  }
}

const pause = (ms: number): Promise<void> => new Promise((done) => void setTimeout(done, ms))
