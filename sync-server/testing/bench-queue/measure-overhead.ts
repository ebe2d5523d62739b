import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { QueueStatus } from '#shared/protocol/queue.ts'
import { startFakeComfy } from '../fake-comfy/start.ts'
import { openLab, type GenerationLab } from '../generation-lab.ts'
import { startTestServer } from '../start-test-server.ts'

/** What dispatch itself costs. */
export interface Overhead {
  readonly jobs: number
  readonly perSecond: number
  /** Processor time of the server for one job, the asking for it left out. */
  readonly cpuMs: number
  /** Memory of the process after a quarter of the jobs, and after all. */
  readonly earlyMiB: number
  readonly lateMiB: number
}

/** ComfyUI servers beside the measured one; one alone is slower than dispatch. */
const HOSTS = 3
/** Jobs that are asked for at a time, while the queue is paused, and then worked through. */
const ROUND = 500
const CLIPS = 100
const MIB = 1024 * 1024

/**
 * Sends jobs through a whole server to pretended ComfyUI servers without delays, over real sockets, onto the disk. Only
 * the time in which the jobs are worked through counts, not that in which they are asked for.
 */
export async function measureOverhead(jobs: number, say: (words: string) => void): Promise<Overhead> {
  const dataDir = await mkdtemp(join(tmpdir(), 'storycanvas-bench-queue-'))
  const hosts = await Promise.all(
    Array.from({ length: HOSTS }, () => startFakeComfy({ flags: { stepMs: 0, nodeMs: 0 } })),
  )
  const server = await startTestServer({ dataDir })
  try {
    const lab = await openLab(server.url)
    for (const [at, { url }] of hosts.entries()) await lab.addServer(url, `Host ${at + 1}`)
    const clips = [lab.clipId]
    while (clips.length < CLIPS) clips.push(await lab.addClip())
    let [done, ms, cpu, earlyMiB] = [0, 0, 0, 0]
    while (done < jobs) {
      await lab.call('POST', '/queue/pause')
      await askFor(lab, clips, Math.min(ROUND, jobs - done))
      const [startedAt, before] = [performance.now(), process.cpuUsage()]
      await lab.call('POST', '/queue/resume')
      done = await untilIdle(lab)
      const used = process.cpuUsage(before)
      ms += performance.now() - startedAt
      cpu += (used.user + used.system) / 1000
      if (earlyMiB === 0 && done >= jobs / 4) earlyMiB = memory()
      say(`${done} of ${jobs} jobs, ${((done / ms) * 1000).toFixed(0)} a second, ${memory().toFixed(0)} MiB`)
    }
    return { jobs, perSecond: (done / ms) * 1000, cpuMs: cpu / done, earlyMiB, lateMiB: memory() }
  } finally {
    await server.stop()
    await Promise.all(hosts.map((host) => host.stop()))
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function askFor(lab: GenerationLab, clips: readonly string[], count: number): Promise<void> {
  const params = { width: 64, height: 64, steps: 1 }
  for (let asked = 0; asked < count; asked += CLIPS) {
    await Promise.all(clips.slice(0, count - asked).map((clip_id) => lab.generate({ clip_id, params })))
  }
}

/** Resolves with how many jobs are done once none is open. Throws where one has failed. */
async function untilIdle(lab: GenerationLab): Promise<number> {
  for (;;) {
    const { counts, waiting, running } = QueueStatus.parse((await lab.call('GET', '/queue/status')).body)
    if (counts.failed > 0) throw new Error(`${counts.failed} jobs have failed`)
    if (waiting + running === 0) return counts.done
    await wait(50)
  }
}

function memory(): number {
  globalThis.gc?.()
  return process.memoryUsage().rss / MIB
}
