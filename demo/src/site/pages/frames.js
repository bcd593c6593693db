const blank = document.querySelector('#blank').contentDocument
const style = blank.createElement('link')
style.rel = 'stylesheet'
style.href = '/style.css'
blank.head.append(style)
const main = blank.createElement('main')
const label = blank.createElement('label')
label.htmlFor = 'remark'
label.textContent = 'Remark'
const field = blank.createElement('input')
field.id = 'remark'
field.autocomplete = 'off'
main.append(label, field)
blank.body.append(main)
