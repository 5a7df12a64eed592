package booking

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/tag"
)

// ErrRequest refuses a request; its fields say what is wrong with each.
var ErrRequest = fault.New(fault.Invalid, "request_invalid", "the request is wrong")

// Wish is a request as a brand writes it. What is left out gets the brand's
// own zone and language, a desk from 8 to 24, and the ordinary settings.
type Wish struct {
	Event        string       `json:"event"`
	Kind         string       `json:"kind,omitempty"`
	Starts       time.Time    `json:"starts"`
	Ends         time.Time    `json:"ends"`
	Opens        *int         `json:"opens,omitempty" doc:"minutes after midnight"`
	Closes       *int         `json:"closes,omitempty"`
	Timezone     string       `json:"timezone,omitempty"`
	Channels     []string     `json:"channels"`
	Categories   []string     `json:"categories,omitempty"`
	Languages    []string     `json:"languages,omitempty"`
	Require      []string     `json:"require,omitempty"`
	Prefer       []Preference `json:"prefer,omitempty"`
	Multiplier   *float64     `json:"multiplier,omitempty"`
	DeflectionBP *int         `json:"deflection_bp,omitempty"`
	Plan         string       `json:"plan,omitempty"`
	BudgetMinor  *int64       `json:"budget_minor,omitempty"`
	Staffing     *Settings    `json:"staffing,omitempty"`
	InParts      bool         `json:"in_parts,omitempty" doc:"an open seat may be taken in parts of half an hour up"`
}

// Channels are the places that shoppers write from; a brand's own history may
// know more.
var Channels = []string{"taobao", "tmall", "jd", "pdd", "douyin", "kuaishou", "xiaohongshu", "wechat", "web", "widget", "app", "phone"}

// Kinds are the sorts of sales event.
var Kinds = []string{"double11", "618", "platform_sale", "livestream", "other"}

// Languages that agents are booked by.
var Languages = []string{"zh", "yue", "en", "ja", "ko", "th", "vi", "ms", "id"}

const (
	longestRequest    = 31 * 24 * time.Hour
	mostTags          = 20
	mostMultiplier    = 100
	ordinaryOpens     = 8 * 60
	ordinaryCloses    = 24 * 60
	ordinaryDeflected = 8000 // the share that the bot answers: an assumption until the brand's own is measured
)

// refusals collects what is wrong, field by field, so that a form can show all
// of it at once.
type refusals struct{ fault *fault.Fault }

func (r *refusals) add(where, wanted, got string) {
	if r.fault == nil {
		r.fault = ErrRequest
	}
	r.fault = r.fault.At("body."+where, wanted, got)
}

// request is the rule: what a wish must be, and what it means.
func (w Wish) request(who account.Brand, known []Past, now time.Time) (Request, error) {
	r := Request{
		Event: strings.TrimSpace(w.Event), Kind: cmp.Or(w.Kind, "other"), Starts: w.Starts, Ends: w.Ends, Opens: ordinaryOpens, Closes: ordinaryCloses,
		Timezone: cmp.Or(w.Timezone, who.Timezone), Channels: unique(w.Channels), Categories: unique(w.Categories), Languages: unique(w.Languages),
		Prefer: w.Prefer, Multiplier: w.Multiplier, DeflectionBP: ordinaryDeflected, Plan: cmp.Or(w.Plan, promises[0].ID), BudgetMinor: w.BudgetMinor,
		Staffing: OrdinarySettings, State: Draft, InParts: w.InParts,
	}
	if len(r.Languages) == 0 {
		r.Languages = unique(who.Languages)
	}
	if r.Prefer == nil {
		r.Prefer = []Preference{}
	}
	given(&r.Opens, w.Opens)
	given(&r.Closes, w.Closes)
	given(&r.DeflectionBP, w.DeflectionBP)
	given(&r.Staffing, w.Staffing)
	var bad refusals
	r.checkTimes(&bad, now)
	r.checkWords(&bad, known)
	r.Require = w.tags(&bad)
	r.checkFigures(&bad)
	if bad.fault != nil {
		return Request{}, bad.fault
	}
	return r, nil
}

