package api

import (
	"bytes"
	"cmp"
	"html/template"
	"slices"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"
)

// docsPage lists the operations from the description itself; it needs no
// script and no other host.
var docsPage = template.Must(template.New("docs").Parse(`<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Manyhands API</title><style>
body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b2430}
h1{font-size:1.6rem}h2{margin-top:2rem;border-bottom:1px solid #d7dde5;text-transform:capitalize}
li{list-style:none;padding:.35rem 0;border-bottom:1px solid #eef1f5}ul{padding:0}
code{background:#eef3fb;padding:.1rem .4rem;border-radius:4px}b{display:inline-block;width:4.5rem;color:#0958d9}
small{color:#5b6674}</style><h1>{{.Title}}</h1><p>{{.Description}}</p><p>Machine-readable: <a href="/openapi.json">openapi.json</a>, <a href="/openapi.yaml">openapi.yaml</a>.</p>
{{range .Groups}}<h2 id="{{.Name}}">{{.Name}}</h2><ul>{{range .Ops}}<li id="{{.ID}}"><b>{{.Method}}</b><code>{{.Path}}</code> {{.Summary}}{{if .Roles}} <small>{{range .Roles}}{{.}} {{end}}</small>{{end}}</li>{{end}}</ul>{{end}}</html>`))

type docGroup struct {
	Name string
	Ops  []docOp
}

type docOp struct {
	ID, Method, Path, Summary string
	Roles                     who
}

func (s *surface) mountDocs() {
	s.app.Get("/docs", func(c *fiber.Ctx) error {
		var b bytes.Buffer
		o := s.api.OpenAPI()
		if err := docsPage.Execute(&b, map[string]any{"Title": o.Info.Title, "Description": o.Info.Description, "Groups": groups(o)}); err != nil {
			return err
		}
		c.Set(fiber.HeaderContentType, "text/html; charset=utf-8")
		return c.Send(b.Bytes())
	})
}

func groups(o *huma.OpenAPI) []docGroup {
	byTag := map[string][]docOp{}
	for path, item := range o.Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
			if op != nil {
				byTag[op.Tags[0]] = append(byTag[op.Tags[0]], docOp{op.OperationID, op.Method, path, op.Summary, permits[op.OperationID]})
			}
		}
	}
	out := make([]docGroup, 0, len(byTag))
	for name, ops := range byTag {
		slices.SortFunc(ops, func(a, b docOp) int { return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method)) })
		out = append(out, docGroup{name, ops})
	}
	slices.SortFunc(out, func(a, b docGroup) int { return cmp.Compare(a.Name, b.Name) })
	return out
}
