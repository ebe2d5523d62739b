import type { z } from 'zod'
import type { BatchBody } from './batches.ts'
import type { FilmExport } from './film-export.ts'
import type {
  ClipBody,
  CreateClipBody,
  CreateProjectBody,
  CreateSceneBody,
  MediaBody,
  ProjectBody,
  ProjectTreeBody,
  SceneBody,
  TakeBody,
  TimelinePositionBody,
  TrashBody,
  UpdateClipBody,
  UpdateProjectBody,
  UpdatePromptsBody,
  UpdateSceneBody,
} from './http.ts'
import type { GenerationRequest, Job } from './jobs.ts'
import { MORE_EXAMPLES } from './more-examples.ts'
import type { OpenAiVideo, OpenAiVideoPage } from './openai-videos.ts'
import type { LeasedJob, PullWorkerBody } from './pull-workers.ts'
import type { ClearedBody, PlaceBody, PriorityBody, QueueStatus, RetryBody } from './queue.ts'
import type { VersionBody } from './versions.ts'

const PROJECT = '7d0c9a52-4b1e-4f6e-9a63-5c2b8e1f0d34'
const SCENE = 'b1f7c3e0-2a5d-4c88-8f19-6e4d7a9b3c21'
const CLIP = '3f0b2a9e-6c1d-4e57-8b3a-2d9c5e7f1a40'
const TAKE = '5a8e4d1c-9b72-4f03-a6d5-0c3e7b9f2d18'
const SERVER = 'c4d2e8f1-7a36-4b95-b0e4-1f8a6c5d3e72'
const BATCH = 'e9a1b7c5-3d48-4f2e-8c60-7b5f9d2a4e13'
const SONG = 'a3f1c2d4e5b60718293a4b5c6d7e8f90a3f1c2d4e5b60718293a4b5c6d7e8f90'
const FILE = 'b4e2d3c5f6a71829304b5c6d7e8f90a1b4e2d3c5f6a71829304b5c6d7e8f90a1'
const RECIPE = 'c5f3e4d6a7b82930415c6d7e8f90a1b2c5f3e4d6a7b82930415c6d7e8f90a1b2'
const AT = '2026-03-01T12:00:00.000Z'
const PROMPT = 'cinematic sunrise'
const MODEL = 'flux_dev.safetensors'

const project: ProjectBody = {
  id: PROJECT,
  name: 'Music Video',
  description: '',
  fps: '24',
  width: 1280,
  height: 720,
  music: { file: `/media/${SONG}`, sha256: SONG, file_name: 'song.mp3', duration: 203.4, bpm: 120 },
  created_at: AT,
  updated_at: AT,
  archived: false,
  deleted: false,
  sample: false,
}

const scene: SceneBody = {
  id: SCENE,
  project_id: PROJECT,
  name: 'Intro',
  part: '',
  description: '',
  lyrics: 'First verse...',
  order: 0,
  alternate_of: null,
  created_at: AT,
}

const take: TakeBody = {
  id: TAKE,
  clip_id: CLIP,
  number: 1,
  kind: 'image',
  media: `/media/${FILE}`,
  sha256: FILE,
  mime: 'image/png',
  bytes: 1_482_113,
  width: 1280,
  height: 720,
  duration: 0,
  recipe: `/media/${RECIPE}`,
  source: 'generated',
  model: MODEL,
  selected: true,
  created_at: AT,
  created_by: 'Kim',
}

const clip: ClipBody = {
  id: CLIP,
  project_id: PROJECT,
  scene_id: SCENE,
  number: '1.01',
  name: 'Opening shot',
  length: 5,
  timeline_position: 0,
  pinned: null,
  order: 0,
  image_prompt: PROMPT,
  video_prompt: '',
  negative_prompt: '',
  character_ids: [],
  style_template_id: null,
  settings: {},
  selected_take_id: TAKE,
  alternate_of: null,
  generated_content: [take],
  created_at: AT,
}

const request: z.input<typeof GenerationRequest> = {
  clip_id: CLIP,
  server_id: SERVER,
  prompt: 'cinematic sunrise, golden hour',
  model: MODEL,
  generation_type: 'image',
  params: { steps: 28, cfg: 3.5 },
}

const job: Job = {
  id: TAKE,
  project_id: PROJECT,
  clip_id: CLIP,
  server_id: SERVER,
  assigned_server_id: SERVER,
  assigned_server_name: 'Render 1',
  prompt: 'cinematic sunrise, golden hour',
  negative_prompt: '',
  model: MODEL,
  model_type: 'flux_dev',
  generation_type: 'image',
  params: { steps: 28, cfg: 3.5, seed: 7 },
  priority: 0,
  status: 'running',
  progress: { step: 12, steps: 28, fraction: 0.43, seconds_left: 14, preview: 3 },
  position: null,
  error: null,
  attempts: 1,
  max_attempts: 3,
  take_id: null,
  media: null,
  requested_by: 'Kim',
  created_at: AT,
  started_at: AT,
  finished_at: null,
}

const noJobs = { queued: 0, assigned: 0, running: 0, storing: 0, done: 0, failed: 0, cancelled: 0 }

const batch: BatchBody = {
  id: BATCH,
  name: 'First look',
  project_ids: [PROJECT],
  status: 'running',
  total: 1,
  counts: { ...noJobs, running: 1, removed: 0 },
  fraction: 0.43,
  requested_by: 'Kim',
  created_at: AT,
  jobs: [{ job_id: TAKE, clip_id: CLIP, status: 'running', fraction: 0.43, error: null }],
}

