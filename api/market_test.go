package api_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/uid"
)

// agent adds an agent of the pool and signs them in.
func (w world) agent(t *testing.T, email string) (id uid.Agent, token string) {
	t.Helper()
	hash, err := account.HashPassword("correct horse")
	if err != nil {
		t.Fatal(err)
	}
	a := account.Agent{ID: uid.New[uid.Agent](), Name: "A", Email: email, CostMinor: 2000, ReliabilityBP: 9000, MaxHoursDay: 8, MaxHoursTotal: 40, Capacity: 3}
	if err := w.register.AddAgents(t.Context(), []account.Agent{a}, "en", hash); err != nil {
		t.Fatal(err)
	}
	s, err := w.register.SignIn(t.Context(), email, "correct horse", "test")
	if err != nil {
		t.Fatal(err)
	}
	return a.ID, s.Access
}

// Each step of the market says what is wrong with it, and to whom it belongs.
func TestTheMarketRefusesByName(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, mine := w.brand(t, "mine", "CNY")
	id, agent := w.agent(t, "a@agents.example")
	operator := w.person(t, account.Person{Email: "o@x.example", Role: account.RoleOperator})
	none := uid.New[uid.Shift]().String()
	for _, c := range []struct {
		name, token, method, path, sent string
		status                          int
		contains                        string
	}{
		{"no such shift", agent, http.MethodGet, "/api/v1/agent/shifts/" + none, "", 404, `"code":"shift_unknown"`},
		{"confirming it", agent, http.MethodPost, "/api/v1/agent/shifts/" + none + "/confirm", `{}`, 404, `"code":"shift_unknown"`},
		{"swapping it", agent, http.MethodPost, "/api/v1/agent/shifts/" + none + "/swap", `{}`, 404, `"code":"shift_unknown"`},
		{"a colleague who is no id", agent, http.MethodPost, "/api/v1/agent/shifts/" + none + "/swap", `{"colleague_id":"bob"}`, 422, `"code":"id_malformed"`},
		{"an appeal without words", agent, http.MethodPost, "/api/v1/agent/shifts/" + none + "/appeal", `{"words":"  "}`, 422, `"code":"appeal_words"`},
		{"taking no swap", agent, http.MethodPost, "/api/v1/agent/swaps/" + none + "/take", `{}`, 404, `"code":"swap_unknown"`},
		{"a cursor of no page", agent, http.MethodGet, "/api/v1/agent/inbox?cursor=tomorrow", "", 422, `"code":"cursor_wrong"`},
		{"the score", agent, http.MethodGet, "/api/v1/agent/reliability", "", 200, `"score_bp":9000`},
		{"the inbox", agent, http.MethodGet, "/api/v1/agent/inbox", "", 200, `"items":[]`},
		{"reading all of it", agent, http.MethodPost, "/api/v1/agent/inbox/read", `{}`, 204, ``},
		{"a brand suspends", mine, http.MethodPost, "/api/v1/operator/pool/" + id.String() + "/suspend", `{"why":"x"}`, 403, `"code":"role_may_not"`},
		{"suspending without a reason", operator, http.MethodPost, "/api/v1/operator/pool/" + id.String() + "/suspend", `{"why":" "}`, 422, `"code":"reason_missing"`},
		{"suspending nobody", operator, http.MethodPost, "/api/v1/operator/pool/" + none + "/suspend", `{"why":"x"}`, 404, `"code":"agent_unknown"`},
		{"suspending", operator, http.MethodPost, "/api/v1/operator/pool/" + id.String() + "/suspend", `{"why":"two accounts"}`, 204, ``},
		{"the agent is told", agent, http.MethodGet, "/api/v1/agent/inbox", "", 200, `"why":"two accounts"`},
		{"lifting it", operator, http.MethodPost, "/api/v1/operator/pool/" + id.String() + "/lift", `{"why":"a cousin"}`, 204, ``},
		{"an appeal that is not there", operator, http.MethodPost, "/api/v1/operator/shift-appeals/" + none + "/decide", `{"upheld":true,"answer":"x"}`, 404, `"code":"appeal_unknown"`},
		{"blocking without a reason", mine, http.MethodPut, "/api/v1/brand/people/" + id.String(), `{"choice":"block"}`, 422, `"code":"choice_invalid"`},
		{"choosing otherwise", mine, http.MethodPut, "/api/v1/brand/people/" + id.String(), `{"choice":"marry"}`, 422, `input_invalid`},
		{"preferring", mine, http.MethodPut, "/api/v1/brand/people/" + id.String(), `{"choice":"prefer"}`, 204, ``},
		{"the people", mine, http.MethodGet, "/api/v1/brand/people", "", 200, `"choice":"prefer"`},
		{"seats of no request", mine, http.MethodGet, "/api/v1/brand/requests/" + none + "/seats", "", 404, `"code":"request_unknown"`},
		{"dropping without a reason", mine, http.MethodPost, "/api/v1/brand/requests/" + none + "/seats/" + none + "/drop", `{"seats":1,"why":""}`, 422, `"code":"reason_missing"`},
		{"dropping of no request", mine, http.MethodPost, "/api/v1/brand/requests/" + none + "/seats/" + none + "/drop", `{"seats":1,"why":"x"}`, 404, `"code":"request_unknown"`},
	} {
		status, raw := w.call(t, c.token, c.method, c.path, "application/json", c.sent)
		if status != c.status || !bytes.Contains(raw, []byte(c.contains)) {
			t.Errorf("%s: got %d %s; want %d with %s", c.name, status, raw, c.status, c.contains)
		}
	}
}

// A calendar program signs in nowhere: the address is the key, and it dies when
// its owner says so.
func TestACalendarProgramReadsThePrivateAddress(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, agent := w.agent(t, "a@agents.example")
	status, raw := w.call(t, agent, http.MethodPost, "/api/v1/agent/calendar", "application/json", "{}")
	var made struct{ Path string }
	if err := json.Unmarshal(raw, &made); err != nil || status != http.StatusCreated {
		t.Fatalf("make: got %d %s, %v", status, raw, err)
	}
	ask := func(path string) (int, string, string) {
		got, err := w.app.Test(httptest.NewRequest(http.MethodGet, path, nil), 20_000)
		if err != nil {
			t.Fatal(err)
		}
		var body bytes.Buffer
		_, err = body.ReadFrom(got.Body)
		_ = got.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		return got.StatusCode, got.Header.Get("Content-Type"), body.String()
	}
	if status, kind, text := ask(made.Path); status != 200 || !strings.HasPrefix(kind, "text/calendar") || !strings.HasPrefix(text, "BEGIN:VCALENDAR\r\n") {
		t.Errorf("the address: got %d %s %q", status, kind, text)
	}
	if status, _, text := ask(strings.TrimSuffix(made.Path, ".ics")); status != 404 || !strings.Contains(text, "calendar_unknown") {
		t.Errorf("half an address: got %d %s", status, text)
	}
	if status, raw := w.call(t, agent, http.MethodGet, "/api/v1/agent/calendar.ics", "", ""); status != 200 || !bytes.HasPrefix(raw, []byte("BEGIN:VCALENDAR")) {
		t.Errorf("the file: got %d %s", status, raw)
	}
	if status, raw := w.call(t, agent, http.MethodDelete, "/api/v1/agent/calendar", "", ""); status != 204 {
		t.Fatalf("drop: got %d %s", status, raw)
	}
	if status, _, _ := ask(made.Path); status != 404 {
		t.Errorf("a dropped address: got %d", status)
	}
}
