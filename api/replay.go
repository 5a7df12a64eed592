package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/insight"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// errNoBrand refuses a list of everybody's conversations without a number that
// it stands under: nobody reads such a list.
var errNoBrand = fault.New(fault.Invalid, "brand_missing", "name a brand, or the number that the conversations stand under")

const (
	pageOfChats = 50
	// mostReplayed is more messages than a conversation holds in practice.
	mostReplayed = 2000
)

// chatRow is a conversation in a list.
type chatRow struct {
	ID         uid.Chat   `json:"id"`
	Brand      uid.Brand  `json:"brand_id"`
	BrandName  string     `json:"brand_name"`
	Shopper    string     `json:"shopper_ref"`
	Channel    string     `json:"channel"`
	State      chat.State `json:"state"`
	Outcome    string     `json:"outcome,omitempty"`
	Intent     string     `json:"intent,omitempty"`
	Reason     string     `json:"reason,omitempty"`
	AgentName  string     `json:"agent_name,omitempty"`
	CSAT       int        `json:"csat,omitempty"`
	Sentiment  float64    `json:"sentiment"`
	Messages   int64      `json:"messages"`
	OpenedAt   time.Time  `json:"opened_at"`
	ClosedAt   *time.Time `json:"closed_at,omitempty"`
	WaitingFor *time.Time `json:"waiting_since,omitempty"`
}

// replayOut is everything about one conversation.
type replayOut struct {
	Chat      chat.Chat            `json:"chat"`
	BrandName string               `json:"brand_name"`
	Messages  []chat.Message       `json:"messages"`
	Moves     []chat.Move          `json:"moves"`
	Agents    map[uid.Agent]string `json:"agents"`
}

type chatsIn struct {
	State  string `query:"state" enum:"bot,waiting,human,closed" doc:"who holds them"`
	Under  string `query:"under" doc:"the number of the wall that they stand under: closed, resolved, escalated, passed_on, abandoned, unanswered, taken, late, scored, unhappy, guard, assisted"`
	Window string `query:"window" enum:"hour,today,event" default:"today" doc:"of under"`
	Cursor string `query:"cursor" maxLength:"100"`
}

// mountReplay: conversations in lists and one by one, as they were.
func (s *surface) mountReplay() {
	if s.doors.Chats == nil {
		return
	}
	add(s, op{id: "brand-chats", method: http.MethodGet, path: "/api/v1/brand/chats", summary: "My brand's conversations, newest first", tag: "insight"},
		func(ctx context.Context, by account.Caller, in *chatsIn) (*body[list[chatRow]], error) {
			return s.chats(ctx, by.Brand, *in)
		})
	type anywhere struct { // the fields again: huma does not look into an embedded struct
		Brand  string `query:"brand" doc:"a brand's id; absent: all brands, under a number or waiting"`
		State  string `query:"state" enum:"bot,waiting,human,closed"`
		Under  string `query:"under" doc:"the number of the wall that they stand under"`
		Window string `query:"window" enum:"hour,today,event" default:"today" doc:"of under"`
		Cursor string `query:"cursor" maxLength:"100"`
	}
	add(s, op{id: "operator-chats", method: http.MethodGet, path: "/api/v1/operator/chats", summary: "Conversations of a brand, or under a number of the wall", tag: "insight"},
		func(ctx context.Context, _ account.Caller, in *anywhere) (*body[list[chatRow]], error) {
			brand, err := brandOrAll(in.Brand)
			if err != nil {
				return nil, err
			}
			return s.chats(ctx, brand, chatsIn{State: in.State, Under: in.Under, Window: in.Window, Cursor: in.Cursor})
		})
	type one struct {
		ID uid.Chat `path:"id"`
	}
	add(s, op{id: "brand-chat", method: http.MethodGet, path: "/api/v1/brand/chats/{id}", summary: "One conversation of my brand: what was said and why, and through whose hands it went", tag: "insight"},
		func(ctx context.Context, by account.Caller, in *one) (*body[replayOut], error) {
			return s.replay(ctx, pg.OfBrand(by.Brand), in.ID)
		})
	add(s, op{id: "operator-chat", method: http.MethodGet, path: "/api/v1/operator/chats/{id}", summary: "One conversation: what was said and why, and through whose hands it went", tag: "insight"},
		func(ctx context.Context, _ account.Caller, in *one) (*body[replayOut], error) {
			return s.replay(ctx, pg.Everything, in.ID)
		})
}

