// Shows the OpenAPI document as a page.
function make(name, text, parent, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  if (parent) parent.appendChild(made);
  return made;
}
function showExample(content, parent) {
  for (const type of Object.keys(content || {})) {
    const example = content[type].example;
    if (example === undefined) continue;
    make('div', type, parent, 'quiet');
    make('pre', typeof example === 'string' ? example : JSON.stringify(example, null, 2), parent);
  }
}
function showRoute(path, verb, operation, parent) {
  const box = make('details', undefined, parent);
  const head = make('summary', undefined, box);
  make('code', verb.toUpperCase(), head, 'verb');
  make('code', path, head);
  make('span', ' ' + operation.summary, head, 'quiet');
  if (operation.description) make('p', operation.description, box);
  make('p', operation['x-scope'] ? 'Scope: ' + operation['x-scope'] : 'Open to everybody.', box, 'quiet');
  if (operation.parameters) {
    const table = make('table', undefined, box);
    for (const parameter of operation.parameters) {
      const row = make('tr', undefined, table);
      make('code', parameter.name, make('td', undefined, row));
      make('td', parameter.in, row, 'quiet');
      make('td', parameter.description || '', row);
    }
  }
  if (operation.requestBody) { make('h4', 'Request', box); showExample(operation.requestBody.content, box); }
  for (const status of Object.keys(operation.responses)) {
    make('h4', status + ' ' + operation.responses[status].description, box);
    showExample(operation.responses[status].content, box);
  }
}
fetch('openapi.json').then(answer => answer.json()).then(document_ => {
  document.getElementById('intro').textContent = document_.info.description;
  const routes = document.getElementById('routes');
  for (const tag of document_.tags) {
    make('h2', tag.name, routes);
    make('p', tag.description, routes);
    for (const path of Object.keys(document_.paths)) {
      for (const verb of Object.keys(document_.paths[path])) {
        if (document_.paths[path][verb].tags[0] === tag.name) showRoute(path, verb, document_.paths[path][verb], routes);
      }
    }
  }
});
