import { castTools } from './cast-tools.ts'
import { clipTools } from './clip-tools.ts'
import { exportTools } from './export-tools.ts'
import { generationTools } from './generation-tools.ts'
import { projectTools } from './project-tools.ts'
import { sceneTools } from './scene-tools.ts'
import type { Tool } from './tool.ts'
import { versionTools } from './version-tools.ts'

/** Every tool that assistants have. */
export const TOOLS: readonly Tool[] = [
  ...projectTools,
  ...sceneTools,
  ...clipTools,
  ...castTools,
  ...generationTools,
  ...versionTools,
  ...exportTools,
]
