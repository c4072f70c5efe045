// SPDX-License-Identifier: Apache-2.0
import { mount } from 'svelte'
import App from './App.svelte'
import './styles.css'
import { here } from './lib/router.svelte'
import { tongue } from './words/words.svelte'

here.listen()
await tongue.start()
mount(App, { target: document.getElementById('app') as HTMLElement })
