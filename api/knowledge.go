package api

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/knowledge"
	"github.com/manyhands/manyhands/internal/sop"
)

// errOtherID refuses a document whose own id is not the address's.
var errOtherID = fault.New(fault.Invalid, "id_differs", "the id in the document is not the one in the address")

// mountKnowledge: articles, phrasings, gaps and proposals.
func (s *surface) mountKnowledge() {
	if s.doors.Library == nil {
		return
	}
	type rawIn struct {
		RawBody []byte `contentType:"application/jsonl"`
	}
	add(s, op{id: "import-questions", method: http.MethodPost, path: "/api/v1/brand/imports/questions", summary: "Import phrasings (questions.jsonl)", tag: "knowledge", maxBody: largestImport, raw: true},
		func(ctx context.Context, by account.Caller, in *rawIn) (*body[imported], error) {
			n, err := s.doors.Library.BringPhrasings(ctx, by.Brand, bytes.NewReader(in.RawBody))
			return ok(imported{n}), err
		})
	type profileIn struct {
		RawBody []byte `contentType:"application/yaml"`
	}
	add(s, op{id: "put-profile", method: http.MethodPut, path: "/api/v1/brand/profile", summary: "How the brand speaks (brand.yaml)", tag: "knowledge", status: http.StatusNoContent, raw: true},
		func(ctx context.Context, by account.Caller, in *profileIn) (*done, error) {
			_, err := s.doors.Library.PutProfile(ctx, by.Brand, bytes.Clone(in.RawBody))
			return nothing(), err
		})
	s.mountArticles()
	add(s, op{id: "gaps", method: http.MethodGet, path: "/api/v1/brand/gaps", summary: "Questions that no article answers, most asked first", tag: "knowledge"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[list[knowledge.Gap]], error) {
			all, err := s.doors.Library.Gaps(ctx, by.Brand)
			return okList(all), err
		})
	type phrasingsOut struct {
		Items []knowledge.Phrasing `json:"items"`
	}
	add(s, op{id: "phrasings", method: http.MethodGet, path: "/api/v1/brand/phrasings", summary: "The ways to ask", tag: "knowledge"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[phrasingsOut], error) {
			all, err := s.doors.Library.Phrasings(ctx, by.Brand)
			return ok(phrasingsOut{all}), err
		})
	s.mountProposals()
	s.mountBringing()
	s.mountLearning()
	s.mountPack()
}

func (s *surface) mountArticles() {
	type one struct {
		ID string `path:"id" maxLength:"200"`
	}
	add(s, op{id: "articles", method: http.MethodGet, path: "/api/v1/brand/articles", summary: "The articles in force", tag: "knowledge"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[list[knowledge.Shelved]], error) {
			all, err := s.doors.Library.Articles(ctx, by.Brand)
			return okList(all), err
		})
	add(s, op{id: "article", method: http.MethodGet, path: "/api/v1/brand/articles/{id}", summary: "One article", tag: "knowledge"},
		func(ctx context.Context, by account.Caller, in *one) (*body[knowledge.Shelved], error) {
			a, err := s.doors.Library.Article(ctx, by.Brand, in.ID)
			return ok(a), err
		})
	type put struct {
		ID      string `path:"id" maxLength:"200"`
		RawBody []byte `contentType:"text/markdown"`
	}
	add(s, op{id: "put-article", method: http.MethodPut, path: "/api/v1/brand/articles/{id}", summary: "Write an article: Markdown with front matter; a new version each time", tag: "knowledge", maxBody: 1 << 20, raw: true},
		func(ctx context.Context, by account.Caller, in *put) (*body[knowledge.Article], error) {
			a, err := knowledge.ReadArticle(in.ID+".md", bytes.Clone(in.RawBody))
			if err != nil {
				return nil, err
			}
			if a.ID != in.ID {
				return nil, errOtherID.At("id", in.ID, a.ID)
			}
			a, err = s.doors.Library.Put(ctx, by.Brand, a, by.Person.String())
			return ok(a), err
		})
	add(s, op{id: "retire-article", method: http.MethodDelete, path: "/api/v1/brand/articles/{id}", summary: "Take an article out of force; its versions stay", tag: "knowledge", status: http.StatusNoContent},
		func(ctx context.Context, by account.Caller, in *one) (*done, error) {
			return nothing(), s.doors.Library.Retire(ctx, by.Brand, in.ID, by.Person.String())
		})
}

