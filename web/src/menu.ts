// SPDX-License-Identifier: Apache-2.0
// What the bar offers, by duty.
import { routes } from './routes'

const offered = ['/agreements', '/map', '/statistics', '/ledger', '/receipt', '/tasks', '/propose', '/discretions', '/releases']

export const menu = routes.filter((route) => offered.includes(route.path))
