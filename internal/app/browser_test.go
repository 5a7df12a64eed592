package app

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/manyhands/manyhands/internal/demo"
	"github.com/manyhands/manyhands/web"
)

const returnsArticle = `---
title: 七天无理由退货
tags: [returns]
---
签收后七天内可以无理由退货，吊牌完好、不影响二次销售即可。退款在仓库验收后两个工作日内原路退回。
`

// A shopper and a brand person in a real browser, against the program as it is
// served. Skipped where there is no Chromium or the screens were not built.
func TestBrowserPersonaFindsTheConversationOfAShopper(t *testing.T) {
	chromium := browser(t)
	data := folder(t)
	p := startProgram(t, data)
	defer p.kill(t)
	teach(t, p)
	if out, err := walk(t, chromium, 3*time.Minute, "e2e/persona.mjs", p.base, demo.BrandEmail, demo.Password, "七天无理由怎么退", "签收后七天内可以无理由退货"); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// browser is where Chromium is. The test is skipped where there is none, or the
// screens were not built.
func browser(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("starts the whole program and a browser")
	}
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no chromium on this machine")
	}
	if _, err := os.Stat("../../web/node_modules/playwright-core"); err != nil || !web.Built() {
		t.Skip("the screens are not built: make web")
	}
	return chromium
}

// folder is an empty one that the database's own user can enter.
func folder(t *testing.T) string {
	t.Helper()
	data, err := os.MkdirTemp("", "mhweb") //nolint:usetesting // the database's own user must get in
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(data) })
	if err := os.Chmod(data, 0o755); err != nil {
		t.Fatal(err)
	}
	return data
}

// walk plays a script of web/e2e against a running program, and returns what it
// said.
func walk(t *testing.T, chromium string, limit time.Duration, args ...string) ([]byte, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, "node", args...)
	cmd.Dir = "../../web"
	cmd.Env = append(os.Environ(), "CHROMIUM="+chromium)
	return cmd.CombinedOutput()
}

// teach gives the demo's brand one article and a few ways to ask for it.
func teach(t *testing.T, p *program) {
	t.Helper()
	var s struct {
		Access string `json:"access_token"`
	}
	in := map[string]string{"email": demo.BrandEmail, "password": demo.Password}
	if err := p.call(t.Context(), http.MethodPost, "/api/v1/sessions", "", in, &s); err != nil {
		t.Fatal(err)
	}
	questions := `{"text":"七天无理由怎么退","article":"returns"}
{"text":"可以退货吗","article":"returns"}
{"text":"不喜欢能退吗","article":"returns"}
{"text":"明天天气怎么样","intent":"none"}
`
	for _, u := range []struct{ method, path, content, body string }{
		{http.MethodPut, "/api/v1/brand/articles/returns", "text/markdown", returnsArticle},
		{http.MethodPost, "/api/v1/brand/imports/questions", "application/jsonl", questions},
	} {
		req, err := http.NewRequestWithContext(t.Context(), u.method, p.base+u.path, strings.NewReader(u.body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", u.content)
		req.Header.Set("Authorization", "Bearer "+s.Access)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode >= 300 {
			t.Fatalf("%s: %d", u.path, res.StatusCode)
		}
	}
}
