import * as Comlink from 'comlink'
import { filmFileWork } from './film-file-work.ts'

Comlink.expose(filmFileWork)
