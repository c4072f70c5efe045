// SPDX-License-Identifier: Apache-2.0
// Before anything is drawn: the theme that was chosen here. Only this word and the language are ever kept in a browser.
try {
  const theme = localStorage.getItem('theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  /* this browser keeps nothing for us */
}
