import * as Comlink from 'comlink'
import type { MediaWorkerApi } from './media-worker-api.ts'
import { posterOf } from './poster.ts'
import { probeMedia } from './probe-media.ts'
import { sha256Of } from './sha256.ts'
import { waveformOf } from './waveform.ts'

const api: MediaWorkerApi = {
  sha256: sha256Of,
  probe: probeMedia,
  poster: posterOf,
  waveform: waveformOf,
}

Comlink.expose(api)
