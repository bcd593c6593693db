class HarbourField extends HTMLElement {
  connectedCallback() {
    const style = document.createElement('link')
    style.rel = 'stylesheet'
    style.href = '/style.css'
    const label = document.createElement('label')
    label.htmlFor = 'berth'
    label.textContent = 'Berth, inside a component'
    const field = document.createElement('input')
    field.id = 'berth'
    field.autocomplete = 'off'
    this.attachShadow({ mode: 'open' }).append(style, label, field)
  }
}

customElements.define('harbour-field', HarbourField)
