import type { ReactElement } from 'react'
import { MODEL_FAMILIES } from '#shared/generation/model-families.ts'
import { ModelType } from '#shared/generation/model-types.ts'
import { Select } from '../../ui/select.tsx'

/** Says of what family a model is whose file name does not tell. */
export function FamilySelect({
  value,
  onChange,
}: {
  value: ModelType | null
  onChange: (type: ModelType) => void
}): ReactElement {
  return (
    <Select
      label="Family of this model"
      triggerClassName="h-7"
      value={value}
      placeholder="Choose, the file name does not tell"
      // A paid node is no file.
      options={ModelType.options
        .filter((type) => type !== 'flux_pro')
        .map((type) => ({ value: type, label: MODEL_FAMILIES[type].label }))}
      onChange={onChange}
    />
  )
}
