import { describeMediaIndex } from '../media-index.contract.ts'
import { memoryMediaIndex } from './memory-media-index.ts'

describeMediaIndex('memory', async () => ({ index: memoryMediaIndex(), close: async () => {} }))
