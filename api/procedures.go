package api

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/sop"
)

// draftOut is an imported procedure that waits for a yes.
type draftOut struct {
	ID       string        `json:"id"`
	Title    string        `json:"title"`
	Source   string        `json:"source"`
	Origin   string        `json:"origin"`
	ByWhom   string        `json:"by"`
	At       time.Time     `json:"at"`
	Findings []sop.Finding `json:"findings"`
	Steps    []stepOut     `json:"steps"`
}

type draftsOut struct {
	Items []draftOut `json:"items"`
}

// mountDrafts: procedures from a file, and the texts that a procedure had.
func (s *surface) mountDrafts() {
	if s.doors.Book == nil {
		return
	}
	type bring struct {
		Name    string `query:"name" maxLength:"200" doc:"the file's name, for the drafts' origin"`
		RawBody []byte `contentType:"application/json"`
	}
	add(s, op{id: "import-procedures", method: http.MethodPost, path: "/api/v1/brand/procedure-drafts", summary: "Import button-flow guidelines as drafts; nothing is in force before a yes", tag: "procedures", maxBody: 8 << 20, raw: true},
		func(ctx context.Context, by account.Caller, in *bring) (*body[draftsOut], error) {
			if in.Name == "" {
				in.Name = "guidelines.json"
			}
			if _, err := s.doors.Book.Import(ctx, by.Brand, in.Name, bytes.Clone(in.RawBody), by.Person.String()); err != nil {
				return nil, err
			}
			return s.drafts(ctx, by)
		})
	add(s, op{id: "procedure-drafts", method: http.MethodGet, path: "/api/v1/brand/procedure-drafts", summary: "Imported procedures that wait for a decision", tag: "procedures"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[draftsOut], error) {
			return s.drafts(ctx, by)
		})
	type prose struct {
		Body struct {
			Title string `json:"title" minLength:"1" maxLength:"100"`
			Text  string `json:"text" minLength:"20" maxLength:"20000"`
		}
	}
	add(s, op{id: "draft-of-prose", method: http.MethodPost, path: "/api/v1/brand/procedure-drafts/prose", summary: "Have a model make a draft of a written procedure; only where a model is set", tag: "procedures"},
		func(ctx context.Context, by account.Caller, in *prose) (*body[draftsOut], error) {
			d, err := sop.DraftOfProse(ctx, s.doors.Model, by.Brand, in.Body.Title, in.Body.Text)
			if err != nil {
				return nil, err
			}
			if err := s.doors.Book.Keep(ctx, by.Brand, []sop.Draft{d}, by.Person.String()); err != nil {
				return nil, err
			}
			return s.drafts(ctx, by)
		})
	type decide struct {
		ID   string `path:"id" maxLength:"200"`
		Body struct {
			Adopt bool `json:"adopt" doc:"true: in force as the next edition; false: thrown away"`
		}
	}
	add(s, op{id: "decide-draft", method: http.MethodPost, path: "/api/v1/brand/procedure-drafts/{id}", summary: "Put a draft in force, or throw it away", tag: "procedures", status: http.StatusNoContent},
		func(ctx context.Context, by account.Caller, in *decide) (*done, error) {
			if !in.Body.Adopt {
				return nothing(), s.doors.Book.Drop(ctx, by.Brand, in.ID)
			}
			_, err := s.doors.Book.Adopt(ctx, by.Brand, in.ID, by.Person.String())
			return nothing(), err
		})
	type one struct {
		ID string `path:"id" maxLength:"200"`
	}
	add(s, op{id: "procedure-editions", method: http.MethodGet, path: "/api/v1/brand/procedures/{id}/editions", summary: "Every text that a procedure had, the newest first", tag: "procedures"},
		func(ctx context.Context, by account.Caller, in *one) (*body[list[procedureOut]], error) {
			all, err := s.doors.Book.Editions(ctx, by.Brand, in.ID)
			out := make([]procedureOut, len(all))
			for i, f := range all {
				out[i] = procedureOf(f)
			}
			return okList(out), err
		})
}

func (s *surface) drafts(ctx context.Context, by account.Caller) (*body[draftsOut], error) {
	waiting, err := s.doors.Book.Drafts(ctx, by.Brand)
	if err != nil {
		return nil, err
	}
	out := draftsOut{Items: []draftOut{}}
	for _, k := range waiting {
		d := draftOut{ID: k.ID, Title: k.Title, Source: k.YAML, Origin: k.Origin, ByWhom: k.ByWhom, At: k.At, Findings: k.Findings, Steps: []stepOut{}}
		p, err := sop.Parse(k.ID+".yaml", []byte(k.YAML))
		if err != nil {
			return nil, err
		}
		for _, st := range p.Steps {
			d.Steps = append(d.Steps, stepOf(st))
		}
		out.Items = append(out.Items, d)
	}
	return ok(out), nil
}
