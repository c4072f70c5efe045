// SPDX-License-Identifier: Apache-2.0
import { mount } from 'svelte'
import App from './App.svelte'
import './styles.css'
import { resume } from './lib/api'
import { here } from './lib/router.svelte'
import { tongue } from './words/words.svelte'

here.listen()
await Promise.all([tongue.start(), resume()])
mount(App, { target: document.getElementById('app') as HTMLElement })
