import type { Take } from '#shared/model/take.ts'
import { familyOf } from './model-catalogue.ts'

/** What the takes of the sample film name as their model. */
const SAMPLE_MODEL = 'sample'

/** Where a take comes from, in a few words. */
export function takeOrigin({ model, source }: Pick<Take, 'model' | 'source'>): string {
  if (source === 'imported') return 'Added by hand'
  if (source === 'sketch') return 'Sketch'
  if (model === null) return 'Generated'
  return model === SAMPLE_MODEL ? 'Sample film' : (familyOf(model)?.label ?? model)
}
