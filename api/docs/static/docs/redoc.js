"use strict";

// Redoc's footer shows its maker's logo from a CDN, by attribute and by property; nothing here comes from elsewhere.
const image = HTMLImageElement.prototype;
const { setAttribute } = Element.prototype;
const source = Object.getOwnPropertyDescriptor(image, "src");
const isForeign = (address) => new URL(address, location.href).origin !== location.origin;

image.setAttribute = function (name, value) {
  if (name !== "src" || !isForeign(value)) {
    setAttribute.call(this, name, value);
  }
};
Object.defineProperty(image, "src", {
  ...source,
  set(value) {
    if (!isForeign(value)) {
      source.set.call(this, value);
    }
  },
});

const docs = document.getElementById("docs");

Redoc.init(docs.dataset.schema, {}, docs);
