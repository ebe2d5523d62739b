import { RotateCcw, Server } from 'lucide-react'
import type { Action } from '#client/session/action.ts'
import { groupJobs } from './queue-groups.ts'

/** What can be done about the queue from anywhere. */
export const queueActions: readonly Action[] = [
  {
    id: 'queue.retry-failed',
    label: 'Retry failed takes',
    group: 'Takes',
    icon: RotateCcw,
    enabled: ({ services }) =>
      groupJobs(services.jobs.all.get(), services.clock.now()).failed.length > 0 || 'No take has failed',
    detail: ({ services }) => {
      const { length } = groupJobs(services.jobs.all.get(), services.clock.now()).failed
      return length > 0 ? String(length) : null
    },
    run: async ({ services }) => {
      for (const job of groupJobs(services.jobs.all.get(), services.clock.now()).failed) {
        await services.jobs.retry(job, job.error?.fix?.params)
      }
    },
  },
  {
    id: 'server.add',
    label: 'Connect ComfyUI',
    group: 'Settings',
    icon: Server,
    when: ({ services }) => services.access.administers,
    run: ({ navigate }) => navigate('/queue?dialog=add-server'),
  },
]