const { jobs: _jobs, ...batchSummary } = batch

const worker: PullWorkerBody = {
  id: SERVER,
  name: 'Studio laptop',
  models: [MODEL],
  generation_types: ['image'],
  lease_seconds: 120,
  job_id: TAKE,
  here: true,
  last_seen_at: AT,
  created_at: AT,
}

const leased: LeasedJob = {
  job,
  lease: { expires_at: '2026-03-01T12:02:00.000Z', seconds: 120 },
  params: { steps: 28, cfg: 3.5, sampler: 'euler', scheduler: 'simple', seed: 7, width: 1280, height: 720 },
  start_image: null,
  complete: `/api/v1/queue/jobs/${TAKE}/complete`,
}

const status: QueueStatus = {
  counts: { ...noJobs, running: 1, done: 12 },
  waiting: 0,
  running: 1,
  paused: false,
  blocked: 0,
  finish_at: AT,
  seconds_left: 14,
  servers: [{ id: SERVER, name: 'Render 1', status: 'working', running: 1, waiting: 0 }],
}

const video: OpenAiVideo = {
  id: 'video_68d7512d',
  model: 'sora-2',
  status: 'completed',
  progress: 100,
  seconds: 8,
  size: '1280x720',
  prompt: PROMPT,
  error: null,
  created_at: AT,
  completed_at: AT,
  expires_at: null,
}

const version: VersionBody = {
  id: BATCH,
  project_id: PROJECT,
  name: 'Before the chorus',
  kind: 'named',
  at: AT,
  author: 'Kim',
  bytes: 4096,
  fingerprint: RECIPE,
  state: `/api/v1/projects/${PROJECT}/versions/${BATCH}/state`,
}

const zero = { frames: 0, seconds: 0 }
const fiveSeconds = { frames: 120, seconds: 5 }
const { generated_content: _content, ...bareClip } = clip

const film: FilmExport = {
  format: 'storycanvas-film',
  version: 1,
  project: { ...project, rate: { num: 24, den: 1 } },
  total: fiveSeconds,
  scenes: [
    {
      ...scene,
      clips: [
        {
          ...bareClip,
          span: {
            start: zero,
            end: fiveSeconds,
            length: fiveSeconds,
            source_in: zero,
            take_id: TAKE,
            source_length: null,
          },
          takes: [{ ...take, frames: 1, rate: null, recipe_sha256: RECIPE }],
        },
      ],
    },
  ],
  characters: [],
  templates: [],
}

const createProject: z.input<typeof CreateProjectBody> = { name: 'Music Video' }
const updateProject: z.input<typeof UpdateProjectBody> = { name: 'Music Video', fps: '23.976' }
const createScene: z.input<typeof CreateSceneBody> = { project_id: PROJECT, name: 'Intro', lyrics: 'First verse...' }
const updateScene: z.input<typeof UpdateSceneBody> = { lyrics: 'Second verse...', order: 1 }
const createClip: z.input<typeof CreateClipBody> = {
  scene_id: SCENE,
  name: 'Opening shot',
  length: 5,
  image_prompt: PROMPT,
}
const updateClip: z.input<typeof UpdateClipBody> = { name: 'Opening shot', length: 4.5 }
const updatePrompts: z.input<typeof UpdatePromptsBody> = { image_prompt: 'cinematic sunrise, golden hour' }
const position: z.input<typeof TimelinePositionBody> = { timeline_position: 12.5 }
const priority: z.input<typeof PriorityBody> = { priority: 10 }
const place: z.input<typeof PlaceBody> = { before: null }
const retry: z.input<typeof RetryBody> = { params: { width: 960, height: 544 } }
const cleared: z.input<typeof ClearedBody> = { removed: 12 }
const media: MediaBody = {
  sha256: FILE,
  kind: 'image',
  mime: 'image/png',
  bytes: 1_482_113,
  width: 1280,
  height: 720,
  duration: null,
}
const trash: TrashBody = {
  scenes: [],
  clips: [{ id: CLIP, scene_id: SCENE, number: '1.01', name: 'Opening shot', deleted_at: AT }],
  takes: [],
}
const tree: ProjectTreeBody = { ...project, scenes: [{ ...scene, clips: [clip] }] }
const videoPage: OpenAiVideoPage = { items: [video], next_cursor: null }

/**
 * What bodies and answers look like, by the name of their schema in the API's document. They tell one story, the worked
 * example of the reference, and are held to their schemas by their types.
 */
export const EXAMPLES: Readonly<Record<string, unknown>> = {
  Project: project,
  ProjectWithScenes: tree,
  CreateProject: createProject,
  UpdateProject: updateProject,
  Trash: trash,
  Scene: scene,
  CreateScene: createScene,
  UpdateScene: updateScene,
  Clip: clip,
  CreateClip: createClip,
  UpdateClip: updateClip,
  UpdatePrompts: updatePrompts,
  TimelinePosition: position,
  Take: take,
  Media: media,
  GenerationRequest: request,
  Job: job,
  RetryJob: retry,
  JobPriority: priority,
  JobPlace: place,
  QueueStatus: status,
  ClearedQueue: cleared,
  Batch: batch,
  BatchSummary: batchSummary,
  PullWorker: worker,
  LeasedJob: leased,
  OpenAiVideo: video,
  OpenAiVideoPage: videoPage,
  Version: version,
  CreateVersion: { name: 'Before the chorus' },
  RenameVersion: { name: 'Before the chorus' },
  FilmExport: film,
  ...MORE_EXAMPLES,
}
