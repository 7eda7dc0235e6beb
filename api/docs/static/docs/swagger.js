"use strict";

const docs = document.getElementById("docs");

window.ui = SwaggerUIBundle({
  domNode: docs,
  url: docs.dataset.schema,
  presets: [SwaggerUIBundle.presets.apis],
  deepLinking: true,
  displayOperationId: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  filter: true,
  validatorUrl: null,
});
