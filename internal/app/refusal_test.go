package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/manyhands/manyhands/internal/demo"
)

// Bad input at each step gets a clear fault with a stable code: scenarios as
// data, against the program as it is served.
func TestBadInputIsRefusedWithAStableCode(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the whole program")
	}
	t.Parallel()
	data, err := os.MkdirTemp("", "mhbad") //nolint:usetesting // the database's own user must get in
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(data) })
	if err := os.Chmod(data, 0o755); err != nil {
		t.Fatal(err)
	}
	p := startProgram(t, data)
	defer p.kill(t)
	brand, operator := tokenOf(t, p, demo.BrandEmail), tokenOf(t, p, demo.OperatorEmail)
	const somebodyElses = "01900000-0000-7000-8000-000000000000"
	past := `{"event":"x","starts":"2001-01-01T00:00:00Z","ends":"2001-01-02T00:00:00Z","channels":["jd"]}`
	zone := `{"event":"x","starts":"2101-01-01T00:00:00Z","ends":"2101-01-02T00:00:00Z","channels":["jd"],"timezone":"Mars/Olympus"}`
	for _, c := range []struct {
		name, method, path, token, content, body string
		status                                   int
		code                                     string
	}{
		{"no token", "GET", "/api/v1/brand/requests", "", "", "", 401, "token_missing"},
		{"a forged token", "GET", "/api/v1/brand/requests", "eyJhbGciOiJub25lIn0.e30.", "", "", 401, "token_wrong"},
		{"another persona's door", "GET", "/api/v1/brand/requests", operator, "", "", 403, "role_may_not"},
		{"an empty history", "POST", "/api/v1/brand/imports/history", brand, "text/csv", "", 400, "input_unreadable"},
		{"wrong columns", "POST", "/api/v1/brand/imports/history", brand, "text/csv", "when,what\n1,2\n", 422, "import_unreadable"},
		{"more than the limit", "POST", "/api/v1/brand/imports/shop/orders", brand, "application/json", strings.Repeat(" ", 33<<20), 413, "body_too_large"},
		{"an order without a state", "POST", "/api/v1/brand/imports/shop/orders", brand, "application/json", `[{"id":"x"}]`, 422, "shop_file_wrong"},
		{"an article with another id", "PUT", "/api/v1/brand/articles/a", brand, "text/markdown", "---\nid: b\ntitle: x\n---\ntext", 422, "id_differs"},
		{"a procedure that is no YAML", "PUT", "/api/v1/brand/procedures/p", brand, "application/yaml", "a: [", 422, "sop_wrong"},
		{"an event in the past", "POST", "/api/v1/brand/requests", brand, "application/json", past, 422, "request_invalid"},
		{"a zone that is none", "POST", "/api/v1/brand/requests", brand, "application/json", zone, 422, "request_invalid"},
		{"another brand's request", "GET", "/api/v1/brand/requests/" + somebodyElses, brand, "", "", 404, "request_unknown"},
		{"another brand's invoice", "GET", "/api/v1/brand/invoices/" + somebodyElses, brand, "", "", 404, "invoice_unknown"},
		{"an id that is none", "GET", "/api/v1/brand/requests/x", brand, "", "", 422, "input_invalid"},
		{"a shop that nobody vouched for", "POST", "/widget/v1/chats", "", "application/json", `{"brand":"yunshang","locale":"en","shopper_ref":"lin"}`, 403, "shopper_not_vouched"},
		{"an unsigned webhook", "POST", "/webhooks/v1/yunshang/x", "", "application/json", `{}`, 401, "webhook_signature_wrong"},
		{"an address that is none", "GET", "/api/v1/nowhere", brand, "", "", 404, "route_unknown"},
	} {
		t.Run(c.name, func(t *testing.T) {
			status, code := ask(t, p, c.method, c.path, c.token, c.content, c.body)
			if status != c.status || code != c.code {
				t.Errorf("got %d %s, want %d %s", status, code, c.status, c.code)
			}
		})
	}
}

func tokenOf(t *testing.T, p *program, email string) string {
	t.Helper()
	var s struct {
		Access string `json:"access_token"`
	}
	if err := p.call(t.Context(), http.MethodPost, "/api/v1/sessions", "", map[string]string{"email": email, "password": demo.Password}, &s); err != nil {
		t.Fatal(err)
	}
	return s.Access
}

func ask(t *testing.T, p *program, method, path, token, content, body string) (status int, code string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, p.base+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if content != "" {
		req.Header.Set("Content-Type", content)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	var f struct {
		Code string `json:"code"`
	}
	if err := json.Unmarshal(raw, &f); err != nil {
		return res.StatusCode, fmt.Sprintf("not a problem: %.80s", bytes.TrimSpace(raw))
	}
	return res.StatusCode, f.Code
}
