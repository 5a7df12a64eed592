// Package web holds the screens of Manyhands as bytes inside the program: the
// app of the four personas (brand, agent, finance, operator), the shopper's
// chat widget and the demonstration shop.
//
// It owns: which file answers a path, in which encoding, and how long a browser
// may keep it. It does not own: HTTP (api turns a File into an answer), what the
// screens show, or who may see them: every file here is public, all that is
// private comes over the API.
//
// The sources are TypeScript beside this file; `npm run build` writes dist/site,
// which git ignores. Without it the program still builds and says on its first
// page how to build the screens.
package web
