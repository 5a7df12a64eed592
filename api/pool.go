package api

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/tag"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/desk"
)

// agentRow is one agent of the pool. City and accommodations are not here:
// who is chosen must not depend on them.
type agentRow struct {
	ID            uid.Agent  `json:"id"`
	Name          string     `json:"name"`
	State         string     `json:"state" enum:"offline,available,busy,break,training,wrap_up,forced_away"`
	Since         *time.Time `json:"since,omitempty"`
	BrandName     string     `json:"brand_name,omitempty" doc:"whose shift they are on"`
	Load          int        `json:"load"`
	Capacity      int        `json:"capacity"`
	ReliabilityBP int        `json:"reliability_bp" doc:"the score, counted from what became of their shifts"`
	Suspended     string     `json:"suspended,omitempty" doc:"why they are offered nothing"`
	Certificates  []string   `json:"certificates" doc:"brands that they passed the drill of"`
	Tags          []string   `json:"tags"`
}

type poolOut struct {
	list[agentRow]
	Total  int            `json:"total" doc:"that fit the search"`
	States map[string]int `json:"states" doc:"of everybody who fits the words, whatever the state asked for"`
}

type poolIn struct {
	Words  string `query:"q" maxLength:"100" doc:"in the name or a tag"`
	State  string `query:"state" enum:"offline,available,busy,break,training,wrap_up,forced_away"`
	Tag    string `query:"tag" maxLength:"100" doc:"a tag that they hold, skill:refund"`
	Cursor string `query:"cursor" maxLength:"20"`
}

const pageOfAgents = 50

// mountPool: the agents, where each is and what each may do.
func (s *surface) mountPool() {
	if s.doors.Desk == nil {
		return
	}
	add(s, op{id: "pool", method: http.MethodGet, path: "/api/v1/operator/pool", summary: "The agents: state, tags, certificates, reliability", tag: "insight"},
		func(ctx context.Context, _ account.Caller, in *poolIn) (*body[poolOut], error) {
			from := 0
			if in.Cursor != "" {
				n, err := strconv.Atoi(in.Cursor)
				if err != nil || n < 0 {
					return nil, fault.Cursor.At("cursor", "next_cursor of the page before", in.Cursor)
				}
				from = n
			}
			all, err := s.agentRows(ctx)
			if err != nil {
				return nil, err
			}
			return ok(pageOf(all, *in, from)), nil
		})
}

// agentRows lists everybody, those at work first.
func (s *surface) agentRows(ctx context.Context) ([]agentRow, error) {
	people, err := s.doors.Register.Agents(ctx)
	if err != nil {
		return nil, err
	}
	present, err := s.doors.Desk.Present(ctx)
	if err != nil {
		return nil, err
	}
	brands, err := s.brandNames(ctx)
	if err != nil {
		return nil, err
	}
	scores, err := s.doors.Board.Scores(ctx, people)
	if err != nil {
		return nil, err
	}
	stopped, err := s.doors.Board.Suspensions(ctx)
	if err != nil {
		return nil, err
	}
	why := make(map[uid.Agent]string, len(stopped))
	for _, x := range stopped {
		why[x.Agent] = x.Why
	}
	at := make(map[uid.Agent]desk.Present, len(present))
	for _, p := range present {
		at[p.Agent] = p
	}
	out := make([]agentRow, len(people))
	for i, a := range people {
		out[i] = agentRow{ID: a.ID, Name: a.Name, State: "offline", Capacity: a.Capacity, ReliabilityBP: scores[a.ID], Suspended: why[a.ID], Certificates: []string{}, Tags: []string{}}
		sortTags(&out[i], a.Tags)
		if p, ok := at[a.ID]; ok {
			out[i].State, out[i].Since, out[i].BrandName, out[i].Load = p.State, &p.Since, brands[p.Brand], p.Load
		}
	}
	slices.SortStableFunc(out, func(a, b agentRow) int {
		return cmp.Or(cmp.Compare(places[a.State], places[b.State]), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID.String(), b.ID.String()))
	})
	return out, nil
}

// places is the order of states in the list: at work first.
var places = map[string]int{"busy": 1, "available": 2, "wrap_up": 3, "break": 4, "training": 5, "forced_away": 6, "offline": 7}

// sortTags puts the certificates apart from what else an agent holds.
func sortTags(row *agentRow, held tag.Set) {
	for _, t := range held {
		if brand, ok := strings.CutPrefix(string(t), "brand:"); ok {
			row.Certificates = append(row.Certificates, brand)
		} else {
			row.Tags = append(row.Tags, string(t))
		}
	}
}

func pageOf(all []agentRow, in poolIn, from int) poolOut {
	out := poolOut{list: list[agentRow]{Items: []agentRow{}}, States: map[string]int{}}
	words := strings.ToLower(strings.TrimSpace(in.Words))
	for _, a := range all {
		if !fits(a, words, in.Tag) {
			continue
		}
		out.States[a.State]++
		if in.State != "" && a.State != in.State {
			continue
		}
		if out.Total >= from && len(out.Items) < pageOfAgents {
			out.Items = append(out.Items, a)
		}
		out.Total++
	}
	if shown := from + len(out.Items); shown < out.Total {
		out.Next = strconv.Itoa(shown)
	}
	return out
}

func fits(a agentRow, words, held string) bool {
	if held != "" && !slices.Contains(a.Tags, held) && !slices.Contains(a.Certificates, strings.TrimPrefix(held, "brand:")) {
		return false
	}
	if words == "" || strings.Contains(strings.ToLower(a.Name), words) {
		return true
	}
	has := func(t string) bool { return strings.Contains(t, words) }
	return slices.ContainsFunc(a.Tags, has) || slices.ContainsFunc(a.Certificates, has)
}