// chats lists conversations of a brand, or of all for the zero brand.
func (s *surface) chats(ctx context.Context, brand uid.Brand, in chatsIn) (*body[list[chatRow]], error) {
	at, id, err := readCursor(in.Cursor)
	if err != nil {
		return nil, err
	}
	var found []chat.Chat
	next := ""
	switch {
	case in.Under != "":
		found, next, err = s.underNumber(ctx, brand, in, insight.Found{Chat: id, At: at})
	case in.State == string(chat.Waiting): // as they will be taken
		found, err = s.doors.Chats.Queue(ctx, scopeOf(brand), 2*pageOfChats)
	case brand.IsZero():
		return nil, errNoBrand.At("brand", "a brand's id", "")
	default:
		found, err = s.doors.Chats.Recent(ctx, brand, chat.State(in.State), chat.Before{At: at, ID: id}, pageOfChats)
		if len(found) == pageOfChats {
			next = cursor(found[len(found)-1].OpenedAt, found[len(found)-1].ID)
		}
	}
	if err != nil {
		return nil, err
	}
	rows, err := s.chatRows(ctx, found)
	return &body[list[chatRow]]{list[chatRow]{Items: rows, Next: next}}, err
}

func (s *surface) underNumber(ctx context.Context, brand uid.Brand, in chatsIn, before insight.Found) ([]chat.Chat, string, error) {
	under, err := s.doors.Wall.Under(ctx, brand, in.Under, in.Window, before, pageOfChats)
	if err != nil {
		return nil, "", err
	}
	ids := make([]uid.Chat, len(under))
	for i, f := range under {
		ids[i] = f.Chat
	}
	next := ""
	if len(under) == pageOfChats {
		next = cursor(under[len(under)-1].At, under[len(under)-1].Chat)
	}
	found, err := s.doors.Chats.Some(ctx, scopeOf(brand), ids)
	return found, next, err
}

func scopeOf(brand uid.Brand) pg.Scope {
	if brand.IsZero() {
		return pg.Everything
	}
	return pg.OfBrand(brand)
}

// cursor is a place in a list that goes back in time.
func cursor(at time.Time, id uid.Chat) string {
	return strconv.FormatInt(at.UnixMicro(), 36) + "." + id.String()
}

func readCursor(text string) (at time.Time, id uid.Chat, err error) {
	if text == "" {
		return at, id, nil
	}
	when, which, _ := strings.Cut(text, ".")
	micros, err := strconv.ParseInt(when, 36, 64)
	if err != nil {
		return at, id, fault.Cursor.At("cursor", "next_cursor of the page before", text)
	}
	if id, err = uid.Parse[uid.Chat](which); err != nil {
		return at, id, fault.Cursor.At("cursor", "next_cursor of the page before", text)
	}
	return time.UnixMicro(micros).UTC(), id, nil
}

func (s *surface) chatRows(ctx context.Context, found []chat.Chat) ([]chatRow, error) {
	names := map[uid.Agent]string{}
	brands, err := s.brandNames(ctx)
	out := make([]chatRow, len(found))
	for i, c := range found {
		out[i] = chatRow{
			ID: c.ID, Brand: c.Brand, BrandName: brands[c.Brand], Shopper: c.ShopperRef, Channel: c.Channel, State: c.State,
			Outcome: c.Outcome, Intent: c.Intent, Reason: c.Reason, AgentName: s.nameOf(ctx, names, c.Agent), CSAT: c.CSAT,
			Sentiment: c.Sentiment, Messages: c.LastSeq, OpenedAt: c.OpenedAt, ClosedAt: c.ClosedAt, WaitingFor: c.WaitingSince,
		}
	}
	return out, err
}

func (s *surface) brandNames(ctx context.Context) (map[uid.Brand]string, error) {
	all, err := s.doors.Register.Brands(ctx)
	out := make(map[uid.Brand]string, len(all))
	for _, b := range all {
		out[b.ID] = b.Name
	}
	return out, err
}

// nameOf is what an agent is called; a name that cannot be found stays empty
// and the list whole.
func (s *surface) nameOf(ctx context.Context, known map[uid.Agent]string, id uid.Agent) string {
	if id.IsZero() {
		return ""
	}
	name, ok := known[id]
	if !ok {
		if p, err := s.doors.Register.Person(ctx, uid.Person(id)); err == nil {
			name = p.Name
		}
		known[id] = name
	}
	return name
}

func (s *surface) replay(ctx context.Context, scope pg.Scope, id uid.Chat) (*body[replayOut], error) {
	var out replayOut
	var err error
	if out.Chat, err = s.doors.Chats.Chat(ctx, scope, id); err != nil {
		return nil, err
	}
	if out.Messages, err = s.doors.Chats.Since(ctx, scope, id, 0, mostReplayed); err != nil {
		return nil, err
	}
	if out.Moves, err = s.doors.Chats.Moves(ctx, scope, id); err != nil {
		return nil, err
	}
	brands, err := s.brandNames(ctx)
	if err != nil {
		return nil, err
	}
	out.BrandName, out.Agents = brands[out.Chat.Brand], map[uid.Agent]string{}
	for _, m := range out.Messages {
		s.nameOf(ctx, out.Agents, m.Agent)
	}
	for _, m := range out.Moves {
		s.nameOf(ctx, out.Agents, m.Agent)
	}
	return ok(out), nil
}
