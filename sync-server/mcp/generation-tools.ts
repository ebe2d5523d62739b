import { z } from 'zod'
import { EntityId } from '#shared/model/ids.ts'
import { GenerationKind } from '#shared/model/settings.ts'
import { BatchBody, BatchInput, MAX_BATCH_JOBS } from '#shared/protocol/batches.ts'
import { Job, JobParams, JobState } from '#shared/protocol/jobs.ts'
import { ComfyServer, ComfyServerInfo } from '#shared/protocol/servers.ts'
import { JobId, OwnId, ProjectId } from './common.ts'
import { counted, pageOf, PageInput } from './page-of.ts'
import { defineTool, type Tool } from './tool.ts'

/** Who asked, as the jobs and their takes say it. */
const REQUESTED_BY = 'Assistant'

const jobs = pageOf('jobs', Job)
const servers = pageOf('servers', ComfyServer)
const BatchId = EntityId.meta({ description: 'The batch that generate_takes answered with' })
const { server_id, prompt, negative_prompt, takes, priority, name } = BatchInput.shape

function stateOf({ status, progress, error }: Job): string {
  if (error) return `${status}: ${error.message}`
  return status === 'running' ? `${status}, ${Math.round(progress.fraction * 100)} %` : status
}

/** Tools for having takes made. */
export const generationTools: readonly Tool[] = [
  defineTool({
    name: 'list_servers',
    title: 'List the machines that generate',
    description: 'The ComfyUI servers, and whether each answers now. get_server names the models that one has.',
    operation: 'GET /api/v1/comfyui/servers',
    input: z.strictObject(PageInput),
    ...servers,
    request: (query) => ({ query }),
    words: ({ servers: found, next_cursor }) => counted(found.length, 'server', next_cursor),
  }),
  defineTool({
    name: 'get_server',
    title: 'Read what a machine can generate',
    description: 'Its models with their families, LoRAs and memory. `missing` says what a model lacks to run there.',
    operation: 'GET /api/v1/comfyui/servers/{id}/info',
    input: z.strictObject({ server_id: EntityId.meta({ description: 'The server' }) }),
    // Thousands of names of nodes tell an assistant nothing that the models do not.
    output: ComfyServerInfo.omit({ nodes: true }),
    request: (input) => ({ params: { id: input.server_id } }),
    words: (info) => `${info.name} is ${info.status} and has ${info.models.length} models`,
  }),
  defineTool({
    name: 'generate_takes',
    title: 'Ask for takes',
    description:
      'Puts a job for each clip into the queue, all of them or none. Without a `prompt` each clip’s own prompts are used; its characters and style are added in any case. The model `sketch` draws a placeholder without any machine. Takes come when their jobs are done: ask get_batch now and then. What is absent from `params` is chosen from the model’s preset and the film.',
    operation: 'POST /api/v1/generation/batch',
    input: z.strictObject({
      id: OwnId,
      clip_ids: z.array(EntityId).min(1).max(MAX_BATCH_JOBS).meta({ description: 'Clips that get a take each' }),
      generation_type: GenerationKind,
      model: z
        .string()
        .min(1)
        .max(300)
        .meta({ description: 'File name of a model as get_server lists it, or `sketch`' }),
      prompt,
      negative_prompt,
      takes,
      params: JobParams.default({}),
      server_id,
      priority,
      name,
    }),
    output: BatchBody,
    request: (input) => ({ body: { ...input, requested_by: REQUESTED_BY } }),
    words: ({ total, id }) =>
      `${total} ${total === 1 ? 'job waits its turn' : 'jobs wait their turn'} in the batch ${id}`,
  }),
  defineTool({
    name: 'get_batch',
    title: 'See how far takes are',
    description: 'What has become of each job of generate_takes. The take of a job that is done has the id of the job.',
    operation: 'GET /api/v1/generation/batch/{id}',
    input: z.strictObject({ batch_id: BatchId }),
    output: BatchBody,
    request: ({ batch_id }) => ({ params: { id: batch_id } }),
    words: ({ status, fraction }) => `The batch is ${status}, ${Math.round(fraction * 100)} % of it done`,
  }),
  defineTool({
    name: 'cancel_batch',
    title: 'Call off what is not done of a batch',
    description: 'Takes that are there already stay.',
    operation: 'POST /api/v1/generation/batch/{id}/cancel',
    input: z.strictObject({ batch_id: BatchId }),
    output: BatchBody,
    request: ({ batch_id }) => ({ params: { id: batch_id } }),
    isDestructive: true,
    words: ({ status }) => `The batch is ${status}`,
  }),
  defineTool({
    name: 'list_jobs',
    title: 'List the jobs of a film',
    description: 'Newest first; of one clip or in some states, where those are named.',
    operation: 'GET /api/v1/queue/projects/{id}/jobs',
    input: z.strictObject({
      project_id: ProjectId,
      clip_id: EntityId.optional().meta({ description: 'Only those of this clip' }),
      status: z.array(JobState).min(1).optional().meta({ description: 'Only those in these states' }),
      ...PageInput,
    }),
    ...jobs,
    request: ({ project_id, status, ...query }) => ({
      params: { id: project_id },
      query: { ...query, status: status?.join(',') },
    }),
    words: ({ jobs: found, next_cursor }) => counted(found.length, 'job', next_cursor),
  }),
  defineTool({
    name: 'get_job',
    title: 'Read how a job does',
    description: 'Its state, progress from 0 to 1, place in the queue, and where it failed, why and what would help.',
    operation: 'GET /api/v1/queue/jobs/{id}',
    input: z.strictObject({ job_id: JobId }),
    output: Job,
    request: ({ job_id }) => ({ params: { id: job_id } }),
    words: (job) => `The job is ${stateOf(job)}`,
  }),
  defineTool({
    name: 'cancel_job',
    title: 'Call a job off',
    description: 'The machine that works on it is told to stop. A job at its end stays as it is.',
    operation: 'POST /api/v1/queue/jobs/{id}/cancel',
    input: z.strictObject({ job_id: JobId }),
    output: Job,
    request: ({ job_id }) => ({ params: { id: job_id } }),
    isDestructive: true,
    words: (job) => `The job is ${stateOf(job)}`,
  }),
  defineTool({
    name: 'retry_job',
    title: 'Try a job again',
    description:
      'Makes a new job of one that failed or was cancelled; `params` change what is named, such as a smaller size after a lack of memory.',
    operation: 'POST /api/v1/queue/jobs/{id}/retry',
    input: z.strictObject({ job_id: JobId, id: OwnId, params: JobParams.default({}) }),
    output: Job,
    request: ({ job_id, ...body }) => ({ params: { id: job_id }, body }),
    words: (job) => `The new job ${job.id} is ${stateOf(job)}`,
  }),
]
