import { describeOutboxStore, describeProjectCatalog } from '../catalog.contract.ts'
import { describeDocumentStore } from '../document-store.contract.ts'
import { memoryDocumentStore } from './memory-document-store.ts'
import { memoryOutboxStore, memoryProjectCatalog } from './memory-stores.ts'

describeDocumentStore('memory', async () => memoryDocumentStore())
describeProjectCatalog('memory', async () => memoryProjectCatalog())
describeOutboxStore('memory', async () => memoryOutboxStore())
