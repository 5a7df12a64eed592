package api

import (
	"bytes"
	"context"
	"net/http"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/knowledge"
)

// mountBringing: files of articles, and what an article has been.
func (s *surface) mountBringing() {
	type bring struct {
		Kind    string `path:"kind" enum:"markdown,csv,xlsx,html,talks"`
		Name    string `query:"name" maxLength:"200" doc:"the file's name"`
		RawBody []byte `contentType:"application/octet-stream"`
	}
	add(s, op{id: "import-knowledge", method: http.MethodPost, path: "/api/v1/brand/imports/knowledge/{kind}", summary: "Bring articles: Markdown, a table (CSV, XLSX), a product page (HTML) or a chat history (CSV, JSONL); the same file sent again goes on where it stopped", tag: "knowledge", maxBody: largestImport, raw: true},
		func(ctx context.Context, by account.Caller, in *bring) (*body[knowledge.Brought], error) {
			name := in.Name
			if name == "" {
				name = in.Kind
			}
			b, err := s.doors.Library.Bring(ctx, by.Brand, in.Kind, name, bytes.Clone(in.RawBody), by.Person.String())
			return ok(b), err
		})
	add(s, op{id: "brought-files", method: http.MethodGet, path: "/api/v1/brand/imports/knowledge", summary: "The files of articles that were brought, and how far each got", tag: "knowledge"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[list[knowledge.Brought]], error) {
			all, err := s.doors.Library.Bringings(ctx, by.Brand)
			return okList(all), err
		})
	type one struct {
		ID string `path:"id" maxLength:"200"`
	}
	add(s, op{id: "article-versions", method: http.MethodGet, path: "/api/v1/brand/articles/{id}/versions", summary: "All that an article has been, the newest first", tag: "knowledge"},
		func(ctx context.Context, by account.Caller, in *one) (*body[list[knowledge.Shelved]], error) {
			all, err := s.doors.Library.Versions(ctx, by.Brand, in.ID)
			return okList(all), err
		})
	type version struct {
		ID      string `path:"id" maxLength:"200"`
		Version int    `path:"version"`
	}
	add(s, op{id: "restore-article", method: http.MethodPost, path: "/api/v1/brand/articles/{id}/versions/{version}/restore", summary: "Put an earlier version in force again, as a new one", tag: "knowledge"},
		func(ctx context.Context, by account.Caller, in *version) (*body[knowledge.Article], error) {
			a, err := s.doors.Library.Restore(ctx, by.Brand, in.ID, in.Version, by.Person.String())
			return ok(a), err
		})
}
