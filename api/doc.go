// Package api is the surface: the only package that knows fiber and huma.
//
// A handler decodes, calls one method of a domain and renders; it holds no
// rule of the business and no SQL, and keeps nothing of a fiber.Ctx after it
// returns. Each domain has its mountX in a file of its own; who may do what is
// the one table in permission.go; what a fault looks like outside is in
// problem.go.
package api
