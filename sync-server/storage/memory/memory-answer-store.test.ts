import { describeAnswerStore } from '../answer-store.contract.ts'
import { memoryAnswerStore } from './memory-answer-store.ts'

describeAnswerStore('memory', async () => ({ store: memoryAnswerStore(), close: async () => {} }))
