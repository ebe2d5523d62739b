import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { PullWorkerBody } from '#shared/protocol/pull-workers.ts'
import { renderWithSession } from '../../testing/render-with-session.tsx'
import { createTestServices } from '../../testing/test-services.ts'
import { Toaster } from '../../ui/toaster.tsx'
import { TooltipProvider } from '../../ui/tooltip.tsx'
import { ServersPanel } from './servers-panel.tsx'

const JOB = '2d8d9c50-8c77-4d9c-9d65-3b708c9eafb2'
const worker = (id: string, change: Partial<PullWorkerBody>): PullWorkerBody => ({
  id: `0b6b7a3e-6a55-4b7a-9b43-1f5e6a7c8d9${id}`,
  name: `Machine ${id}`,
  models: null,
  generation_types: ['image', 'video'],
  lease_seconds: 120,
  job_id: null,
  here: true,
  last_seen_at: '2026-03-01T11:40:00.000Z',
  created_at: '2026-02-01T12:00:00.000Z',
  ...change,
})

test('workers are listed with what they make and do, and removed; none is told as such', async () => {
  let workers = [worker('1', { job_id: JOB }), worker('2', { here: false, models: ['a.safetensors'] })]
  const json = (body: unknown): Response => Response.json(body)
  const { services } = await createTestServices({
    fetch: async (input, init) => {
      const path = input instanceof Request ? input.url : String(input)
      if (!path.startsWith('/api/v1/queue/servers')) throw new TypeError('no such part of a server in this test')
      if (init?.method !== 'DELETE') return json(workers)
      workers = workers.filter(({ id }) => !path.endsWith(id))
      return new Response(null, { status: 204 })
    },
  })
  const list = { servers: [], infos: new Map(), unreachable: false, refresh: () => undefined }
  renderWithSession(
    services,
    null,
    <TooltipProvider>
      <ServersPanel list={list} adding={false} onAddingChange={() => undefined} />
      <Toaster />
    </TooltipProvider>,
  )
  const rows = await screen.findAllByRole('listitem')
  expect(rows.map((row) => row.textContent)).toEqual([
    'Machine 1WorkingMakes stills and video, with every modelA take of another filmHeard of 20 minutes ago',
    'Machine 2SilentMakes stills and video, with 1 modelHeard of 20 minutes ago',
  ])
  for (const name of ['Machine 1', 'Machine 2']) {
    const remove = screen.getByRole('button', { name: `Remove ${name}` })
    act(() => remove.focus())
    fireEvent.click(remove)
    await waitFor(() => expect(screen.queryByRole('button', { name: `Remove ${name}` })).toBeNull())
  }
  expect(document.activeElement?.textContent).toBe('Workers')
  expect(screen.getByText(/^None\. A machine that this server cannot reach/)).toBeTruthy()
})
