import { describeOutboxStore, describeProjectCatalog } from '../catalog.contract.ts'
import { describeDocumentStore } from '../document-store.contract.ts'
import { describeVersionStore } from '../version-store.contract.ts'
import { memoryDocumentStore } from './memory-document-store.ts'
import { memoryOutboxStore, memoryProjectCatalog } from './memory-stores.ts'
import { memoryVersionStore } from './memory-version-store.ts'

describeDocumentStore('memory', async () => memoryDocumentStore())
describeProjectCatalog('memory', async () => memoryProjectCatalog())
describeOutboxStore('memory', async () => memoryOutboxStore())
describeVersionStore('memory', async () => memoryVersionStore())
