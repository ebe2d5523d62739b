import { describeCatalog } from '../catalog.contract.ts'
import { memoryCatalog } from './memory-catalog.ts'

describeCatalog('memory', async () => ({ catalog: memoryCatalog(), close: async () => {} }))