func (r Request) checkTimes(bad *refusals, now time.Time) {
	at := func(t time.Time) string { return t.Format(time.RFC3339) }
	if !r.Ends.After(r.Starts) {
		bad.add("ends", "a time after starts", at(r.Ends))
	} else if r.Ends.Sub(r.Starts) > longestRequest {
		bad.add("ends", "at most 31 days after starts", at(r.Ends))
	}
	if !r.Ends.After(now) {
		bad.add("ends", "a time that has not passed", at(r.Ends))
	}
	if r.Opens < 0 || r.Opens >= 24*60 {
		bad.add("opens", "minutes after midnight, 0 to 1439", strconv.Itoa(r.Opens))
	}
	if r.Closes <= r.Opens || r.Closes > 24*60 {
		bad.add("closes", "minutes after midnight, after opens, at most 1440", strconv.Itoa(r.Closes))
	}
	if _, err := time.LoadLocation(r.Timezone); err != nil || r.Timezone == "" || r.Timezone == "Local" {
		bad.add("timezone", "a zone like Asia/Shanghai", r.Timezone)
	}
}

func (r Request) checkWords(bad *refusals, known []Past) {
	if n := len([]rune(r.Event)); n < 1 || n > 120 {
		bad.add("event", "a name of 1 to 120 characters", r.Event)
	}
	if !slices.Contains(Kinds, r.Kind) {
		bad.add("kind", "one of "+strings.Join(Kinds, ", "), r.Kind)
	}
	if len(r.Channels) == 0 {
		bad.add("channels", "at least one channel", "")
	}
	for i, c := range r.Channels {
		mine := slices.ContainsFunc(known, func(p Past) bool { return p.Channel == c })
		if !mine && !slices.Contains(Channels, c) {
			bad.add(fmt.Sprintf("channels[%d]", i), "one of "+strings.Join(Channels, ", ")+", or a channel of your history", c)
		}
	}
	for i, l := range r.Languages {
		if !slices.Contains(Languages, l) {
			bad.add(fmt.Sprintf("languages[%d]", i), "one of "+strings.Join(Languages, ", "), l)
		}
	}
	if _, ok := promiseOf(r.Plan); !ok {
		bad.add("plan", "one of "+strings.Join(promiseIDs(), ", "), r.Plan)
	}
}

// tags reads what is required and preferred; a category is required as a tag.
func (w Wish) tags(bad *refusals) tag.Set {
	var out tag.Set
	keep := func(where, s string) {
		t, err := tag.Parse(s)
		if err != nil {
			bad.add(where, "namespace:value in lower case, like skill:refund", s)
			return
		}
		out = append(out, t)
	}
	for i, s := range w.Require {
		keep(fmt.Sprintf("require[%d]", i), s)
	}
	for i, c := range unique(w.Categories) {
		keep(fmt.Sprintf("categories[%d]", i), "category:"+c)
	}
	for i, p := range w.Prefer {
		if _, err := tag.Parse(string(p.Tag)); err != nil {
			bad.add(fmt.Sprintf("prefer[%d].tag", i), "namespace:value in lower case, like skill:refund", string(p.Tag))
		}
		if !(p.Weight >= -10 && p.Weight <= 10) {
			bad.add(fmt.Sprintf("prefer[%d].weight", i), "a number from -10 to 10", strconv.FormatFloat(p.Weight, 'g', -1, 64))
		}
	}
	if len(w.Require)+len(w.Categories)+len(w.Prefer) > mostTags {
		bad.add("require", fmt.Sprintf("at most %d tags", mostTags), strconv.Itoa(len(w.Require)+len(w.Categories)+len(w.Prefer)))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (r Request) checkFigures(bad *refusals) {
	if m := r.Multiplier; m != nil && !(*m > 0 && *m <= mostMultiplier) {
		bad.add("multiplier", "a number above 0, at most 100", strconv.FormatFloat(*m, 'g', -1, 64))
	}
	if r.DeflectionBP < 0 || r.DeflectionBP > 10_000 {
		bad.add("deflection_bp", "a whole number from 0 to 10000", strconv.Itoa(r.DeflectionBP))
	}
	if m := r.BudgetMinor; m != nil && *m < 0 {
		bad.add("budget_minor", "zero or more", strconv.FormatInt(*m, 10))
	}
	if err := r.Staffing.params(OrdinaryHandling).Check(); err != nil {
		if f, ok := fault.As(err); ok {
			for _, x := range f.Fields {
				bad.add("staffing."+x.Where, x.Wanted, x.Got)
			}
		}
	}
}

func given[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// unique drops repeats and keeps the order.
func unique(list []string) []string {
	out := make([]string, 0, len(list))
	for _, s := range list {
		if s = strings.TrimSpace(s); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
