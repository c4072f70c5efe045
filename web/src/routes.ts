// SPDX-License-Identifier: Apache-2.0
// Every page: its address, its title and who may see it. A page's code is loaded when it is first opened.
import type { Route } from './lib/router.svelte'

export const routes: Route[] = [
  { path: '/', title: 'home.title', page: () => import('./pages/public/Home.svelte') },
  { path: '/agreements', title: 'agreements.title', page: () => import('./pages/public/Agreements.svelte') },
  { path: '/agreements/:agreement', title: 'agreement.title', page: () => import('./pages/public/Agreement.svelte') },
  {
    path: '/agreements/:agreement/preview',
    title: 'preview.title',
    duties: ['agreement-officer', 'releasing-officer', 'auditor'],
    page: () => import('./pages/officer/Preview.svelte'),
  },
  { path: '/propose', title: 'propose.title', duties: ['agreement-officer'], page: () => import('./pages/officer/Propose.svelte') },
  { path: '/submitted', title: 'submitted.title', page: () => import('./pages/public/Submitted.svelte') },
  {
    path: '/submissions',
    title: 'submissions.title',
    duties: ['agreement-officer', 'auditor'],
    page: () => import('./pages/officer/Submissions.svelte'),
  },
  { path: '/discretions', title: 'discretions.title', duties: ['releasing-officer'], page: () => import('./pages/officer/Discretions.svelte') },
  {
    path: '/discretions/:discretion',
    title: 'discretion.title',
    duties: ['releasing-officer', 'auditor'],
    page: () => import('./pages/officer/Discretion.svelte'),
  },
  { path: '/releases', title: 'releases.title', duties: ['auditor'], page: () => import('./pages/officer/Releases.svelte') },
  { path: '/map', title: 'map.menu', page: () => import('./pages/public/Map.svelte') },
  { path: '/ledger', title: 'ledger.title', page: () => import('./pages/public/Ledger.svelte') },
  { path: '/lines/:index', title: 'line.title', page: () => import('./pages/public/Line.svelte') },
  { path: '/receipt', title: 'person.title', page: () => import('./pages/person/Receipt.svelte') },
  { path: '/statistics', title: 'statistics.title', page: () => import('./pages/public/Statistics.svelte') },
  { path: '/bookings', title: 'bookings.title', duties: ['contributor', 'auditor'], page: () => import('./pages/bookings/List.svelte') },
  { path: '/bookings/new', title: 'new.title', duties: ['contributor'], page: () => import('./pages/bookings/New.svelte') },
  { path: '/bookings/:booking', title: 'booking.title', duties: ['contributor', 'auditor'], page: () => import('./pages/bookings/Booking.svelte') },
  { path: '/login', title: 'login.title', page: () => import('./pages/account/Login.svelte') },
  {
    path: '/tasks',
    title: 'tasks.title',
    duties: ['examiner', 'senior-examiner'],
    page: () => import('./pages/examiner/Tasks.svelte'),
  },
  {
    path: '/tasks/:task',
    title: 'examiner.title',
    duties: ['examiner', 'senior-examiner'],
    wide: true,
    page: () => import('./pages/examiner/Task.svelte'),
  },
]