func (s *surface) mountProposals() {
	add(s, op{id: "proposals", method: http.MethodGet, path: "/api/v1/brand/proposals", summary: "Articles that wait for a person's yes", tag: "knowledge"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[list[knowledge.Shelved]], error) {
			all, err := s.doors.Library.Proposals(ctx, by.Brand)
			return okList(all), err
		})
	type decide struct {
		ID      string `path:"id" maxLength:"200"`
		Version int    `path:"version"`
		Body    struct {
			Approve bool `json:"approve"`
		}
	}
	add(s, op{id: "decide-proposal", method: http.MethodPost, path: "/api/v1/brand/proposals/{id}/{version}", summary: "Approve or reject a proposed article", tag: "knowledge", status: http.StatusNoContent},
		func(ctx context.Context, by account.Caller, in *decide) (*done, error) {
			return nothing(), s.doors.Library.Decide(ctx, by.Brand, in.ID, in.Version, in.Body.Approve, by.Person.String())
		})
}

type procedureOut struct {
	ID       string        `json:"id"`
	Edition  int           `json:"edition"`
	TitleZh  string        `json:"title_zh"`
	TitleEn  string        `json:"title_en"`
	Source   string        `json:"source"`
	ByWhom   string        `json:"by"`
	At       time.Time     `json:"at"`
	Findings []sop.Finding `json:"findings"`
	Steps    []stepOut     `json:"steps"`
	Guards   []guardOut    `json:"guards"`
}

type stepOut struct {
	ID       string `json:"id"`
	Kind     string `json:"kind" enum:"say,ask,do,require,handoff"`
	Text     string `json:"text"`
	TextEn   string `json:"text_en,omitempty"`
	If       string `json:"if,omitempty" doc:"the step is skipped unless this holds"`
	Goto     string `json:"goto,omitempty"`
	Else     string `json:"else,omitempty"`
	Declined string `json:"declined,omitempty" doc:"where a no of the shopper leads"`
	End      bool   `json:"end,omitempty"`
}

type guardOut struct {
	ID        string `json:"id"`
	Expr      string `json:"expr"`
	BecauseZh string `json:"because_zh"`
	BecauseEn string `json:"because_en"`
}

// mountProcedures: a brand's SOPs.
func (s *surface) mountProcedures() {
	if s.doors.Book == nil {
		return
	}
	add(s, op{id: "procedures", method: http.MethodGet, path: "/api/v1/brand/procedures", summary: "The procedures in force, with what the linter finds", tag: "procedures"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[list[procedureOut]], error) {
			all, err := s.doors.Book.Procedures(ctx, by.Brand)
			out := make([]procedureOut, len(all))
			for i, f := range all {
				out[i] = procedureOf(f)
			}
			return okList(out), err
		})
	type put struct {
		ID      string `path:"id" maxLength:"200"`
		RawBody []byte `contentType:"application/yaml"`
	}
	add(s, op{id: "put-procedure", method: http.MethodPut, path: "/api/v1/brand/procedures/{id}", summary: "Write a procedure (YAML); a changed text is a new edition and a changed policy", tag: "procedures", maxBody: 1 << 20, raw: true},
		func(ctx context.Context, by account.Caller, in *put) (*body[procedureOut], error) {
			src := bytes.Clone(in.RawBody)
			p, err := sop.Parse(in.ID+".yaml", src)
			if err != nil {
				return nil, err
			}
			if p.ID != in.ID {
				return nil, errOtherID.At("id", in.ID, p.ID)
			}
			f, err := s.doors.Book.Put(ctx, by.Brand, in.ID+".yaml", src, by.Person.String())
			if err != nil {
				return nil, err
			}
			return ok(procedureOf(f)), nil
		})
}

func procedureOf(f sop.Filed) procedureOut {
	out := procedureOut{
		ID: f.ID, Edition: f.Edition, TitleZh: f.Title.In("zh"), TitleEn: f.Title.In("en"), Source: f.Source, ByWhom: f.ByWhom, At: f.At,
		Findings: f.Lint(), Steps: []stepOut{}, Guards: []guardOut{},
	}
	if out.Findings == nil {
		out.Findings = []sop.Finding{}
	}
	for _, st := range f.Steps {
		out.Steps = append(out.Steps, stepOf(st))
	}
	for _, g := range f.Guards {
		out.Guards = append(out.Guards, guardOut{g.ID, g.Expr, g.Because.In("zh"), g.Because.In("en")})
	}
	return out
}

// stepOf is a step as a reader sees it: what kind it is and what it says.
func stepOf(st sop.Step) stepOut {
	out := stepOut{ID: st.ID, If: st.If, Goto: st.Goto, Else: st.Else, Declined: st.Declined, End: st.End}
	switch {
	case st.Do != "":
		out.Kind, out.Text = "do", st.Do
	case len(st.Ask) > 0:
		out.Kind, out.Text = "ask", joined(st.Ask)
	case len(st.Require) > 0:
		out.Kind, out.Text = "require", joined(st.Require)
	case st.Handoff != nil:
		out.Kind, out.Text = "handoff", st.Handoff.Reason
	default:
		out.Kind, out.Text, out.TextEn = "say", st.Say.In("zh"), st.Say.In("en")
	}
	return out
}
