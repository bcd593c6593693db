const views = {
  '/app/': ['Orders', 'Choose a view.'],
  '/app/inbox': ['Inbox', 'Three crates of tea for Mrs Alder. Rope, forty fathoms, for the chandler.'],
  '/app/calendar': ['Calendar', 'High water at 06:12 and 18:40. The ferry does not go on Monday.'],
  '/app/settings': ['Settings', 'Lamps: on. Foghorn: on. Gulls: no switch was found.'],
}

function show() {
  const [title, text] = views[location.pathname] ?? views['/app/']
  document.querySelector('#view-title').textContent = title
  document.querySelector('#view-text').textContent = text
  for (const link of document.querySelectorAll('#views a')) {
    if (link.pathname === location.pathname) link.setAttribute('aria-current', 'page')
    else link.removeAttribute('aria-current')
  }
}

document.querySelector('#views').addEventListener('click', event => {
  const link = event.target.closest('a')
  if (link === null) return
  event.preventDefault()
  history.pushState(null, '', link.href)
  show()
})

document.querySelector('#sort').addEventListener('click', () => {
  history.replaceState(null, '', `${location.pathname}?sort=date`)
})

addEventListener('popstate', show)
show()
